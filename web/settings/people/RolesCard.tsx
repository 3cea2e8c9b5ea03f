import { Check, Minus } from 'lucide-react'
import { t } from '../../texts/people.ts'
import { Card } from '../../ui/Page.tsx'
import { RIGHTS, type Right, ROLES, roleMay } from './roles.ts'
import styles from './Users.module.css'

/** What each role may do, side by side. */
export function RolesCard() {
  return (
    <Card title={t.whatRolesMay}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls on a phone, also by keys */}
      <section className={styles.roles} tabIndex={0} aria-label={t.whatRolesMay}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.right}</th>
              {ROLES.map((role) => (
                <th key={role} scope="col">
                  <span>{t.roles[role]}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(Object.keys(RIGHTS) as Right[]).map((right) => (
              <tr key={right}>
                <th scope="row">{t.rights[right]}</th>
                {ROLES.map((role) => (
                  <td key={role}>
                    <YesOrNo isYes={roleMay(role, right)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  )
}

function YesOrNo({ isYes }: { isYes: boolean }) {
  const Icon = isYes ? Check : Minus
  return (
    <>
      <Icon size={16} className={isYes ? styles.yes : styles.no} aria-hidden />
      <span className="vh">{isYes ? t.yes : t.no}</span>
    </>
  )
}
