import type {
  SourceAttributes,
  SourceDeployment,
  SourceTypeAttributes,
  SourceTypeMember,
} from '../../contract/resources.ts'
import { ApiFailure } from '../lib/api.ts'
import { t } from '../texts/sources.ts'

/** What is typed in a form: member of the deployment or of the credentials → text. */
export type Members = Record<string, string>

/** The members of a deployment as text; secrets are never known, so they are empty. */
export function readMembers(type: SourceTypeAttributes, deployment: SourceDeployment): Members {
  const values = deployment as unknown as Record<string, unknown> // asked by the names the server gave
  return Object.fromEntries(type.deployment_members.map(({ name }) => [name, toText(values[name])]))
}

function toText(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ')
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** Members whose value is a list, written with commas. */
const LISTS = new Set(['redirect_hosts', 'custom_domains', 'imgix_subdomains'])

/** What was typed, as the API takes it: nothing of what was left empty and was empty before. */
export function writeMembers(members: Members, before: Members = {}): Record<string, unknown> {
  const changed = Object.entries(members).filter(
    ([name, text]) => text.trim() !== (before[name] ?? ''),
  )
  return Object.fromEntries(
    changed.map(([name, text]) => [name, LISTS.has(name) ? readList(text) : text.trim()]),
  )
}

/** "a.com, b.com" → both */
export function readList(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** "Product shots 2026" → product-shots-2026: what a host name can begin with. */
export function suggestSubdomain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63)
}

/** `auto=format,compress&q=75` ⇄ members, as they stand in an address. */
export function readParams(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text.replace(/^\?/, '')))
}

export function writeParams(params: Record<string, string>): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

/** Member → what is wrong with it. */
export type FieldErrors = Readonly<Record<string, string>>

/** Whether there is a secret of that name: the server tells it of each as `<name>_set`. */
export function isStored(known: object | null, member: string): boolean {
  return known !== null && (known as Record<string, unknown>)[`${member}_set`] === true
}

/** What has to be there and is not. A stored secret is there. */
export function findMissing(
  members: readonly Pick<SourceTypeMember, 'name' | 'label' | 'required'>[],
  values: Members,
  stored: (name: string) => boolean = () => false,
): FieldErrors {
  const isThere = (name: string) => Boolean(values[name]?.trim()) || stored(name)
  const missing = members.filter(({ name, required }) => {
    // Who gives the endpoint has said where; the region is only there to find it.
    const standsIn = name === 'region' && isThere('endpoint_url')
    return required && !isThere(name) && !standsIn
  })
  return Object.fromEntries(missing.map(({ name, label }) => [name, t.enter(label)]))
}

/**
 * What a refusal says of the fields at hand; null when it is about none of them. A secret that has to be typed
 * again because of another field is told so at the secret.
 * @param names the members that have a field
 */
export function readFieldErrors(
  failure: Error,
  names: readonly string[],
  under?: 'deployment' | 'upload_credentials',
): FieldErrors | null {
  if (!(failure instanceof ApiFailure) || !failure.pointer) return null
  const path = failure.pointer.split('/').slice(3)
  if (under && path.length > 1 && path[0] !== under) return null
  const member = path.filter((part) => !/^\d+$/.test(part)).at(-1)
  if (!member || !names.includes(member)) return null
  // The server begins with the member's name, which stands above the field already.
  return { [member]: failure.message.replace(/^[\w.]+: /, '') }
}

/** What the form of a Source can change beside its deployment's own members. */
export interface Delivery {
  name: string
  subdomains: string
  domains: string
  params: string
  secure: boolean
  ttlBehavior: SourceDeployment['cache_ttl_behavior']
  ttlDays: string
  errorSeconds: string
}

/** The members that these stand for, as the API names them. */
export const DELIVERY_MEMBERS = [
  'name',
  'imgix_subdomains',
  'custom_domains',
  'default_params',
  'cache_ttl_value',
  'cache_ttl_error',
]

const DAY = 86_400

export function readDelivery({ name, deployment }: SourceAttributes): Delivery {
  return {
    name,
    subdomains: deployment.imgix_subdomains.join(', '),
    domains: deployment.custom_domains.join(', '),
    params: writeParams(deployment.default_params),
    secure: deployment.secure_url_enabled,
    ttlBehavior: deployment.cache_ttl_behavior,
    ttlDays: String(Math.round((deployment.cache_ttl_value / DAY) * 1000) / 1000),
    errorSeconds: String(deployment.cache_ttl_error),
  }
}

/** The attributes that differ from before, ready for PATCH; null when nothing does. */
export function writeChange(
  change: { delivery: Delivery; members: Members },
  before: { delivery: Delivery; members: Members },
): Record<string, unknown> | null {
  const { delivery } = change
  const differs = (key: keyof Delivery) => delivery[key] !== before.delivery[key]
  const deployment: Record<string, unknown> = {
    ...writeMembers(change.members, before.members),
    ...(differs('subdomains') && { imgix_subdomains: readList(delivery.subdomains) }),
    ...(differs('domains') && { custom_domains: readList(delivery.domains) }),
    ...(differs('params') && { default_params: readParams(delivery.params) }),
    ...(differs('secure') && { secure_url_enabled: delivery.secure }),
    ...(differs('ttlBehavior') && { cache_ttl_behavior: delivery.ttlBehavior }),
    ...(differs('ttlDays') && { cache_ttl_value: Math.round(Number(delivery.ttlDays) * DAY) }),
    ...(differs('errorSeconds') && { cache_ttl_error: Math.round(Number(delivery.errorSeconds)) }),
  }
  const attributes = {
    ...(differs('name') && { name: delivery.name.trim() }),
    ...(Object.keys(deployment).length > 0 && { deployment }),
  }
  return Object.keys(attributes).length > 0 ? attributes : null
}
