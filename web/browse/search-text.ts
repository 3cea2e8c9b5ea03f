import type { BrowseQuery, FieldCondition } from '../lib/browse-query.ts'
import { MEDIA_TYPES } from '../lib/query-parts.ts'
import { readNumber, readSpan } from '../lib/spans.ts'
import { t } from '../texts/browse.ts'
import { PALETTE, readHex } from './color-numbers.ts'

/** What somebody typed, taken apart. */
export interface SearchText {
  /** The words to look for. */
  q: string
  /** The filters that were typed as `tag:sky`, added to those there are; null when there are none. */
  part: Partial<BrowseQuery> | null
}

type Reader = (query: BrowseQuery, value: string, isNot: boolean) => Partial<BrowseQuery> | null

function readColor(query: BrowseQuery, value: string, isNot: boolean) {
  const word = value.toLowerCase()
  const named = PALETTE.find(([, name]) => word === name || word === t.colors[name].toLowerCase())
  const hex = named?.[0] ?? readHex(value)
  return isNot || hex === null ? null : { colors: add(query.colors, hex) }
}

const READERS: Record<string, Reader> = {
  tag: (query, value, isNot) =>
    isNot ? { tagsNone: add(query.tagsNone, value) } : { tags: add(query.tags, value) },
  category: (query, value, isNot) =>
    isNot
      ? { categoriesNone: add(query.categoriesNone, value) }
      : { categories: add(query.categories, value) },
  folder: (_query, value, isNot) => {
    const path = value.replace(/^\/+|\/+$/g, '')
    return isNot || path === '' ? null : { folder: `/${path}` }
  },
  type: (query, value, isNot) => {
    const word = value.toLowerCase()
    const type = MEDIA_TYPES.find(
      (one) => word === one || word === `${one}s` || word === t.types[one].toLowerCase(),
    )
    if (isNot) return null
    return type ? { types: add(query.types, type) } : readExtension(query, value)
  },
  colour: readColor,
  color: readColor,
  faces: (_query, value, isNot) => {
    const faces = readSpan(value, '-', readNumber(/^\d{1,4}$/))
    return isNot || faces === null ? null : { faces }
  },
  field: (query, value, isNot) => {
    const [key = '', ...rest] = value.split('=')
    const text = rest.join('=')
    if (key === '' || (isNot && text !== '')) return null
    const match = isNot ? 'none' : text === '' ? 'any' : 'is'
    const condition: FieldCondition = { key, match, value: text }
    return { fields: [...query.fields, condition] }
  },
}

/** Words that begin a filter, in the order in which they are offered. */
export const SEARCH_PREFIXES = [
  'tag',
  'category',
  'folder',
  'type',
  'colour',
  'faces',
  'field',
] as const

/** Endings that `type:` knows beside the kinds. */
const ENDINGS =
  /^\.?(jpe?g|png|gif|webp|avif|hei[cf]|svg|pdf|psd|ai|eps|tiff?|bmp|ico|mp4|mov|webm|mkv|avi)$/i

function readExtension(query: BrowseQuery, value: string): Partial<BrowseQuery> | null {
  if (!ENDINGS.test(value)) return null
  return { extensions: add(query.extensions, value.replace('.', '').toLowerCase()) }
}

function add<Value>(list: readonly Value[], value: Value): Value[] {
  return list.includes(value) ? [...list] : [...list, value]
}

interface Token {
  text: string
  end: number
}

/** Words, phrases in quotes, and filters whose value may be in quotes. */
function splitWords(text: string): Token[] {
  return [...text.matchAll(/(?:[^\s"]|"[^"]*"?)+/g)].map(({ 0: word, index }) => ({
    text: word,
    end: index + word.length,
  }))
}

/**
 * Takes filters such as `tag:"hot air"` and `-tag:sea` out of what was typed. What is no filter stays a word.
 * @param isFinished whether the last word is whole, though no space follows it; while somebody types, a filter
 *   that has just been begun is looked for neither as a filter nor as a word
 */
export function readSearchText(text: string, query: BrowseQuery, isFinished: boolean): SearchText {
  const part: Partial<BrowseQuery> = {}
  const words: string[] = []
  for (const token of splitWords(text)) {
    // `tag:` waits for what it is to filter by.
    if (token.end === text.length && isBareFilter(token.text)) continue
    const filter = readFilterWord(token.text)
    if (!filter) words.push(token.text)
    else if (!isFinished && token.end === text.length) continue
    else {
      const found = filter.read({ ...query, ...part }, filter.value, filter.isNot)
      if (found) Object.assign(part, found)
      else words.push(token.text)
    }
  }
  return { q: words.join(' '), part: Object.keys(part).length > 0 ? part : null }
}

function readFilterWord(word: string) {
  const [, minus, name = '', rest = ''] = /^(-?)([a-z]+):(.+)$/is.exec(word) ?? []
  const prefix = name.toLowerCase()
  const read = Object.hasOwn(READERS, prefix) ? READERS[prefix] : undefined
  const value = rest.replaceAll('"', '').trim()
  return read && value ? { read, value, isNot: minus === '-' } : null
}

function isBareFilter(word: string): boolean {
  const [, name = ''] = /^-?([a-z]+):"?$/i.exec(word) ?? []
  return Object.hasOwn(READERS, name.toLowerCase())
}

/** The word that is being typed, what stands before it, and the filter it begins, if any. */
export function readLastWord(text: string): {
  before: string
  prefix: string | null
  word: string
} {
  const last = splitWords(text).at(-1)
  if (!last || last.end < text.length) return { before: text, prefix: null, word: '' }
  const before = text.slice(0, last.end - last.text.length)
  const [, name = '', rest = ''] = /^([a-z]+):(.*)$/is.exec(last.text) ?? []
  const prefix = SEARCH_PREFIXES.find((one) => one === name.toLowerCase()) ?? null
  const word = prefix ? rest : last.text
  return { before, prefix, word: word.replaceAll('"', '') }
}

/** `tag:"hot air"`, as it would be typed. */
export function writeFilterWord(prefix: string, value: string): string {
  return `${prefix}:${/\s/.test(value) ? `"${value}"` : value}`
}
