import type { Permission } from '../../../contract/resources.ts'
import { t } from '../../texts/people.ts'
import { SelectField } from '../../ui/FormField.tsx'
import { PermissionChoices } from '../PermissionChoices.tsx'
import {
  expandPermissions,
  PERMISSIONS,
  ROLE_PERMISSIONS,
  ROLES,
  type RoleChoice,
} from './roles.ts'

/** A role as it is being chosen; `custom` stays open even while its rights are those of a role. */
export interface RoleDraft {
  role: RoleChoice
  permissions: readonly Permission[]
}

interface RoleFieldsProps {
  draft: RoleDraft
  error: string | undefined
  onChange(draft: RoleDraft): void
}

export function RoleFields({ draft: { role, permissions }, error, onChange }: RoleFieldsProps) {
  const choices: RoleChoice[] = [...ROLES, 'custom']
  const choose = (value: string) => {
    const chosen = choices.find((choice) => choice === value)
    if (!chosen) return
    onChange({
      role: chosen,
      permissions: chosen === 'custom' ? expandPermissions(permissions) : ROLE_PERMISSIONS[chosen],
    })
  }
  return (
    <>
      <SelectField
        label={t.role}
        hint={t.roleTexts[role]}
        value={role}
        choices={choices.map((value) => ({ value, label: t.roles[value] }))}
        onChange={(event) => choose(event.target.value)}
      />
      {role === 'custom' && (
        <PermissionChoices
          chosen={permissions}
          offered={PERMISSIONS}
          error={error}
          onChange={(chosen) => onChange({ role, permissions: chosen })}
        />
      )}
    </>
  )
}
