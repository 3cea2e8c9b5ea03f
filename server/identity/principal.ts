import type { Permission } from '../../contract/resources.ts'
import { Failure } from '../lib/failures.ts'

/** Who asks, and what they may do. */
export interface Principal {
  accountId: number
  /** The signed-in person; null when an API key asks. */
  userId: string | null
  keyId: string | null
  /** The e-mail of the person, or of the one who made the key. */
  tag: string | null
  /** With everything that the granted ones include. */
  permissions: ReadonlySet<Permission>
}

export const PERMISSIONS = [
  'account_admin',
  'analytics',
  'sources',
  'asset_purge',
  'asset_browse',
  'asset_edit',
] as const satisfies readonly Permission[]

const PERMISSION_LABELS: Record<Permission, string> = {
  account_admin: 'Account Admin',
  analytics: 'Analytics',
  sources: 'Sources',
  asset_purge: 'Asset Purge',
  asset_browse: 'Asset Browse',
  asset_edit: 'Asset Edit',
}

/** imgix, permissions: Account Admin opens everything, Asset Edit includes Asset Browse. */
export function expandPermissions(granted: readonly Permission[]): ReadonlySet<Permission> {
  if (granted.includes('account_admin')) return new Set(PERMISSIONS)
  if (granted.includes('asset_edit')) return new Set([...granted, 'asset_browse'])
  return new Set(granted)
}

/** @throws Failure `forbidden` that names what is missing. */
export function requirePermissions(principal: Principal, needed: readonly Permission[]): void {
  const missing = needed.filter((permission) => !principal.permissions.has(permission))
  if (missing.length === 0) return
  const labels = missing.map((permission) => PERMISSION_LABELS[permission]).join(' and ')
  throw new Failure('forbidden', `This needs the permission ${labels}, which you do not have.`)
}

/** @throws Failure `forbidden` when somebody would give away more than they have. */
export function requireOwnPermissions(principal: Principal, given: readonly Permission[]): void {
  const beyond = [...expandPermissions(given)].filter((one) => !principal.permissions.has(one))
  if (beyond.length === 0) return
  const labels = beyond.map((permission) => PERMISSION_LABELS[permission]).join(' and ')
  throw new Failure('forbidden', `You cannot give a permission you do not have: ${labels}.`)
}
