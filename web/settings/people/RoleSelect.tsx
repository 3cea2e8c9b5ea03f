import { t } from '../../texts/people.ts'
import { joinClasses } from '../../ui/classes.ts'
import { selectClass } from '../../ui/FormField.tsx'
import { ROLES, type RoleChoice } from './roles.ts'
import styles from './Users.module.css'

interface RoleSelectProps {
  label: string
  role: RoleChoice
  onChange(role: RoleChoice): void
}

/** A role, in a row. */
export function RoleSelect({ label, role, onChange }: RoleSelectProps) {
  const choices: RoleChoice[] = [...ROLES, 'custom']
  return (
    <select
      className={joinClasses(selectClass, styles.role)}
      aria-label={label}
      value={role}
      onChange={({ target: { value } }) => {
        const chosen = choices.find((choice) => choice === value)
        if (chosen) onChange(chosen)
      }}
    >
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {t.roles[choice]}
        </option>
      ))}
    </select>
  )
}
