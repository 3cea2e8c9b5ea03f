/**
 * What the Management API and the web app agree on. Shapes follow imgix's Management API
 * (docs.imgix.com, "Assets" and "Sources"); members marked "ours" are documented extensions.
 */

export type MediaKind = 'IMAGE' | 'ANIMATION' | 'DOCUMENT' | 'VECTOR' | 'VIDEO' | 'OTHER'

/** `pending`: seen in the Origin, not read yet. `error`: could not be read; `error` says why. */
export type AssetStatus = 'pending' | 'indexed' | 'error'

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
  location: { latitude: number; longitude: number } | null
  /** Only on a single asset, or with `fields[assets]=metadata`. */
  metadata?: AssetMetadata
}

export type AssetPatch = Partial<
  Pick<AssetAttributes, 'name' | 'description' | 'categories' | 'custom_fields' | 'tags'>
>

export type SourceType = 's3' | 's3_compatible' | 'local'
export type DeploymentStatus = 'deploying' | 'deployed' | 'disabled' | 'deleted'

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
  allows_upload: boolean
  /* by type; secrets never come back */
  s3_access_key?: string | null
  s3_bucket?: string
  s3_prefix?: string
  storage_provider?: string
  endpoint_url?: string
  region?: string
  bucket_name?: string
  access_key_id?: string | null
  prefix?: string
  local_path?: string
  secret_key_set?: boolean
  s3_secret_key_set?: boolean
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
  last_listed_at: number | null
  error: string | null
}

export interface SourceAttributes {
  name: string
  enabled: boolean
  deployment: SourceDeployment
  deployment_status: DeploymentStatus
  date_deployed: number | null
  secure_url_token?: string
  indexing: SourceIndexing
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
}

export interface ApiKeyAttributes {
  name: string
  permissions: Permission[]
  date_created: number
  date_last_used: number | null
  /** Only in the answer that made it. */
  key?: string
}

/** Who is signed in, for the web app. */
export interface BrowserSessionAttributes {
  user: { id: string; email: string; name: string | null }
  permissions: Permission[]
  /** To be sent back as `X-CSRF-Token` with every request that changes something. */
  csrf_token: string
}
