import { filterLexemes } from './asset-lexemes.ts'
import { writeTsvector } from './lexemes.ts'
import type { SearchableAsset } from './searchable-asset.ts'
import { readWords } from './words.ts'

/** Raise it when the lexemes change: rows of an older version are to be written again. */
export const INDEX_VERSION = 2

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
    asset.altText ?? '',
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
