import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Command, Keyboard, LogOut, Monitor, Moon, Settings, Sun, User } from 'lucide-react'
import { useNavigate } from 'react-router'
import { usePaletteDoor } from '../lib/commands.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { sessionQuery, signOut } from '../lib/session.ts'
import { type Theme, useTheme } from '../lib/theme.ts'
import { t } from '../texts/browse.ts'
import { t as ui } from '../texts/ui.ts'
import { Avatar, initials } from '../ui/Avatar.tsx'
import { Menu, MenuChoices, MenuHeading, MenuItem, MenuLine } from '../ui/Menu.tsx'
import { useToast } from '../ui/Toast.tsx'
import styles from './AccountMenu.module.css'

const themes = () =>
  [
    { value: 'system', label: t.matchSystem, icon: Monitor },
    { value: 'light', label: t.light, icon: Sun },
    { value: 'dark', label: t.dark, icon: Moon },
  ] as const

/** Who is signed in, the theme, and the way out. */
export function AccountMenu() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const toast = useToast()
  const palette = usePaletteDoor()
  const session = useQuery(sessionQuery)
  const [theme, setTheme] = useTheme()
  if (!session.data) return null
  const { user } = session.data
  const name = user.name ?? user.email
  const letters = initials(name)
  const leave = () =>
    signOut(client).then(
      () => navigate('/sign-in'),
      (failure: Error) => toast({ text: t.notSignedOut(describeFailure(failure).text) }),
    )
  const avatar = <Avatar name={name} />
  return (
    <Menu label={t.accountOf(letters, name)} button={avatar} buttonClass={styles.button} alignEnd>
      <div role="presentation" className={styles.who}>
        {avatar}
        <span>
          <span className="truncate">{name}</span>
          {user.name && <small className="t3 truncate">{user.email}</small>}
        </span>
      </div>
      <MenuLine />
      <MenuItem onSelect={() => navigate('/settings/account')}>
        <User size={16} aria-hidden /> {t.account}
      </MenuItem>
      <MenuItem onSelect={() => navigate('/settings')}>
        <Settings size={16} aria-hidden /> {t.settings}
      </MenuItem>
      <MenuHeading>{t.appearance}</MenuHeading>
      <MenuChoices<Theme> label={t.theme} value={theme} choices={themes()} onChange={setTheme} />
      <MenuLine />
      <MenuItem onSelect={() => palette.openPalette()}>
        <Command size={16} aria-hidden /> {ui.commandPalette}
      </MenuItem>
      <MenuItem onSelect={palette.openSheet}>
        <Keyboard size={16} aria-hidden /> {ui.keyboardShortcuts}
      </MenuItem>
      <MenuLine />
      <MenuItem onSelect={leave}>
        <LogOut size={16} aria-hidden /> {t.signOut}
      </MenuItem>
    </Menu>
  )
}
