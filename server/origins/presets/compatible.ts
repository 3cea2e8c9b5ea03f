import type { SourceTypeAttributes } from '../../../contract/resources.ts'
import type { Fault, Preset, PresetDeployment } from './preset.ts'
import {
  findBucketFault,
  findEndpointFault,
  findRegionFault,
  member,
  prefixMember,
  preset,
  requireKeys,
  SECRET_HINT,
} from './preset.ts'
import { S3_CORS, WHY_SEPARATE } from './upload-setups.ts'

/** What differs between those who offer S3's protocol. */
interface Provider {
  /** imgix's value of `storage_provider`. */
  provider: string
  name: string
  /** With {region} alone, the endpoint follows from the region. */
  endpointPattern?: string
  endpointHint?: string
  regionHint: string
  /** Where the region is not part of the endpoint. */
  region?: string
  maxUploadBytes?: number
  needsCors: boolean
  refusesOverwrite: SourceTypeAttributes['refuses_overwrite']
  steps: string[]
  corsSteps: string[]
  /** As it is written in that provider's console; absent: AWS's JSON. */
  corsText?: string
}

const KEYS = ['access_key_id', 'secret_key'] as const

const keyMembers = [
  member('access_key_id', 'Access key ID', { required: true }),
  member('secret_key', 'Secret access key', { kind: 'secret', required: true, hint: SECRET_HINT }),
]

function compatible(provider: Provider): Preset {
  const { name, endpointPattern: pattern, needsCors, refusesOverwrite } = provider
  const followsFromRegion = pattern?.includes('{region}') ?? false
  const endpointOf = ({ endpoint_url, region }: PresetDeployment) =>
    endpoint_url || (followsFromRegion && region ? pattern?.replace('{region}', region) : undefined)
  return preset({
    type: 's3_compatible',
    provider: provider.provider,
    name,
    canList: true,
    uploads: 'direct',
    maxUploadBytes: provider.maxUploadBytes ?? 5_000_000_000,
    needsCors,
    refusesOverwrite,
    ...(pattern !== undefined && { endpointPattern: pattern }),
    members: [
      member('bucket_name', 'Bucket', { required: true }),
      member('region', 'Region', { required: followsFromRegion, hint: provider.regionHint }),
      member('endpoint_url', 'Endpoint', {
        kind: 'url',
        required: !followsFromRegion,
        hint: provider.endpointHint ?? 'Follows from the region, so leave it empty.',
      }),
      ...keyMembers,
      prefixMember('prefix'),
    ],
    uploadMembers: keyMembers,
    uploadSetup: {
      why: WHY_SEPARATE,
      steps: provider.steps,
      policy: null,
      cors: {
        title: 'CORS rule',
        steps: needsCors ? provider.corsSteps : [NOT_NEEDED, ...provider.corsSteps],
        text: provider.corsText ?? S3_CORS,
      },
    },
    secretOf: 'access_key_id',
    standIns: { region: 'endpoint_url' },
    place: (deployment) => `${endpointOf(deployment)} ${deployment.bucket_name}`,
    findFault: (deployment) =>
      findFault(deployment, pattern) ?? findMissing(deployment, endpointOf),
    toConfig: (deployment, secrets) => ({
      type: 's3',
      bucket: deployment.bucket_name ?? '',
      prefix: deployment.prefix ?? '',
      region: deployment.region || readRegion(deployment, pattern) || provider.region || null,
      endpoint: endpointOf(deployment) ?? '',
      credentials: requireKeys(deployment, secrets, KEYS),
    }),
  })
}

const NOT_NEEDED = 'Not needed as a rule. If the test below says otherwise, set it like this:'

function findFault(deployment: PresetDeployment, pattern: string | undefined): Fault | null {
  const { bucket_name: bucket, endpoint_url: endpoint = '' } = deployment
  const fault =
    findBucketFault('bucket_name', bucket) ??
    findEndpointFault(deployment) ??
    findRegionFault(deployment)
  if (fault) return fault
  const host = URL.parse(endpoint)?.host ?? ''
  // Consoles show the address of the bucket; under it every file would be looked for in itself.
  if (pattern === undefined || !host.startsWith(`${bucket}.`)) return null
  const rest = `https://${host.slice(`${bucket}.`.length)}`
  if (matchPattern(rest, pattern) === null) return null
  return { member: 'endpoint_url', detail: `Leave the bucket out of it: ${rest}` }
}

/** Which of the two is missing; a region that is given stands for the endpoint, where it can. */
function findMissing(
  deployment: PresetDeployment,
  endpointOf: (deployment: PresetDeployment) => string | undefined,
): Fault | null {
  if (endpointOf(deployment)) return null
  return { member: 'endpoint_url', detail: 'Where the bucket is has to be given.' }
}

function readRegion({ endpoint_url = '' }: PresetDeployment, pattern = ''): string | null {
  return pattern.includes('{region}') ? matchPattern(endpoint_url, pattern) : null
}

/** What stands for the name in braces. */
function matchPattern(endpoint: string, pattern: string): string | null {
  const [before = '', after = ''] = pattern.split(/\{\w+\}/)
  const plain = endpoint.replace(/\/$/, '')
  if (!plain.startsWith(before) || !plain.endsWith(after)) return null
  const value = plain.slice(before.length, plain.length - after.length)
  return /^[a-z0-9-]+$/.test(value) ? value : null
}

export const digitalOcean = compatible({
  provider: 'DigitalOcean',
  name: 'DigitalOcean Spaces',
  endpointPattern: 'https://{region}.digitaloceanspaces.com',
  regionHint: 'Such as fra1 or nyc3.',
  needsCors: true,
  refusesOverwrite: 'measured',
  steps: [
    'In the DigitalOcean control panel open Spaces Object Storage, then Access Keys.',
    'Choose Create Access Key, then Limited Access.',
    'Pick this Space alone, with the permission Read/Write/Delete: there is none that only writes.',
    'Copy both halves. The secret is shown once.',
  ],
  corsSteps: [
    'Open the Space, then Settings, then CORS Configurations, and choose Add.',
    'Fill in the form with these values.',
  ],
  corsText: `Origin: {origin}
Allowed Methods: PUT
Allowed Headers: Content-Type, If-None-Match
Access Control Max Age: 3600`,
})

export const cloudflareR2 = compatible({
  provider: 'CloudflareR2',
  name: 'Cloudflare R2',
  endpointPattern: 'https://{account}.r2.cloudflarestorage.com',
  endpointHint: 'Shown with the bucket’s settings as S3 API, without the bucket at its end.',
  regionHint: 'Leave it empty: R2 has one region, auto.',
  region: 'auto',
  maxUploadBytes: 4_990_000_000,
  needsCors: true,
  refusesOverwrite: 'condition',
  steps: [
    'In the Cloudflare dashboard open R2 Object Storage, then Manage API tokens.',
    'Create a token with the permission Object Read & Write.',
    'Under Specify buckets, apply it to this bucket only.',
    'Copy the access key ID and the secret access key. The secret is shown once.',
  ],
  corsSteps: [
    'Open the bucket, then Settings, then CORS Policy, and choose Add.',
    'Paste the rule. If there are rules already, add this object to the list.',
  ],
})

export const wasabi = compatible({
  provider: 'Wasabi',
  name: 'Wasabi',
  endpointPattern: 'https://s3.{region}.wasabisys.com',
  regionHint: 'Such as eu-central-1.',
  needsCors: false,
  refusesOverwrite: 'measured',
  steps: [
    'In the Wasabi console open Users and create a user with programmatic access for Vitrine’s uploads alone.',
    'Attach a policy that allows s3:ListBucket on this bucket, and s3:GetObject and s3:PutObject on its objects.',
    'Open Access Keys and create a key for that user.',
    'Copy both halves. The secret is shown once.',
  ],
  corsSteps: ['Open the bucket, then Settings, then CORS, and paste the rule.'],
})

export const linode = compatible({
  provider: 'Linode',
  name: 'Linode Object Storage',
  endpointPattern: 'https://{region}.linodeobjects.com',
  regionHint: 'Such as eu-central-1 or us-iad-10.',
  needsCors: false,
  refusesOverwrite: 'measured',
  steps: [
    'In the Cloud Manager open Object Storage, then Access Keys, and choose Create Access Key.',
    'Switch Limited Access on and give this bucket Read/Write, all others None.',
    'Copy both halves. The secret is shown once.',
  ],
  corsSteps: [
    'Open the bucket, then Access, and switch CORS on; or set the rule with an S3 client:',
    'aws s3api put-bucket-cors --endpoint-url ENDPOINT --bucket {bucket} --cors-configuration file://cors.json',
  ],
  corsText: `{
  "CORSRules": ${S3_CORS.replaceAll('\n', '\n  ')}
}`,
})

export const otherS3 = compatible({
  provider: 'Other',
  name: 'Other S3-compatible storage',
  endpointHint: 'Such as https://s3.example.com, without the bucket.',
  regionHint: 'Leave it empty if there is none.',
  needsCors: true,
  refusesOverwrite: 'measured',
  steps: [
    'Create a user or an access key for Vitrine’s uploads alone.',
    'Allow it to list this bucket, and to read and write its objects.',
    'Enter both halves of the key below.',
  ],
  corsSteps: [
    'Save the rule as cors.json and set it with an S3 client:',
    'aws s3api put-bucket-cors --endpoint-url ENDPOINT --bucket {bucket} --cors-configuration file://cors.json',
  ],
  corsText: `{
  "CORSRules": ${S3_CORS.replaceAll('\n', '\n  ')}
}`,
})
