import { useId } from 'react'
import type { Permission } from '../../contract/resources.ts'
import { t } from '../texts/people.ts'
import styles from './PermissionChoices.module.css'
import { expandPermissions, PERMISSIONS } from './people/roles.ts'

interface PermissionChoicesProps {
  chosen: readonly Permission[]
  /** What may be given away; the others are not offered. */
  offered: readonly Permission[]
  error?: string | undefined
  onChange(chosen: Permission[]): void
}

/** Rights, one by one, each with what it opens. What another one includes is checked and stays so. */
export function PermissionChoices({ chosen, offered, error, onChange }: PermissionChoicesProps) {
  const id = useId()
  const all = expandPermissions(chosen)
  const toggle = (permission: Permission) =>
    onChange(
      chosen.includes(permission)
        ? chosen.filter((one) => one !== permission)
        : [...chosen, permission],
    )
  return (
    <fieldset className={styles.choices} aria-describedby={error && `${id}-error`}>
      <legend>{t.rightsLegend}</legend>
      {PERMISSIONS.filter((one) => offered.includes(one)).map((permission, i) => {
        const isIncluded = all.includes(permission) && !chosen.includes(permission)
        return (
          <label key={permission} className={styles.choice}>
            <input
              type="checkbox"
              checked={all.includes(permission)}
              disabled={isIncluded}
              aria-invalid={(error !== undefined && i === 0) || undefined}
              aria-describedby={`${id}-${permission}`}
              onChange={() => toggle(permission)}
            />
            <span>
              {t.permissions[permission]}
              <small id={`${id}-${permission}`}>{t.permissionTexts[permission]}</small>
            </span>
          </label>
        )
      })}
      {error && (
        <p id={`${id}-error`} className={styles.error}>
          {error}
        </p>
      )}
    </fieldset>
  )
}
