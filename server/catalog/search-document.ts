import type { AssetColors, MediaKind } from '../../contract/resources.ts'
import { labBin } from './lab-bins.ts'
import { filterLexeme, foldersOf, MOST_FACES, writeTsvector } from './lexemes.ts'
import { readWords } from './words.ts'

/** Raise it when the lexemes change: rows of an older version are to be written again. */
export const INDEX_VERSION = 1

/** Everything an asset is found by. */
export interface SearchableAsset {
  sourceId: number
  originPath: string
  contentType: string
  mediaKind: MediaKind
  frameCount: number | null
  faceCount: number | null
  warnings: Record<WarningName, number | null>
  colors: AssetColors | null
  name: string | null
  description: string | null
  editedByUser: boolean
  categoryIds: readonly number[]
  /** Key id → value. */
  customFields: Readonly<Record<string, string>>
  /** Label, id and confidence; 0 = removed. */
  tags: readonly { id: number; label: string; confidence: number }[]
}

export const WARNINGS = ['adult', 'medical', 'racy', 'spoof', 'violence'] as const
export type WarningName = (typeof WARNINGS)[number]

/** Words beyond these are not indexed; a tsvector is limited to 1 MB. */
const MAX_WORDS = 3000
const MAX_WORD_CHARACTERS = 40_000

/**
 * @returns the tsvector as text, and its words for the lexicon. The path comes first and the description
 *   last, so that a book in a description field cannot push out a file name.
 */
export function writeSearchDocument(asset: SearchableAsset): { fts: string; words: string[] } {
  const words = searchableWords(asset)
  const lexemes = new Set([...words, ...filterLexemes(asset)])
  return { fts: writeTsvector(asset.sourceId, lexemes), words }
}

function searchableWords(asset: SearchableAsset): string[] {
  const texts = [
    asset.originPath,
    asset.name ?? '',
    ...asset.tags.filter(({ confidence }) => confidence > 0).map(({ label }) => label),
    ...Object.values(asset.customFields),
    asset.description ?? '',
  ]
  const words = new Set<string>()
  let characters = 0
  for (const text of texts) {
    // No text adds more words than it has characters: more of it would only be thrown away.
    for (const word of readWords(text.slice(0, MAX_WORD_CHARACTERS))) {
      if (words.has(word)) continue
      characters += word.length
      if (words.size === MAX_WORDS || characters > MAX_WORD_CHARACTERS) return [...words]
      words.add(word)
    }
  }
  return [...words]
}

function filterLexemes(asset: SearchableAsset): string[] {
  const folders = foldersOf(asset.originPath)
  const keys = Object.entries(asset.customFields)
  return [
    ...folders.map((folder) => filterLexeme('p', folder)),
    filterLexeme('d', folders.at(-1) ?? ''),
    filterLexeme('m', asset.mediaKind.toLowerCase()),
    filterLexeme('y', asset.contentType.toLowerCase()),
    filterLexeme('a', hasFrames(asset) ? 1 : 0),
    filterLexeme('e', asset.editedByUser ? 1 : 0),
    ...asset.tags.filter(({ confidence }) => confidence > 0).map(({ id }) => filterLexeme('t', id)),
    ...asset.categoryIds.map((id) => filterLexeme('c', id)),
    ...keys.flatMap(([id, value]) => [filterLexeme('k', id), filterLexeme('f', `${id}=${value}`)]),
    ...Object.keys(asset.colors?.dominant_colors ?? {}).map((hex) =>
      filterLexeme('l', labBin(hex)),
    ),
    ...(asset.faceCount === null ? [] : [filterLexeme('n', Math.min(asset.faceCount, MOST_FACES))]),
    ...WARNINGS.filter((name) => asset.warnings[name] !== null).map((name) =>
      filterLexeme('w', `${name}:${asset.warnings[name]}`),
    ),
  ]
}

/** imgix: true for what moves, not for a document of several pages. */
export function hasFrames(asset: { mediaKind: MediaKind; frameCount: number | null }): boolean {
  return (
    asset.mediaKind === 'ANIMATION' || (asset.mediaKind === 'IMAGE' && (asset.frameCount ?? 1) > 1)
  )
}
