import { access, constants } from 'node:fs/promises'
import { z } from 'zod'
import type { Resource } from '../../contract/document.ts'
import type {
  RightCheck,
  SourceAttributes,
  SourceDeployment,
  SourceIndexing,
  SourceUploads,
  UploadCredentials,
} from '../../contract/resources.ts'
import type { Source } from '../catalog/sources.ts'
import { presetOf, SOURCE_TYPES } from '../origins/presets/presets.ts'
import { planUploads } from '../origins/upload-plan.ts'
import { type ResourceSchema, unixSeconds } from './document.ts'

const TTL_BEHAVIORS = ['respect_origin', 'override_origin', 'enforce_minimum'] as const
const optionalText = z.string().nullable().optional()
const isSet = z.boolean().optional()
const expiry = z.int().nullable().optional().meta({ description: 'Read from the SAS itself.' })

const DEPLOYMENT = z.object({
  type: z.enum(SOURCE_TYPES),
  imgix_subdomains: z.array(z.string()),
  custom_domains: z.array(z.string()),
  annotation: z.string(),
  cache_ttl_behavior: z.enum(TTL_BEHAVIORS),
  cache_ttl_value: z.int().meta({ description: 'Seconds.' }),
  cache_ttl_error: z.int().meta({ description: 'Seconds.' }),
  default_params: z.record(z.string(), z.string()),
  secure_url_enabled: z.boolean(),
  allows_upload: z.boolean(),
  s3_access_key: optionalText,
  s3_secret_key_set: isSet,
  s3_bucket: z.string().optional(),
  s3_prefix: z.string().optional(),
  gcs_access_key: optionalText,
  gcs_secret_key_set: isSet,
  gcs_bucket: z.string().optional(),
  gcs_prefix: z.string().optional(),
  azure_account: z.string().optional(),
  azure_bucket: z.string().optional(),
  azure_prefix: z.string().optional(),
  azure_service_type: z.string().optional(),
  azure_sas_string_set: isSet,
  azure_sas_expiry: expiry,
  storage_provider: z.string().optional(),
  endpoint_url: z.string().optional(),
  region: z.string().optional(),
  bucket_name: z.string().optional(),
  access_key_id: optionalText,
  secret_key_set: isSet,
  prefix: z.string().optional(),
  webfolder_base_url: z.string().optional(),
  username: optionalText,
  password_set: isSet,
  redirect_hosts: z
    .array(z.string())
    .optional()
    .meta({ description: 'Ours. Other hosts that may be redirected to.' }),
  local_path: z.string().optional().meta({ description: 'Ours. A folder on the server.' }),
}) satisfies z.ZodType<SourceDeployment>

export const RIGHT_CHECK = z.object({
  right: z.enum(['list', 'read', 'write', 'no_overwrite', 'cors']),
  state: z.enum(['ok', 'warning', 'failed', 'not_needed', 'unknown']),
  detail: z.string(),
  advice: z.string().nullable(),
  milliseconds: z.number().nullable(),
}) satisfies z.ZodType<RightCheck>

const CREDENTIALS = z.object({
  s3_access_key: optionalText,
  s3_secret_key_set: isSet,
  gcs_access_key: optionalText,
  gcs_secret_key_set: isSet,
  azure_sas_string_set: isSet,
  azure_sas_expiry: expiry,
  access_key_id: optionalText,
  secret_key_set: isSet,
}) satisfies z.ZodType<UploadCredentials>

const UPLOADS = z.object({
  allowed: z.boolean(),
  reason: z.string().nullable(),
  way: z.enum(['direct', 'through_vitrine', 'none']),
  max_bytes: z.int().nullable(),
  parts_from_bytes: z.int().nullable(),
  needs_cors: z.boolean(),
  allows_overwrite: z.boolean(),
  credentials: CREDENTIALS.nullable(),
  checks: z.array(RIGHT_CHECK).nullable(),
  date_checked: z.int().nullable(),
}) satisfies z.ZodType<SourceUploads>

const INDEXING = z.object({
  state: z.enum(['listing', 'indexing', 'idle', 'failed']),
  found: z.int(),
  indexed: z.int(),
  failed: z.int(),
  pending: z.int(),
  rate: z.number().nullable().meta({ description: 'Assets a second.' }),
  seconds_left: z.int().nullable(),
  listing: z
    .object({
      seen: z.int(),
      skipped: z.int(),
      changed: z.int(),
      gone: z.int(),
      date_started: z.int(),
      date_finished: z.int().nullable(),
    })
    .nullable()
    .meta({ description: 'The latest.' }),
  last_listed_at: z.int().nullable(),
  next_listing_at: z.int().nullable(),
  error: z.string().nullable(),
  renewing: z.boolean().meta({
    description:
      'After an update the index is renewed in the background; until then newer filters may miss assets.',
  }),
  rendered: z.object({ added: z.int(), limit: z.int(), resets_at: z.int() }),
}) satisfies z.ZodType<SourceIndexing>

export const SOURCE = {
  type: 'sources',
  attributes: z.object({
    name: z.string(),
    enabled: z.boolean(),
    deployment: DEPLOYMENT,
    deployment_status: z.enum(['deploying', 'deployed', 'disabled', 'deleted']),
    date_deployed: z.int().nullable(),
    secure_url_token: z
      .string()
      .optional()
      .meta({ description: 'Only with deployment.secure_url_enabled.' }),
    indexing: INDEXING.meta({ description: 'Ours. How the index stands against the Origin.' }),
    uploads: UPLOADS.meta({ description: 'Ours. How files get into it.' }),
    events_url: z.string().optional().meta({
      description: 'Ours. Where a bucket’s notifications go; only with the permission Sources.',
    }),
  }) satisfies z.ZodType<SourceAttributes>,
} satisfies ResourceSchema

export interface SourceSight {
  indexing: SourceIndexing
  /** Such as https://assets.example; null for those who may not change Sources. */
  eventsBase: string | null
}

export async function presentSource(
  source: Source,
  { indexing, eventsBase }: SourceSight,
): Promise<Resource<'sources', SourceAttributes>> {
  const { publicId, deployment, deployedAt } = source
  const uploads = await presentUploads(source)
  const eventsUrl = `${eventsBase}/api/v1/sources/${publicId}/events/${source.eventsToken}`
  return {
    id: publicId,
    type: 'sources',
    attributes: {
      name: source.name,
      enabled: source.enabled,
      deployment: {
        ...deployment,
        secure_url_enabled: isSigned(source),
        allows_upload: uploads.allowed,
        ...presentSecret(source, source.sealedSecrets),
      },
      deployment_status: source.deploymentStatus,
      date_deployed: deployedAt && unixSeconds(deployedAt),
      ...(isSigned(source) ? { secure_url_token: source.secureUrlToken } : {}),
      indexing,
      uploads,
      ...(eventsBase === null ? {} : { events_url: eventsUrl }),
    },
  }
}

function isSigned({ deployment }: Source): boolean {
  return deployment.secure_url_enabled || presetOf(deployment).signedOnly
}

function presentSecret({ deployment }: Source, sealed: Buffer | null) {
  const { secret } = presetOf(deployment)
  return secret === null ? {} : { [`${secret}_set`]: sealed !== null }
}

async function presentUploads(source: Source): Promise<SourceUploads> {
  const { deployment, uploads, sealedUploadSecrets } = source
  const { allows_overwrite, credentials, checks, date_checked } = uploads
  const plan = planUploads(source)
  const isClosed = plan.allowed && !(await isWritable(deployment.local_path))
  return {
    ...plan,
    ...(isClosed ? { allowed: false, reason: 'Vitrine may not write to this folder.' } : {}),
    allows_overwrite,
    credentials: credentials && {
      ...credentials,
      ...presentSecret(source, sealedUploadSecrets),
    },
    checks,
    date_checked,
  }
}

/** True for what is no folder. */
async function isWritable(folder: string | undefined): Promise<boolean> {
  if (folder === undefined) return true
  return await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  )
}
