import { z } from 'zod'
import type { Resource } from '../../contract/document.ts'
import type {
  SourceAttributes,
  SourceDeployment,
  SourceIndexing,
  SourceType,
} from '../../contract/resources.ts'
import type { Source } from '../catalog/sources.ts'
import { type ResourceSchema, unixSeconds } from './document.ts'

const SOURCE_TYPES = ['s3', 's3_compatible', 'local'] as const satisfies readonly SourceType[]
const TTL_BEHAVIORS = ['respect_origin', 'override_origin', 'enforce_minimum'] as const
const optionalText = z.string().nullable().optional()

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
  s3_bucket: z.string().optional(),
  s3_prefix: z.string().optional(),
  s3_secret_key_set: z.boolean().optional(),
  storage_provider: z.string().optional(),
  endpoint_url: z.string().optional(),
  region: z.string().optional(),
  bucket_name: z.string().optional(),
  access_key_id: optionalText,
  prefix: z.string().optional(),
  secret_key_set: z.boolean().optional(),
  local_path: z.string().optional().meta({ description: 'Ours. A folder on the server.' }),
}) satisfies z.ZodType<SourceDeployment>

const INDEXING = z.object({
  state: z.enum(['listing', 'indexing', 'idle', 'failed']),
  found: z.int(),
  indexed: z.int(),
  failed: z.int(),
  pending: z.int(),
  rate: z.number().nullable().meta({ description: 'Assets a second.' }),
  seconds_left: z.int().nullable(),
  last_listed_at: z.int().nullable(),
  error: z.string().nullable(),
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
  }) satisfies z.ZodType<SourceAttributes>,
} satisfies ResourceSchema

const NOT_COUNTED: SourceIndexing = {
  state: 'idle',
  found: 0,
  indexed: 0,
  failed: 0,
  pending: 0,
  rate: null,
  seconds_left: null,
  last_listed_at: null,
  error: null,
}

/** @param indexing undefined for a Source that was made this moment */
export function presentSource(
  source: Source,
  indexing: SourceIndexing = NOT_COUNTED,
): Resource<'sources', SourceAttributes> {
  const { deployment, deployedAt } = source
  return {
    id: source.publicId,
    type: 'sources',
    attributes: {
      name: source.name,
      enabled: source.enabled,
      deployment: presentDeployment(source),
      deployment_status: source.deploymentStatus,
      date_deployed: deployedAt && unixSeconds(deployedAt),
      ...(deployment.secure_url_enabled ? { secure_url_token: source.secureUrlToken } : {}),
      indexing,
    },
  }
}

function presentDeployment({ deployment, sealedSecret }: Source): SourceDeployment {
  const isSet = sealedSecret !== null
  return {
    ...deployment,
    // Uploads have no endpoint yet.
    allows_upload: false,
    ...(deployment.type === 's3' ? { s3_secret_key_set: isSet } : {}),
    ...(deployment.type === 's3_compatible' ? { secret_key_set: isSet } : {}),
  }
}
