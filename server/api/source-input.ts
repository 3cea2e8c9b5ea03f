import { z } from 'zod'
import type { SourceType } from '../../contract/resources.ts'
import type { StoredDeployment } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'

/** What clients send of a deployment, and what becomes of it. */

const MAX_TTL_SECONDS = 31_536_000
const text = (maxLength: number) =>
  z.string().max(maxLength).refine(isStorable, 'This holds a character that cannot be stored.')

export function isStorable(value: string): boolean {
  return !value.includes('\0') && value.isWellFormed()
}

const HOST_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const SUBDOMAIN = z
  .string()
  .toLowerCase()
  .regex(HOST_LABEL, 'This has to be one label of a host name: letters, digits and hyphens.')
const DOMAIN = z.string().toLowerCase().max(253).refine(isDomain, 'This has to be a host name.')

/** A name below some top level domain: never localhost, nor an address, which would be Vitrine's own. */
function isDomain(host: string): boolean {
  const labels = host.split('.')
  const last = labels.at(-1) ?? ''
  return labels.length > 1 && labels.every((label) => HOST_LABEL.test(label)) && /[a-z]/.test(last)
}

const ttl = z.int().min(1).max(MAX_TTL_SECONDS)
/** Clients send the members of other types, too, as null. */
const member = (maxLength = 1024) => text(maxLength).nullable()

/** An address is shown to everybody who may browse. */
function holdsNoPassword(address: string): boolean {
  const url = URL.parse(address)
  return url?.username === '' && url.password === ''
}

/** They are read with every rendering. */
const MAX_PARAMS = 100

const MEMBERS = z.object({
  type: z.enum(['s3', 's3_compatible', 'local']),
  imgix_subdomains: z.array(SUBDOMAIN).min(1).max(20),
  custom_domains: z.array(DOMAIN).max(100).nullable(),
  annotation: member(),
  cache_ttl_behavior: z.enum(['respect_origin', 'override_origin', 'enforce_minimum']),
  cache_ttl_value: ttl,
  cache_ttl_error: ttl,
  default_params: z
    .record(text(100), z.union([text(1000), z.number(), z.boolean()]).transform(String))
    .refine((params) => Object.keys(params).length <= MAX_PARAMS, `At most ${MAX_PARAMS}.`)
    .nullable(),
  secure_url_enabled: z.boolean(),
  allows_upload: z.boolean().meta({ description: 'Read-only.' }),
  s3_access_key: member(),
  s3_secret_key: member().meta({ description: 'Never comes back; null keeps the stored one.' }),
  s3_bucket: member(),
  s3_prefix: member(),
  s3_secret_key_set: z.boolean().meta({ description: 'Read-only.' }),
  storage_provider: member(),
  endpoint_url: z
    .url({ protocol: /^https?$/ })
    .max(1024)
    .refine(holdsNoPassword, 'Keys belong into access_key_id and secret_key, not into the address.')
    .nullable(),
  region: member(),
  bucket_name: member(),
  access_key_id: member(),
  secret_key: member().meta({ description: 'Never comes back; null keeps the stored one.' }),
  secret_key_set: z.boolean().meta({ description: 'Read-only.' }),
  prefix: member(),
  local_path: member(4096),
})

/** imgix has more members than we: who sends them empty asks for nothing that we do not do. */
const NOT_HERE = z.unknown().refine(isEmpty, 'This is not known here.')

function isEmpty(value: unknown): boolean {
  if (value === null || value === false || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

export const DEPLOYMENT_INPUT = MEMBERS.partial().catchall(NOT_HERE)
export const NEW_DEPLOYMENT_INPUT = MEMBERS.partial()
  .required({ type: true, imgix_subdomains: true })
  .catchall(NOT_HERE)
export const SOURCE_NAME = text(200).trim().min(1)

/** Sent members of any deployment, made of DEPLOYMENT_INPUT or NEW_DEPLOYMENT_INPUT. */
type DeploymentInput = z.output<typeof DEPLOYMENT_INPUT>

type DeploymentMember = keyof StoredDeployment

const COMMON: readonly DeploymentMember[] = [
  'imgix_subdomains',
  'custom_domains',
  'annotation',
  'cache_ttl_behavior',
  'cache_ttl_value',
  'cache_ttl_error',
  'default_params',
  'secure_url_enabled',
]

/** What each type has besides, and which of it there has to be. */
const BY_TYPE: Record<
  SourceType,
  { members: readonly DeploymentMember[]; required: readonly DeploymentMember[] }
> = {
  s3: { members: ['s3_access_key', 's3_bucket', 's3_prefix', 'region'], required: ['s3_bucket'] },
  s3_compatible: {
    members: [
      'storage_provider',
      'endpoint_url',
      'region',
      'bucket_name',
      'access_key_id',
      'prefix',
    ],
    required: ['endpoint_url', 'bucket_name', 'access_key_id'],
  },
  local: { members: ['local_path'], required: ['local_path'] },
}

/**
 * The whole deployment after a change: members that were not sent, or sent as null, stay; those of other
 * types go.
 * @param present null for a new Source
 * @throws Failure `invalid_body` naming a member that this type needs.
 */
export function mergeDeployment(
  present: StoredDeployment | null,
  sent: DeploymentInput,
): Partial<StoredDeployment> & Pick<StoredDeployment, 'type' | 'imgix_subdomains'> {
  const given = Object.entries(sent).filter(([, value]) => value !== null && value !== undefined)
  const all: Partial<StoredDeployment> = { ...present, ...Object.fromEntries(given) }
  const { type, imgix_subdomains } = all
  if (type === undefined || imgix_subdomains === undefined) throw missing('type')
  const { members, required } = BY_TYPE[type]
  const absent = required.find((name) => !all[name])
  if (absent !== undefined) throw missing(absent)
  const kept = new Set<string>([...COMMON, ...members])
  const merged = Object.fromEntries(Object.entries(all).filter(([name]) => kept.has(name)))
  return { ...merged, type, imgix_subdomains }
}

/** The secret key among the sent members, if there is one for the type. */
export function secretOf(type: SourceType, sent: DeploymentInput): string | null {
  if (type === 's3') return sent.s3_secret_key || null
  return type === 's3_compatible' ? sent.secret_key || null : null
}

export function missing(name: string): Failure {
  return new Failure('invalid_body', `deployment.${name}: This type of Source needs it.`, {
    pointer: `/data/attributes/deployment/${name}`,
  })
}
