import type { AssetAttributes } from '../../contract/resources.ts'
import { t } from '../texts/lib.ts'
import { formatDuration, formatNumber } from './format.ts'

/** photo.jpg */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** /travel/alsace, or / */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/'
}

type Described = Pick<
  AssetAttributes,
  | 'media_kind'
  | 'content_type'
  | 'duration_seconds'
  | 'media_width'
  | 'media_height'
  | 'origin_path'
>

/** What stands on a tile: GIF, SVG, PDF, 0:05; null for a plain picture. */
export function tileBadge(asset: Described): string | null {
  const subtype = asset.content_type.split('/')[1]?.replace(/\+xml$|^x-/g, '') ?? ''
  const format = subtype === 'postscript' ? 'eps' : subtype
  if (asset.media_kind === 'VIDEO') {
    return !asset.duration_seconds ? t.video : formatDuration(asset.duration_seconds)
  }
  return asset.media_kind === 'IMAGE' || asset.media_kind === 'OTHER' ? null : format.toUpperCase()
}

/** image, video, file */
export function kindWord({ media_kind: kind }: Pick<AssetAttributes, 'media_kind'>): string {
  return t.kinds[kind]
}

/** For a screen reader: name, kind, size. */
export function describeAsset(asset: Described): string {
  const { duration_seconds: seconds, media_width: width, media_height: height } = asset
  const duration = seconds === null ? null : formatDuration(seconds)
  const size = width && height ? t.widthByHeight(width, height) : null
  return t.asset(fileName(asset.origin_path), kindWord(asset), duration, size)
}

/** 3,072 × 2,304 px */
export function formatDimensions(width: number | null, height: number | null): string | null {
  return width && height ? `${formatNumber(width)} × ${formatNumber(height)} px` : null
}

/** null: a drawing is as large as there is room, and of some files nobody knows. */
export function ownSize(
  asset: Pick<AssetAttributes, 'media_kind' | 'media_width' | 'media_height'>,
): { width: number; height: number } | null {
  const { media_kind: kind, media_width: width, media_height: height } = asset
  return kind !== 'VECTOR' && width && height ? { width, height } : null
}

/** Whether a still can be made of it; others are shown with an icon. */
export function hasPicture(
  asset: Pick<AssetAttributes, 'status' | 'colors' | 'blurhash'>,
): boolean {
  return asset.status === 'indexed' && (asset.colors !== null || asset.blurhash !== null)
}

/** Width through height as shown; what has no size stands in a landscape box. */
export function aspectRatio(asset: Pick<AssetAttributes, 'media_width' | 'media_height'>): number {
  const { media_width: width, media_height: height } = asset
  return width && height ? width / height : 4 / 3
}

/** The largest dominant colour, as a placeholder. */
export function mainColor(asset: Pick<AssetAttributes, 'colors'>): string | null {
  return Object.keys(asset.colors?.dominant_colors ?? {})[0] ?? null
}

type Worded = Pick<AssetAttributes, 'alt_text' | 'description' | 'origin_path'>

/** What stands for the picture where it is not seen. */
export function altText(asset: Worded): string {
  return asset.alt_text || asset.description || fileName(asset.origin_path)
}

/** Where the alt text comes from; a person may also have said that there is to be none. */
export function describeAltSource({
  alt_text: text,
  alt_text_source: source,
  alt_text_is_weak: isWeak,
}: Pick<AssetAttributes, 'alt_text' | 'alt_text_source' | 'alt_text_is_weak'>): string | null {
  if (source === 'person') return text ? t.altSources.person : t.altSources.empty
  if (source === null || !text) return null
  if (source === 'file') return t.altSources.file
  return isWeak ? t.altSources.weak : t.altSources.analysis
}
