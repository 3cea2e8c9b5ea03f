import { filterLexemes } from './asset-lexemes.ts'
import { quoteLexeme, quotePlaces, writeLexeme } from './lexemes.ts'
import type { SearchableAsset } from './searchable-asset.ts'
import { pairLexeme, pairNeighbours } from './word-pairs.ts'
import { placeWordsOf, readRuns } from './words.ts'

/** Raise it when the lexemes change: rows of an older version are to be written again. */
export const INDEX_VERSION = 4

/** Words beyond these are not indexed; a tsvector is limited to 1 MB. */
const MAX_WORDS = 3000
const MAX_WORD_CHARACTERS = 40_000
/** PostgreSQL counts places to 16,383, from 1 on. */
const MAX_PLACE = 16_000
/** Between two texts of an asset, so that no phrase reaches from one into the next. */
const GAP = 10

/**
 * @returns the tsvector as text, and its words for the lexicon. The path comes first and the description
 *   last, so that a book in a description field cannot push out a file name.
 */
export function writeSearchDocument(asset: SearchableAsset): { fts: string; words: string[] } {
  const { words, pairs } = searchableWords(asset)
  const operands = [
    ...Array.from(words, ([word, places]) => quotePlaces(asset.sourceId, word, places)),
    ...filterLexemes(asset).map((lexeme) => quoteLexeme(asset.sourceId, lexeme)),
    ...Array.from(pairs, writeLexeme),
  ]
  return { fts: operands.join(' '), words: [...words.keys()] }
}

interface SearchableWords {
  /** Word → the places where it stands. */
  words: Map<string, number[]>
  /** Terms of words that are next to each other, of all that have places. */
  pairs: Set<string>
}

function searchableWords(asset: SearchableAsset): SearchableWords {
  const found: SearchableWords = { words: new Map(), pairs: new Set() }
  const texts = [
    asset.originPath,
    asset.name ?? '',
    ...asset.tags.filter(({ confidence }) => confidence > 0).map(({ label }) => label),
    ...Object.values(asset.customFields),
    asset.altText ?? '',
    asset.textInImage ?? '',
    asset.description ?? '',
  ]
  const { words, pairs } = found
  let characters = 0
  let first = 1
  for (const text of texts) {
    let last = first
    // No text adds more words than it has characters: more of it would only be thrown away.
    const runs = readRuns(text.slice(0, MAX_WORD_CHARACTERS))
    for (const [one, next] of pairNeighbours(runs)) {
      const pair = pairLexeme(one, next)
      if (pair !== null) pairs.add(pair)
    }
    for (const { word, place } of placeWordsOf(runs)) {
      last = first + place
      if (last > MAX_PLACE) return found
      const places = words.get(word)
      if (places) places.push(last)
      else {
        characters += word.length
        if (words.size === MAX_WORDS || characters > MAX_WORD_CHARACTERS) return found
        words.set(word, [last])
      }
    }
    first = last + GAP
  }
  return found
}
