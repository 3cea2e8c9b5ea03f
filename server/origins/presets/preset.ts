import type {
  SourceDeployment,
  SourceType,
  SourceTypeAttributes,
  SourceTypeMember,
} from '../../../contract/resources.ts'
import { Failure } from '../../lib/failures.ts'
import type { OriginConfig } from '../origin-config.ts'

/** A deployment as it is stored: without secrets. Members of other types may be there and mean nothing. */
export type PresetDeployment = Partial<SourceDeployment> & Pick<SourceDeployment, 'type'>

/** Member → secret, such as `s3_secret_key`. */
export type Secrets = Readonly<Record<string, string>>

/** A member that can't be right. */
export interface Fault {
  member: string
  detail: string
}

/** Everything that differs between kinds of storage, and nothing else in the program tells them apart. */
export interface Preset {
  /** The type, or `s3_compatible/<provider>`. */
  id: string
  /** What the API tells of it, and what forms are made of. */
  about: SourceTypeAttributes
  /** The one member that is secret, in both sets of credentials. */
  secret: string | null
  /** What the secret is the secret of: neither is of use without the other. */
  secretOf: string | null
  /** Member → another one, which when it is there makes the first needless although it is required. */
  standIns: Readonly<Record<string, string>>
  /** Only what is asked for with a signature is given out, whatever the Source says. */
  signedOnly: boolean
  /**
   * Where the secrets are sent. A stored secret is never used for another place: whoever may change a Source
   * could have it sent to a server of their own.
   */
  place(deployment: PresetDeployment): string
  findFault?(deployment: PresetDeployment): Fault | null
  /** The bucket whose region was not given and can be found; null when there is nothing to find. */
  bucketWithoutRegion?(deployment: PresetDeployment): string | null
  /** What the secret itself says, to be stored in the open beside it. */
  readSecret?(secret: string): { fault: string | null; facts: { azure_sas_expiry?: number } }
  toConfig(deployment: PresetDeployment, secrets: Secrets): OriginConfig
}

type UploadSetup = NonNullable<SourceTypeAttributes['upload_setup']>

/** SourceTypeAttributes without what follows from the rest. */
export interface PresetDraft
  extends Pick<Preset, 'place' | 'findFault' | 'bucketWithoutRegion' | 'readSecret' | 'toConfig'> {
  type: SourceType
  provider?: string
  name: string
  signedOnly?: boolean
  secretOf?: string
  standIns?: Record<string, string>
  canList: boolean
  uploads: SourceTypeAttributes['uploads']
  maxUploadBytes?: number
  needsCors?: boolean
  refusesOverwrite: SourceTypeAttributes['refuses_overwrite']
  endpointPattern?: string
  members: SourceTypeMember[]
  uploadMembers?: SourceTypeMember[]
  uploadSetup?: UploadSetup
}

export function preset(draft: PresetDraft): Preset {
  const { type, provider, name, place, findFault, toConfig } = draft
  const { bucketWithoutRegion, readSecret } = draft
  return {
    id: provider === undefined ? type : `${type}/${provider}`,
    about: {
      name,
      type,
      storage_provider: provider ?? null,
      can_list: draft.canList,
      uploads: draft.uploads,
      max_upload_bytes: draft.maxUploadBytes ?? null,
      needs_cors: draft.needsCors ?? false,
      refuses_overwrite: draft.refusesOverwrite,
      endpoint_pattern: draft.endpointPattern ?? null,
      deployment_members: draft.members,
      upload_members: draft.uploadMembers ?? [],
      upload_setup: draft.uploadSetup ?? null,
    },
    secret: draft.members.find(({ kind }) => kind === 'secret')?.name ?? null,
    secretOf: draft.secretOf ?? null,
    standIns: draft.standIns ?? {},
    signedOnly: draft.signedOnly ?? false,
    place,
    ...(findFault && { findFault }),
    ...(bucketWithoutRegion && { bucketWithoutRegion }),
    ...(readSecret && { readSecret }),
    toConfig,
  }
}

type MemberOptions = Partial<Omit<SourceTypeMember, 'name' | 'label'>>

export function member(
  name: string,
  label: string,
  { kind = 'text', hint = null, required = false, choices }: MemberOptions = {},
): SourceTypeMember {
  return { name, label, hint, kind, required, ...(choices && { choices }) }
}

export const SECRET_HINT = 'Stored encrypted and never shown again.'

export function prefixMember(name: string): SourceTypeMember {
  return member(name, 'Prefix', { hint: 'Only files below this folder are visible.' })
}

/** A pair of keys; null when there is none. */
export function readKeys(
  deployment: PresetDeployment,
  secrets: Secrets,
  [id, secret]: readonly [keyof SourceDeployment, string],
): { accessKeyId: string; secretAccessKey: string } | null {
  const accessKeyId = deployment[id]
  const secretAccessKey = secrets[secret]
  if (typeof accessKeyId !== 'string' || accessKeyId === '' || !secretAccessKey) return null
  return { accessKeyId, secretAccessKey }
}

/** As readKeys, where the machine's own keys must never be used in their place. */
export function requireKeys(...given: Parameters<typeof readKeys>) {
  const keys = readKeys(...given)
  if (keys) return keys
  throw new Failure('origin_refused', 'There is no access key, or no secret key for it.')
}

/** S3's rules for names, the older ones of AWS included. */
const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/

export function findBucketFault(name: string, bucket: string | undefined): Fault | null {
  if (bucket === undefined || BUCKET.test(bucket)) return null
  return { member: name, detail: 'This can’t be the name of a bucket.' }
}

const REGION = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/

/** The region is a part of host names. */
export function findRegionFault({ region }: PresetDeployment): Fault | null {
  if (!region || REGION.test(region)) return null
  return { member: 'region', detail: 'This can’t be the name of a region.' }
}

export function findEndpointFault({ endpoint_url: endpoint }: PresetDeployment): Fault | null {
  if (!endpoint) return null
  const url = URL.parse(endpoint)
  const isPlain = url && /^https?:$/.test(url.protocol) && !url.search && !url.hash
  if (isPlain && !url.username && !url.password) return null
  const detail = 'This has to be an address such as https://s3.example.com, without keys in it.'
  return { member: 'endpoint_url', detail }
}
