import type { AssetColors, MediaKind } from '../../../contract/resources.ts'

/** Everything an asset is found by. */
export interface SearchableAsset {
  sourceId: number
  originPath: string
  contentType: string
  mediaKind: MediaKind
  /** As shown, in pixels. */
  mediaWidth: number | null
  mediaHeight: number | null
  /** As in EXIF, 1 to 8. */
  orientation: number | null
  dateCreated: Date
  dateModified: Date
  dateTaken: Date | null
  sizeBytes: number
  frameCount: number | null
  faceCount: number | null
  warnings: Record<WarningName, number | null>
  colors: AssetColors | null
  name: string | null
  description: string | null
  altText: string | null
  /** Of analysis, and worth a person's look. */
  isAltTextWeak: boolean
  /** What is written in the picture, line by line. */
  textInImage: string | null
  editedByUser: boolean
  /** What the last look of analysis came to, when it could not tell all it should. */
  analysisTrouble: 'partial' | 'failed' | null
  /** Marked as a copy of a preferred asset. */
  isDuplicate: boolean
  categoryIds: readonly number[]
  /** Key id → value. */
  customFields: Readonly<Record<string, string>>
  /** Label, id and confidence; 0 = removed. */
  tags: readonly { id: number; label: string; confidence: number }[]
}

export const WARNINGS = ['adult', 'medical', 'racy', 'spoof', 'violence'] as const
export type WarningName = (typeof WARNINGS)[number]

/** imgix: true for what moves, not for a document of several pages. */
export function hasFrames(asset: { mediaKind: MediaKind; frameCount: number | null }): boolean {
  return (
    asset.mediaKind === 'ANIMATION' || (asset.mediaKind === 'IMAGE' && (asset.frameCount ?? 1) > 1)
  )
}
