/**
 * What the Management API and the web app agree on. Shapes follow imgix's Management API
 * (docs.imgix.com, "Assets" and "Sources"); members marked "ours" are documented extensions.
 */

import type { AlertName, AnalysisNote, AnalysisStatus } from './analysis.ts'

export type MediaKind = 'IMAGE' | 'ANIMATION' | 'DOCUMENT' | 'VECTOR' | 'VIDEO' | 'OTHER'

/** `pending`: seen in the Origin, not read yet. `error`: could not be read; `error` says why. */
export type AssetStatus = 'pending' | 'indexed' | 'error'
/** Whose words an asset's alt text is. */
export type AltTextSource = 'person' | 'file' | 'analysis'

export type DominantColorName =
  | 'vibrant'
  | 'vibrant_light'
  | 'vibrant_dark'
  | 'muted'
  | 'muted_light'
  | 'muted_dark'

export interface AssetColors {
  /** imgix: colour as `#rrggbb` → share of the picture, 0 to 1, largest first. */
  dominant_colors: Record<string, number>
  /** Ours: the named palette; a name that does not occur is absent. */
  named_colors: Partial<Record<DominantColorName, string>>
  /** Ours: mean luminance, 0 to 1. */
  average_luminance: number
}

/** One value of EXIF, IPTC or XMP, as text or number, ready to be shown. */
export type MetadataValue = string | number | string[]
export interface AssetMetadata {
  exif: Record<string, MetadataValue>
  iptc: Record<string, MetadataValue>
  xmp: Record<string, MetadataValue>
}

/** Dates are Unix seconds, sizes pixels or bytes, confidences 0 to 1. */
export interface AssetAttributes {
  analyzed_content_warnings: boolean
  analyzed_faces: boolean
  analyzed_tags: boolean
  categories: string[]
  color_model: string | null
  color_profile: string | null
  colors: AssetColors | null
  content_type: string
  custom_fields: Record<string, string>
  date_created: number
  date_modified: number
  description: string | null
  dpi_height: number | null
  dpi_width: number | null
  face_count: number | null
  file_size: number
  has_frames: boolean
  media_height: number | null
  media_kind: MediaKind
  media_width: number | null
  name: string | null
  origin_path: string
  source_id: string
  tags: Record<string, number>
  uploaded_by: string | null
  uploaded_by_api: boolean
  warning_adult: number | null
  warning_medical: number | null
  warning_racy: number | null
  warning_spoof: number | null
  warning_violence: number | null
  /* Ours from here on. */
  etag: string
  status: AssetStatus
  error: string | null
  date_taken: number | null
  date_origin_modified: number
  /** EXIF orientation, 1 to 8; `media_width` and `media_height` are after it was applied. */
  orientation: number | null
  frame_count: number | null
  duration_seconds: number | null
  has_alpha: boolean | null
  blurhash: string | null
  edited_by_user: boolean
  /** The preferred asset of which this one is a copy, as somebody has decided; with a leading slash. */
  duplicate_of: string | null
  /** What a picture shows, for those who do not see it. */
  alt_text: string | null
  /** Whose words these are; `person` without a text: a person wants none. null: nobody has said anything. */
  alt_text_source: AltTextSource | null
  /** Composed of little, or not sure: worth a person's look. */
  alt_text_is_weak: boolean
  location: { latitude: number; longitude: number } | null
  /** What is written in the picture, line by line. */
  text_in_image: string | null
  /** How far analysis is with this asset. */
  analysis_status: AnalysisStatus
  /** Why parts of it could not be looked at, for a person. */
  analysis_error: string | null
  /** Alerts whose level a person has set; analysis does not change them. */
  warnings_by_person: AlertName[]
  /** Only on a single asset: equal for files of the same bytes alone; null: not known. */
  content_hash?: string | null
  /** Only on a single asset: who found what. */
  analysis?: AnalysisNote[]
  /** Only on a single asset, or with `fields[assets]=metadata`. */
  metadata?: AssetMetadata
}

/** A warning of null is given back to analysis. */
export type AssetPatch = Partial<
  Pick<
    AssetAttributes,
    | 'name'
    | 'description'
    | 'alt_text'
    | 'categories'
    | 'custom_fields'
    | 'tags'
    | `warning_${AlertName}`
  >
>

export type SourceType =
  | 's3'
  | 'gcs'
  | 'azure'
  | 's3_compatible'
  | 'webfolder'
  | 'webproxy'
  | 'local'
export type DeploymentStatus = 'deploying' | 'deployed' | 'disabled' | 'deleted'

/** The annotation by which the Source of the sample library is known, until somebody writes another one. */
export type SampleAnnotation = 'Sample library'

/** imgix, Sources: the members of a deployment. Secrets never come back; `…_set` tells whether there is one. */
export interface SourceDeployment {
  type: SourceType
  imgix_subdomains: string[]
  custom_domains: string[]
  annotation: string
  cache_ttl_behavior: 'respect_origin' | 'override_origin' | 'enforce_minimum'
  cache_ttl_value: number
  cache_ttl_error: number
  default_params: Record<string, string>
  secure_url_enabled: boolean
  /** Read-only: there are upload credentials, or none are needed, and the last try did not show them wrong. */
  allows_upload: boolean
  /* by type */
  s3_access_key?: string | null
  s3_secret_key_set?: boolean
  s3_bucket?: string
  s3_prefix?: string
  gcs_access_key?: string | null
  gcs_secret_key_set?: boolean
  gcs_bucket?: string
  gcs_prefix?: string
  azure_account?: string
  azure_bucket?: string
  azure_prefix?: string
  azure_service_type?: string
  azure_sas_string_set?: boolean
  /** Unix seconds; read from the SAS itself. */
  azure_sas_expiry?: number | null
  storage_provider?: string
  endpoint_url?: string
  region?: string
  bucket_name?: string
  access_key_id?: string | null
  secret_key_set?: boolean
  prefix?: string
  webfolder_base_url?: string
  /** Of webfolder. */
  username?: string | null
  password_set?: boolean
  /** Ours, of webfolder and webproxy: other hosts that may be redirected to. */
  redirect_hosts?: string[]
  local_path?: string
}

/** Ours: what is known of the key that uploads. Named as the members of the deployment are. */
export interface UploadCredentials {
  s3_access_key?: string | null
  s3_secret_key_set?: boolean
  gcs_access_key?: string | null
  gcs_secret_key_set?: boolean
  azure_sas_string_set?: boolean
  azure_sas_expiry?: number | null
  access_key_id?: string | null
  secret_key_set?: boolean
}

export type RightName = 'list' | 'read' | 'write' | 'no_overwrite' | 'cors'

/** One line of a connection test. */
export interface RightCheck {
  right: RightName
  /** `warning`: works, but not as it should. `unknown`: could not be tried, because something before it failed. */
  state: 'ok' | 'warning' | 'failed' | 'not_needed' | 'unknown'
  /** What was found, in a sentence. */
  detail: string
  /** What to do about it, in a sentence or two. */
  advice: string | null
  milliseconds: number | null
}

/** Ours: how files get into a Source. Sizes in bytes, dates in Unix seconds. */
export interface SourceUploads {
  allowed: boolean
  /** Why not, for a person; null when allowed. */
  reason: string | null
  /** Straight from the browser to the storage, or through Vitrine. */
  way: 'direct' | 'through_vitrine' | 'none'
  max_bytes: number | null
  /** From this size on a file goes in parts, and can be paused; null: never. */
  parts_from_bytes: number | null
  needs_cors: boolean
  /** Whether `?overwrite=true` may replace files; off unless somebody switched it on. */
  allows_overwrite: boolean
  credentials: UploadCredentials | null
  /** Of the last test of these credentials; null when there was none. */
  checks: RightCheck[] | null
  date_checked: number | null
}

/** One thing to fill in for a type of Source. `name` is a member of the deployment or of the credentials. */
export interface SourceTypeMember {
  name: string
  label: string
  hint: string | null
  kind: 'text' | 'secret' | 'url' | 'path' | 'choice'
  choices?: { value: string; label: string }[]
  /** Of a path, and only for those who may change Sources: folders of the server it has to be one of, or below. */
  folders?: string[]
  required: boolean
}

/** Ours: everything that differs between the kinds of storage. The id is the type, or `s3_compatible/<provider>`. */
export interface SourceTypeAttributes {
  name: string
  type: SourceType
  /** imgix's value of `storage_provider`; null for types that have none. */
  storage_provider: string | null
  can_list: boolean
  uploads: 'direct' | 'through_vitrine' | 'none'
  max_upload_bytes: number | null
  needs_cors: boolean
  /** What keeps a file from being overwritten. `measured`: trying it out tells. */
  refuses_overwrite: 'condition' | 'generation' | 'file_system' | 'measured' | null
  /** Such as `https://{region}.digitaloceanspaces.com`; null when there is nothing to fill in. */
  endpoint_pattern: string | null
  deployment_members: SourceTypeMember[]
  /** Empty where uploads need no credentials of their own. */
  upload_members: SourceTypeMember[]
  /** null where nothing can be uploaded. `{origin}`, `{bucket}`, `{prefix}` are to be filled in. */
  upload_setup: {
    why: string
    steps: string[]
    policy: { title: string; text: string } | null
    cors: { title: string; steps: string[]; text: string } | null
  } | null
}

/** Ours: how the index stands against the Origin. Counts of assets; dates in Unix seconds. */
export interface SourceIndexing {
  state: 'listing' | 'indexing' | 'idle' | 'failed'
  found: number
  indexed: number
  failed: number
  pending: number
  /** Assets indexed per second over the last seconds, null while nothing is going on. */
  rate: number | null
  seconds_left: number | null
  /** Of the latest listing: objects seen, left out, new or changed, and no longer there. */
  listing: {
    seen: number
    skipped: number
    changed: number
    gone: number
    date_started: number
    date_finished: number | null
  } | null
  last_listed_at: number | null
  /** null: not planned, or the Origin can't be listed. */
  next_listing_at: number | null
  error: string | null
  /** After an update: newer filters may miss assets until all are in the index as it is now. */
  renewing: boolean
  /** Assets that came in by rendering this month, of all Sources of the account. */
  rendered: { added: number; limit: number; resets_at: number }
}

/** Ours: assets that could not be read, by what went wrong. */
export interface IndexErrorAttributes {
  error: string
  count: number
  /** Some of the paths, with their leading slash. */
  origin_paths: string[]
}

export interface SourceAttributes {
  name: string
  enabled: boolean
  deployment: SourceDeployment
  deployment_status: DeploymentStatus
  date_deployed: number | null
  secure_url_token?: string
  indexing: SourceIndexing
  uploads: SourceUploads
  /** Ours: where a bucket's notifications go; only for those who may change Sources. */
  events_url?: string
}

export type Permission =
  | 'account_admin'
  | 'analytics'
  | 'sources'
  | 'asset_purge'
  | 'asset_browse'
  | 'asset_edit'

export interface UserAttributes {
  email: string
  name: string | null
  permissions: Permission[]
  date_created: number
  /** Exact to five minutes; null: has never signed in. */
  date_last_seen: number | null
}

export interface ApiKeyAttributes {
  name: string
  permissions: Permission[]
  date_created: number
  date_last_used: number | null
  /** The e-mail of who made it; null when that user is gone, or there was none. */
  created_by: string | null
  /** The last four characters, to be recognised by; null of older keys. */
  key_end: string | null
  /** Only in the answer that made it. */
  key?: string
}

/** Who is signed in, for the web app. */
export interface BrowserSessionAttributes {
  user: { id: string; email: string; name: string | null }
  permissions: Permission[]
  /** To be sent back as `X-CSRF-Token` with every request that changes something. */
  csrf_token: string
  /** Somebody else has chosen the password, and knows it. */
  password_is_given: boolean
  date_password_changed: number
  /** Only in the answer to signing in: whether this user had never signed in before. */
  is_first_time?: boolean
}

/** A browser in which somebody is signed in. */
export interface SignedInBrowserAttributes {
  /** As the browser calls itself. */
  user_agent: string | null
  /** The one that asks. */
  is_current: boolean
  date_created: number
  /** Exact to five minutes. */
  date_last_used: number
}
