import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { Image, Lock, Menu as MenuIcon } from 'lucide-react'
import { type ComponentType, type ReactNode, useState } from 'react'
import { Link, Navigate, NavLink, Outlet, useLocation } from 'react-router'
import type { Permission } from '../../contract/resources.ts'
import { sessionQuery } from '../lib/session.ts'
import { serverQuery } from '../lib/sources.ts'
import { t as people } from '../texts/people.ts'
import { t } from '../texts/settings.ts'
import { buttonClass, IconButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { Empty } from '../ui/Empty.tsx'
import { useShortcut } from '../ui/keys.ts'
import { Logo } from '../ui/Logo.tsx'
import { Page } from '../ui/Page.tsx'
import {
  findPage,
  firstPage,
  mayOpen,
  OWN_PAGES,
  type SettingsPage,
  WORKSPACE_PAGES,
} from './pages.ts'
import styles from './SettingsScreen.module.css'

interface SettingsScreenProps {
  accountMenu: ReactNode
  /** Says that the server is away, going by what is asked for again and again. */
  connection: ComponentType<{ watched: UseQueryResult }>
}

/** Everything one sets up once; the page itself is the route inside. */
export function SettingsScreen({ accountMenu, connection: Connection }: SettingsScreenProps) {
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  const server = useQuery(serverQuery)
  const permissions = useQuery(sessionQuery).data?.permissions ?? []
  useShortcut('close', close, isOpen)
  return (
    <div className={styles.app}>
      <a className={styles.skip} href="#main">
        {t.skip}
      </a>
      <header className={styles.bar}>
        <IconButton
          className={styles.open}
          label={t.openNavigation}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <MenuIcon size={16} aria-hidden />
        </IconButton>
        <Link className={styles.brand} to="/" aria-label={t.home}>
          <Logo />
        </Link>
        <Link className={joinClasses(buttonClass({ variant: 'quiet' }), styles.library)} to="/">
          <Image size={16} aria-hidden /> {t.library}
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
        aria-label={t.settings}
        onClick={close}
        onKeyDown={(event) => event.key === 'Enter' && close()}
      >
        <PageLinks title={t.workspace} pages={WORKSPACE_PAGES} permissions={permissions} />
        <PageLinks title={t.you} pages={OWN_PAGES} permissions={permissions} />
      </nav>
      <main className={styles.main} id="main" tabIndex={-1}>
        <div className={styles.connection}>
          <Connection watched={server} />
        </div>
        <OpenPage permissions={permissions} />
      </main>
    </div>
  )
}

interface PageLinksProps {
  title: string
  pages: readonly SettingsPage[]
  permissions: readonly Permission[]
}

/** What is of no use to somebody is not in their way. */
function PageLinks({ title, pages, permissions }: PageLinksProps) {
  return (
    <div className={styles.group}>
      <div className={styles.heading}>{title}</div>
      {pages
        .filter((page) => mayOpen(page, permissions))
        .map(({ name, to, icon: Icon }) => (
          <NavLink key={name} className={styles.item} to={to}>
            <Icon size={16} strokeWidth={1.75} aria-hidden /> {t.pages[name]}
          </NavLink>
        ))}
    </div>
  )
}

/** The page of the address, unless it is not for this person. */
function OpenPage({ permissions }: { permissions: readonly Permission[] }) {
  const { pathname } = useLocation()
  if (/^\/settings\/?$/.test(pathname)) return <Navigate to={firstPage(permissions)} replace />
  const page = findPage(pathname)
  if (!page?.needs || mayOpen(page, permissions)) return <Outlet />
  return (
    <Page title={t.pages[page.name]}>
      <Empty
        icon={Lock}
        title={t.notYours}
        actions={
          <Link className={buttonClass({ variant: 'primary' })} to="/">
            {t.toLibrary}
          </Link>
        }
      >
        {t.notYoursText(people.permissions[page.needs])}
      </Empty>
    </Page>
  )
}
