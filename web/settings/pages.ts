import {
  Activity,
  Database,
  FolderInput,
  History,
  KeyRound,
  type LucideIcon,
  ScrollText,
  Sparkles,
  TextCursorInput,
  User,
  Users,
} from 'lucide-react'
import type { Permission } from '../../contract/resources.ts'
import type { t } from '../texts/settings.ts'

/** One page of the settings. */
export interface SettingsPage {
  name: keyof typeof t.pages
  /** Its address, and the beginning of those below it. */
  to: string
  icon: LucideIcon
  /** What one has to be allowed for it to be of use; null: nothing. */
  needs: Permission | null
}

/** Of the whole account, in the order of the navigation. */
export const WORKSPACE_PAGES: readonly SettingsPage[] = [
  { name: 'sources', to: '/settings/sources', icon: Database, needs: 'sources' },
  { name: 'categories', to: '/settings/categories', icon: FolderInput, needs: 'asset_browse' },
  { name: 'fields', to: '/settings/fields', icon: TextCursorInput, needs: 'asset_browse' },
  { name: 'analysis', to: '/settings/analysis', icon: Sparkles, needs: 'sources' },
  { name: 'bulkEdits', to: '/settings/bulk-edits', icon: History, needs: 'asset_edit' },
  { name: 'jobs', to: '/settings/jobs', icon: Activity, needs: 'sources' },
  { name: 'users', to: '/settings/users', icon: Users, needs: 'account_admin' },
  { name: 'history', to: '/settings/history', icon: ScrollText, needs: 'account_admin' },
  { name: 'keys', to: '/settings/keys', icon: KeyRound, needs: null },
]

/** Of whoever is signed in. */
export const OWN_PAGES: readonly SettingsPage[] = [
  { name: 'account', to: '/settings/account', icon: User, needs: null },
]

export function mayOpen({ needs }: SettingsPage, permissions: readonly Permission[]): boolean {
  return needs === null || permissions.includes(needs)
}

/** The page at this address, or above it; null when there is none. */
export function findPage(pathname: string): SettingsPage | null {
  const pages = [...WORKSPACE_PAGES, ...OWN_PAGES]
  return pages.find(({ to }) => pathname === to || pathname.startsWith(`${to}/`)) ?? null
}

/** Where the settings begin for somebody. */
export function firstPage(permissions: readonly Permission[]): string {
  const [sources] = WORKSPACE_PAGES
  return sources && mayOpen(sources, permissions) ? sources.to : '/settings/account'
}
