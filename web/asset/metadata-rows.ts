import type { AssetAttributes, AssetMetadata, MetadataValue } from '../../contract/resources.ts'
import { describeAbsence } from '../lib/analysis-words.ts'
import { fileName, formatDimensions } from '../lib/asset-words.ts'
import {
  formatBytes,
  formatDateTime,
  formatDuration,
  formatNumber,
  formatWhen,
} from '../lib/format.ts'
import { t } from '../texts/asset.ts'
import { common } from '../texts/common.ts'

export interface MetadataRow {
  label: string
  value: string
  /** Said more quietly beside it. */
  aside?: string
  /** Of a time that is told as "4 min ago". */
  exact?: string
}

/** What is known of the file, in the order of the panel; what is not known is left out. */
export function planMetadataRows(
  asset: AssetAttributes,
  faces: { isShown: boolean; isOn: boolean },
  now: Date,
): MetadataRow[] {
  const exif = asset.metadata?.exif ?? {}
  const rows: [label: string, value: string | null, aside?: string, exact?: string][] = [
    [t.rows.fileName, fileName(asset.origin_path)],
    [t.rows.type, asset.content_type],
    [t.rows.fileSize, formatBytes(asset.file_size), exactBytes(asset.file_size)],
    [t.rows.dimensions, formatDimensions(asset.media_width, asset.media_height)],
    [t.rows.dpi, describeDpi(asset)],
    [
      t.rows.duration,
      asset.duration_seconds === null ? null : formatDuration(asset.duration_seconds),
    ],
    [t.rows.frames, asset.has_frames && asset.frame_count ? formatNumber(asset.frame_count) : null],
    [t.rows.faces, faces.isShown ? describeFaces(asset, faces.isOn) : null],
    [t.rows.camera, describeCamera(exif)],
    [t.rows.exposure, describeExposure(exif)],
    [t.rows.taken, asset.date_taken === null ? null : formatDateTime(asset.date_taken)],
    [t.rows.location, describeLocation(asset)],
    [t.rows.created, ...when(asset.date_created, now)],
    [t.rows.updated, ...when(asset.date_modified, now)],
    [t.rows.uploadedBy, asset.uploaded_by],
  ]
  return rows.flatMap(([label, value, aside, exact]) =>
    value === null ? [] : [{ label, value, ...(aside && { aside }), ...(exact && { exact }) }],
  )
}

/** Beside a rounded size; one below a kilobyte is exact as it is. */
function exactBytes(bytes: number): string {
  return bytes < 1000 ? '' : `(${common.bytes(bytes)})`
}

/** Relative below a day; then the exact time is at hand, too. */
function when(unixSeconds: number, now: Date): [value: string, aside: string, exact: string] {
  return [formatWhen(unixSeconds, now), '', formatDateTime(unixSeconds)]
}

function describeDpi({ dpi_width: width, dpi_height: height }: AssetAttributes): string | null {
  return width && height ? `${formatNumber(width)} × ${formatNumber(height)}` : null
}

function describeFaces(asset: AssetAttributes, isOn: boolean): string | null {
  if (asset.media_kind !== 'IMAGE' && asset.face_count === null) return null
  if (asset.analyzed_faces && asset.face_count) return formatNumber(asset.face_count)
  return describeAbsence(asset, { isOn, isAnalysed: asset.analyzed_faces }).text
}

function describeCamera(exif: Record<string, MetadataValue>): string | null {
  const [make, model] = [textOf(exif.Make), textOf(exif.Model)]
  if (!model) return make
  return make && !model.toLowerCase().startsWith(make.toLowerCase()) ? `${make} ${model}` : model
}

function describeExposure(exif: Record<string, MetadataValue>): string | null {
  const [time, aperture] = [textOf(exif.ExposureTime), textOf(exif.FNumber)]
  const [focal, speed] = [
    textOf(exif.FocalLength),
    textOf(exif.ISOSpeedRatings ?? exif.PhotographicSensitivity),
  ]
  const parts = [
    time && withUnit(shutterTime(time), ' s'),
    aperture && (aperture.startsWith('f') ? aperture : `f/${aperture}`),
    focal && withUnit(focal, ' mm'),
    speed && `ISO ${speed}`,
  ].filter(Boolean)
  return parts.join(', ') || null
}

/** 0.0125 is 1/80. */
function shutterTime(text: string): string {
  const seconds = Number(text)
  return seconds > 0 && seconds < 0.5 ? `1/${Math.round(1 / seconds)}` : text
}

function withUnit(text: string, unit: string): string {
  return /[a-z]$/i.test(text) ? text : text + unit
}

function describeLocation({ location }: AssetAttributes): string | null {
  return location && `${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}`
}

/** Everything the file says of itself, one group for each standard that has something. */
export function planMetadataGroups(
  metadata: AssetMetadata | undefined,
): { title: string; rows: MetadataRow[] }[] {
  const titles = { exif: 'EXIF', iptc: 'IPTC', xmp: 'XMP' } as const
  return (Object.keys(titles) as (keyof AssetMetadata)[]).flatMap((key) => {
    const rows = Object.entries(metadata?.[key] ?? {}).map(([label, value]) => ({
      label,
      value: textOf(value) ?? '',
    }))
    return rows.length > 0 ? [{ title: titles[key], rows }] : []
  })
}

function textOf(value: MetadataValue | undefined): string | null {
  if (value === undefined) return null
  return (Array.isArray(value) ? value.join(', ') : String(value)).trim() || null
}
