import { z } from 'zod'
import type { AnalysisNote, AnalysisStatus } from '../../contract/analysis.ts'
import type { Resource } from '../../contract/document.ts'
import type {
  AltTextSource,
  AssetAttributes,
  AssetColors,
  AssetMetadata,
  AssetStatus,
  DominantColorName,
  MediaKind,
} from '../../contract/resources.ts'
import { analysisStatusOf } from '../catalog/analysis/analysis-status.ts'
import type { AssetRecord } from '../catalog/asset-records.ts'
import { hasFrames, WARNINGS } from '../catalog/search/searchable-asset.ts'
import { type ResourceSchema, unixSeconds } from './document.ts'
import { hideFeatures, type Shown } from './shown-features.ts'

const MEDIA_KINDS = [
  'IMAGE',
  'ANIMATION',
  'DOCUMENT',
  'VECTOR',
  'VIDEO',
  'OTHER',
] as const satisfies readonly MediaKind[]
const ALT_TEXT_SOURCES = ['person', 'file', 'analysis'] as const satisfies readonly AltTextSource[]
const STATUSES = ['pending', 'indexed', 'error'] as const satisfies readonly AssetStatus[]
const ANALYSIS_STATUSES = [
  'waiting',
  'done',
  'partial',
  'failed',
  'none',
] as const satisfies readonly AnalysisStatus[]
const CAPABILITIES = ['tags', 'faces', 'alerts', 'alt_text', 'text', 'embedding'] as const
const PROVIDERS = ['builtin', 'openai', 'google', 'transformers'] as const
const COLOR_NAMES = [
  'vibrant',
  'vibrant_light',
  'vibrant_dark',
  'muted',
  'muted_light',
  'muted_dark',
] as const satisfies readonly DominantColorName[]

const text = z.string().nullable()
const whole = z.int().nullable()
const number = z.number().nullable()
const seconds = z.int().meta({ description: 'Unix seconds.' })
const warning = whole.meta({ description: '1 (doubtful) to 5 (probable); null: not analysed.' })

const COLORS = z.object({
  dominant_colors: z.record(z.string(), z.number()),
  named_colors: z.partialRecord(z.enum(COLOR_NAMES), z.string()),
  average_luminance: z.number(),
}) satisfies z.ZodType<AssetColors>

const METADATA_GROUP = z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]))
const METADATA = z.object({
  exif: METADATA_GROUP,
  iptc: METADATA_GROUP,
  xmp: METADATA_GROUP,
}) satisfies z.ZodType<AssetMetadata>

const ANALYSIS_NOTE = z.object({
  provider: z.enum(PROVIDERS),
  model: z.string(),
  version: z.string(),
  capabilities: z.array(z.enum(CAPABILITIES)).meta({ description: 'For which its answer counts.' }),
  date: seconds,
  tag_scores: z
    .record(z.string(), z.number().nullable())
    .meta({ description: 'Label → what the model said; null: nothing measured it.' }),
  alert_scores: z.partialRecord(z.enum(WARNINGS), z.number().nullable()),
  faces: z.array(
    z.object({
      box: z
        .tuple([z.number(), z.number(), z.number(), z.number()])
        .meta({ description: 'Left, top, width and height as shares of the picture.' }),
      score: z.number(),
    }),
  ),
}) satisfies z.ZodType<AnalysisNote>

export const ASSET = {
  type: 'assets',
  attributes: z.object({
    analyzed_content_warnings: z.boolean(),
    analyzed_faces: z.boolean(),
    analyzed_tags: z.boolean(),
    categories: z.array(z.string()),
    color_model: text,
    color_profile: text,
    colors: COLORS.nullable(),
    content_type: z.string(),
    custom_fields: z.record(z.string(), z.string()),
    date_created: seconds,
    date_modified: seconds,
    description: text,
    dpi_height: number,
    dpi_width: number,
    face_count: whole,
    file_size: z.int().meta({ description: 'Bytes.' }),
    has_frames: z.boolean(),
    media_height: whole,
    media_kind: z.enum(MEDIA_KINDS),
    media_width: whole,
    name: text,
    origin_path: z.string().meta({ description: 'With a leading slash.' }),
    source_id: z.string(),
    tags: z
      .record(z.string(), z.number())
      .meta({ description: 'Label → confidence, 0 to 1; 0: removed by a person.' }),
    uploaded_by: text,
    uploaded_by_api: z.boolean(),
    warning_adult: warning,
    warning_medical: warning,
    warning_racy: warning,
    warning_spoof: warning,
    warning_violence: warning,
    etag: z.string().meta({ description: 'Ours. Of the file, as its Origin gives it.' }),
    status: z.enum(STATUSES).meta({ description: 'Ours.' }),
    error: text.meta({ description: 'Ours. Why the file could not be read.' }),
    date_taken: whole.meta({ description: 'Ours. Unix seconds.' }),
    date_origin_modified: seconds,
    orientation: whole.meta({ description: 'Ours. As in EXIF, 1 to 8.' }),
    frame_count: whole,
    duration_seconds: number,
    has_alpha: z.boolean().nullable(),
    blurhash: text,
    edited_by_user: z.boolean(),
    duplicate_of: text.meta({
      description: 'Ours. The preferred asset of which somebody has called this one a copy.',
    }),
    alt_text: text.meta({
      description: 'Ours. What a picture shows, for those who do not see it.',
    }),
    alt_text_source: z
      .enum(ALT_TEXT_SOURCES)
      .nullable()
      .meta({ description: 'Ours. Whose words these are. What a person says stays.' }),
    alt_text_is_weak: z.boolean().meta({
      description: "Ours. Analysis's own words, and not worth much: composed of little, or unsure.",
    }),
    text_in_image: text.meta({ description: 'Ours. What is written in it, line by line.' }),
    analysis_status: z.enum(ANALYSIS_STATUSES).meta({
      description: 'Ours. none: no picture, or analysis is off.',
    }),
    analysis_error: text.meta({ description: 'Ours. Why parts of it could not be looked at.' }),
    warnings_by_person: z
      .array(z.enum(WARNINGS))
      .meta({ description: 'Ours. Alerts whose level a person has set; analysis keeps them.' }),
    analysis: z.array(ANALYSIS_NOTE).optional().meta({
      description: 'Ours. Of a single asset: who found what.',
    }),
    content_hash: text.optional().meta({
      description:
        'Ours. Of a single asset: equal for files of the same bytes alone; null: not read yet, or too large.',
    }),
    location: z.object({ latitude: z.number(), longitude: z.number() }).nullable(),
    metadata: METADATA.optional().meta({
      description: 'Ours. Of a single asset, or with fields[assets]=metadata.',
    }),
  }) satisfies z.ZodType<AssetAttributes>,
} satisfies ResourceSchema

/**
 * @param sourceId 24 hex digits
 * @param shown null: also what the account has switched off, which is for no answer
 */
export function presentAsset(
  sourceId: string,
  asset: AssetRecord,
  shown: Shown | null,
): Resource<'assets', AssetAttributes> {
  const attributes = {
    ...presentAnalysis(asset),
    ...presentFile(asset),
    alt_text: asset.alt_text,
    alt_text_source: asset.alt_text_source,
    categories: asset.categories,
    custom_fields: asset.customFields,
    description: asset.description,
    edited_by_user: asset.edited_by_user,
    duplicate_of: asset.duplicateOf === null ? null : `/${asset.duplicateOf}`,
    name: asset.name,
    origin_path: `/${asset.origin_path}`,
    source_id: sourceId,
    tags: asset.tags,
    ...(asset.metadata ? { metadata: asset.metadata } : {}),
    ...(asset.analysis ? { analysis: asset.analysis } : {}),
    ...(asset.contentHash === undefined ? {} : { content_hash: asset.contentHash }),
  }
  return {
    id: `${sourceId}/${asset.origin_path}`,
    type: 'assets',
    attributes: shown ? hideFeatures(attributes, shown) : attributes,
  }
}

function presentAnalysis(asset: AssetRecord) {
  const analyzed = asset.analyzed ?? []
  return {
    analyzed_content_warnings: analyzed.includes('alerts'),
    analyzed_faces: asset.face_count !== null,
    analyzed_tags: analyzed.includes('tags'),
    alt_text_is_weak: asset.alt_text_source === 'analysis' && asset.alt_text_is_weak === true,
    text_in_image: asset.text_in_image,
    analysis_status: analysisStatusOf(asset),
    analysis_error: asset.analysis_error,
    warnings_by_person: asset.warnings_by_person ?? [],
    face_count: asset.face_count,
    warning_adult: asset.warning_adult,
    warning_medical: asset.warning_medical,
    warning_racy: asset.warning_racy,
    warning_spoof: asset.warning_spoof,
    warning_violence: asset.warning_violence,
  }
}

function presentFile(asset: AssetRecord) {
  const { latitude, longitude } = asset
  return {
    blurhash: asset.blurhash,
    color_model: asset.color_model,
    color_profile: asset.color_profile,
    colors: asset.colors,
    content_type: asset.content_type,
    date_created: unixSeconds(asset.date_created),
    date_modified: unixSeconds(asset.date_modified),
    date_origin_modified: unixSeconds(asset.origin_modified_at),
    date_taken: asset.date_taken && unixSeconds(asset.date_taken),
    dpi_height: asset.dpi_height,
    dpi_width: asset.dpi_width,
    duration_seconds: asset.duration_seconds,
    error: asset.error,
    etag: asset.etag,
    file_size: asset.file_size,
    frame_count: asset.frame_count,
    has_alpha: asset.has_alpha,
    has_frames: hasFrames({ mediaKind: asset.media_kind, frameCount: asset.frame_count }),
    location: latitude === null || longitude === null ? null : { latitude, longitude },
    media_height: asset.media_height,
    media_kind: asset.media_kind,
    media_width: asset.media_width,
    orientation: asset.orientation,
    status: asset.status,
    uploaded_by: asset.uploaded_by,
    uploaded_by_api: asset.uploaded_by_api,
  }
}
