import { Settings } from 'lucide-react'
import { NavLink } from 'react-router'
import { t } from '../texts/browse.ts'
import { iconClass } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import styles from './SettingsLink.module.css'

/** The way to the settings, of which everybody has some; the account menu has it, too. */
export function SettingsLink() {
  return (
    <NavLink
      className={joinClasses(iconClass, styles.gear)}
      to="/settings"
      aria-label={t.settings}
      title={t.settings}
    >
      <Settings size={16} strokeWidth={1.75} aria-hidden />
    </NavLink>
  )
}
