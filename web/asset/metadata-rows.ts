import type { AssetAttributes, AssetMetadata, MetadataValue } from '../../contract/resources.ts'
import { describeAbsence } from '../lib/analysis-words.ts'
import { fileName, formatDimensions } from '../lib/asset-words.ts'
import {
  formatBytes,
  formatCount,
  formatDateTime,
  formatDuration,
  formatNumber,
} from '../lib/format.ts'

export interface MetadataRow {
  label: string
  value: string
  /** Said more quietly beside it. */
  aside?: string
}

/** What is known of the file, in the order of the panel; what is not known is left out. */
export function planMetadataRows(
  asset: AssetAttributes,
  faces: { isShown: boolean; isOn: boolean },
): MetadataRow[] {
  const exif = asset.metadata?.exif ?? {}
  const rows: [label: string, value: string | null, aside?: string][] = [
    ['File name', fileName(asset.origin_path)],
    ['Type', asset.content_type],
    ['File size', formatBytes(asset.file_size), `(${formatCount(asset.file_size, 'byte')})`],
    ['Dimensions', formatDimensions(asset.media_width, asset.media_height)],
    ['DPI', describeDpi(asset)],
    ['Duration', asset.duration_seconds === null ? null : formatDuration(asset.duration_seconds)],
    ['Frames', asset.has_frames && asset.frame_count ? formatNumber(asset.frame_count) : null],
    ['Faces', faces.isShown ? describeFaces(asset, faces.isOn) : null],
    ['Camera', describeCamera(exif)],
    ['Exposure', describeExposure(exif)],
    ['Taken', asset.date_taken === null ? null : formatDateTime(asset.date_taken)],
    ['Location', describeLocation(asset)],
    ['Created', formatDateTime(asset.date_created)],
    ['Updated', formatDateTime(asset.date_modified)],
    ['Uploaded by', asset.uploaded_by],
  ]
  return rows.flatMap(([label, value, aside]) =>
    value === null ? [] : [{ label, value, ...(aside && { aside }) }],
  )
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
