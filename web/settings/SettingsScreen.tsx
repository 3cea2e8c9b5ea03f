import { useQuery } from '@tanstack/react-query'
import {
  Database,
  FolderInput,
  History,
  Image,
  Menu as MenuIcon,
  Sparkles,
  TextCursorInput,
} from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Link, NavLink, Outlet } from 'react-router'
import { sessionQuery } from '../lib/session.ts'
import { buttonClass, IconButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { useShortcut } from '../ui/keys.ts'
import { Logo } from '../ui/Logo.tsx'
import styles from './SettingsScreen.module.css'

/** Everything one sets up once; the page itself is the route inside. */
export function SettingsScreen({ accountMenu }: { accountMenu: ReactNode }) {
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  const mayChange = useQuery(sessionQuery).data?.permissions.includes('sources') ?? false
  useShortcut('close', close, isOpen)
  return (
    <div className={styles.app}>
      <a className={styles.skip} href="#main">
        Skip to content
      </a>
      <header className={styles.bar}>
        <IconButton
          className={styles.open}
          label="Open navigation"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <MenuIcon size={16} aria-hidden />
        </IconButton>
        <Link className={styles.brand} to="/" aria-label="Vitrine, home">
          <Logo />
        </Link>
        <Link className={joinClasses(buttonClass({ variant: 'quiet' }), styles.library)} to="/">
          <Image size={16} aria-hidden /> Library
        </Link>
        {accountMenu}
      </header>
      {isOpen && (
        // biome-ignore lint/a11y/noStaticElementInteractions: Esc and the button do the same
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above
        <div className={styles.scrim} onClick={close} />
      )}
      <nav
        className={joinClasses(styles.nav, isOpen && styles.drawer)}
        aria-label="Settings"
        onClick={close}
        onKeyDown={(event) => event.key === 'Enter' && close()}
      >
        <div className={styles.heading}>Workspace</div>
        <NavLink className={styles.item} to="/settings/sources">
          <Database size={16} strokeWidth={1.75} aria-hidden /> Sources
        </NavLink>
        <NavLink className={styles.item} to="/settings/categories">
          <FolderInput size={16} strokeWidth={1.75} aria-hidden /> Categories
        </NavLink>
        <NavLink className={styles.item} to="/settings/fields">
          <TextCursorInput size={16} strokeWidth={1.75} aria-hidden /> Custom fields
        </NavLink>
        {mayChange && (
          <NavLink className={styles.item} to="/settings/analysis">
            <Sparkles size={16} strokeWidth={1.75} aria-hidden /> Analysis
          </NavLink>
        )}
        <NavLink className={styles.item} to="/settings/bulk-edits">
          <History size={16} strokeWidth={1.75} aria-hidden /> Bulk edits
        </NavLink>
      </nav>
      <main className={styles.main} id="main" tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  )
}
