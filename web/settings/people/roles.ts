import type { Permission } from '../../../contract/resources.ts'

/** Permissions that usually go together. */
type Role = 'viewer' | 'editor' | 'developer' | 'admin'
/** `custom`: none of them. */
export type RoleChoice = Role | 'custom'

const EDITOR: readonly Permission[] = ['asset_browse', 'asset_edit', 'asset_purge']

/** The one place that says what a role is; the server knows permissions alone. */
export const ROLE_PERMISSIONS: Record<Role, readonly Permission[]> = {
  viewer: ['asset_browse'],
  editor: EDITOR,
  developer: [...EDITOR, 'sources'],
  admin: ['account_admin'],
}

/** From few rights to all. */
export const ROLES = Object.keys(ROLE_PERMISSIONS) as Role[]

/** In the order in which they are offered. */
export const PERMISSIONS: readonly Permission[] = [
  'asset_browse',
  'asset_edit',
  'asset_purge',
  'sources',
  'analytics',
  'account_admin',
]

/** What permissions come to: Account Admin opens everything, Asset Edit includes Asset Browse. */
export function expandPermissions(granted: readonly Permission[]): readonly Permission[] {
  if (granted.includes('account_admin')) return PERMISSIONS
  const isEditor = granted.includes('asset_edit')
  return PERMISSIONS.filter((one) => granted.includes(one) || (isEditor && one === 'asset_browse'))
}

export function roleOf(permissions: readonly Permission[]): RoleChoice {
  const all = expandPermissions(permissions).join()
  return ROLES.find((role) => expandPermissions(ROLE_PERMISSIONS[role]).join() === all) ?? 'custom'
}

/** What people want to know of a role, and the permissions it takes. */
export const RIGHTS = {
  browse: ['asset_browse'],
  edit: ['asset_edit'],
  upload: ['asset_edit'],
  refresh: ['asset_edit', 'asset_purge'],
  sources: ['sources'],
  keys: [],
  people: ['account_admin'],
} as const satisfies Record<string, readonly Permission[]>

export type Right = keyof typeof RIGHTS

export function roleMay(role: Role, right: Right): boolean {
  const granted = expandPermissions(ROLE_PERMISSIONS[role])
  return RIGHTS[right].every((permission) => granted.includes(permission))
}
