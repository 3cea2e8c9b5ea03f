import { z } from 'zod'
import type { SourceTypeMember } from '../../contract/resources.ts'
import { PRESETS, SOURCE_TYPES, STORAGE_PROVIDERS } from '../origins/presets/presets.ts'

/** What clients send of a Source. The members of each type come from the table of presets. */

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

/** They are read with every rendering. */
const MAX_PARAMS = 100

/** What deployments of every type have. */
const COMMON = z.object({
  type: z.enum(SOURCE_TYPES),
  imgix_subdomains: z.array(SUBDOMAIN).min(1).max(20),
  custom_domains: z.array(DOMAIN).max(100).nullable(),
  annotation: text(1024).nullable(),
  cache_ttl_behavior: z.enum(['respect_origin', 'override_origin', 'enforce_minimum']),
  cache_ttl_value: ttl,
  cache_ttl_error: ttl,
  default_params: z
    .record(text(100), z.union([text(1000), z.number(), z.boolean()]).transform(String))
    .refine((params) => Object.keys(params).length <= MAX_PARAMS, `At most ${MAX_PARAMS}.`)
    .nullable(),
  secure_url_enabled: z.boolean(),
})

/** Names of what deployments of every type have. */
export const COMMON_MEMBERS = Object.keys(COMMON.shape)

const PROVIDER = text(100)
  .transform((given) => {
    const known = STORAGE_PROVIDERS.find((one) => one.toLowerCase() === given.toLowerCase())
    return known ?? given
  })
  .pipe(z.enum(STORAGE_PROVIDERS, `This has to be one of ${STORAGE_PROVIDERS.join(', ')}.`))

const REDIRECT_HOST = text(253)
  .transform((host) => host.trim().toLowerCase())
  .refine((host) => isDomain(host.replace(/^\*\./, '')), 'This has to be a host name.')
const REDIRECT_HOSTS = z
  .union([
    z.array(z.string()),
    // As forms send it.
    z.string().transform((hosts) => hosts.split(/[\s,]+/).filter((host) => host !== '')),
  ])
  .pipe(z.array(REDIRECT_HOST).max(20))

const READ_ONLY = z.unknown().meta({ description: 'Read-only: what is sent does not count.' })

/** Clients send the members of other types, too, as null. */
function inputOf({ name, kind }: SourceTypeMember): z.ZodType {
  if (name === 'redirect_hosts') return REDIRECT_HOSTS.nullable()
  if (kind === 'secret') {
    return text(4096)
      .nullable()
      .meta({ description: 'Never comes back; null keeps the stored one.' })
  }
  return text(kind === 'path' || kind === 'url' ? 4096 : 1024).nullable()
}

function inputsOf(members: readonly SourceTypeMember[]): Record<string, z.ZodType> {
  const inputs = members.flatMap((member) => [
    [member.name, inputOf(member)] as const,
    ...(member.kind === 'secret' ? [[`${member.name}_set`, READ_ONLY] as const] : []),
  ])
  return { ...Object.fromEntries(inputs), azure_sas_expiry: READ_ONLY }
}

/** imgix has more members than we: who sends them empty asks for nothing that we do not do. */
const NOT_HERE = z.unknown().refine(isEmpty, 'This is not known here.')

function isEmpty(value: unknown): boolean {
  if (value === null || value === false || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

const BY_TYPE = {
  ...inputsOf(PRESETS.flatMap(({ about }) => about.deployment_members)),
  storage_provider: PROVIDER.nullable(),
  allows_upload: READ_ONLY,
}

/** Sent members of a deployment of any type. */
export type DeploymentInput = Partial<z.output<typeof COMMON>> & Record<string, unknown>

/** Members of the types are known by name alone, so that zod can't follow them. */
const deploymentInput = (common: z.ZodObject) =>
  common
    .extend(z.object(BY_TYPE).partial().shape)
    .catchall(NOT_HERE) as unknown as z.ZodType<DeploymentInput>

export const DEPLOYMENT_INPUT = deploymentInput(COMMON.partial())
export const NEW_DEPLOYMENT_INPUT = deploymentInput(
  COMMON.partial().required({ type: true, imgix_subdomains: true }),
)

/** Sent members of upload credentials of any type. */
export type CredentialsInput = Record<string, unknown>

export const UPLOAD_CREDENTIALS_INPUT = z
  .object(inputsOf(PRESETS.flatMap(({ about }) => about.upload_members)))
  .partial()
  .catchall(NOT_HERE)
  .nullable() as z.ZodType<CredentialsInput | null>

export const SOURCE_NAME = text(200).trim().min(1)
