import type { FacetAttributes, FacetValue } from '../../contract/searching.ts'
import type { FoundTag } from '../asset/use-found-tags.ts'
import { foldText } from '../lib/fold-text.ts'
import { formatShort } from '../lib/format.ts'
import { MEDIA_TYPES } from '../lib/query-parts.ts'
import { t } from '../texts/browse.ts'
import { readLastWord, SEARCH_PREFIXES, writeFilterWord } from './search-text.ts'

export type SuggestionKind =
  | 'recent'
  | 'prefix'
  | 'tag'
  | 'category'
  | 'folder'
  | 'type'
  | 'field'
  | 'search'

export interface Suggestion {
  kind: SuggestionKind
  label: string
  /** How many assets have it, in words; null when that is not known. */
  count: string | null
  /** What stands in the box when it is chosen. */
  text: string
  /** Chosen, it is searched for; a prefix waits for its value. */
  isWhole: boolean
}

export interface KnownWords
  extends Pick<
    FacetAttributes,
    'tags' | 'categories' | 'folders' | 'media_kinds' | 'counts_are_estimates'
  > {
  /** Tags that have what is typed in their names, beside the frequent ones. */
  found: readonly FoundTag[]
  /** Keys of custom fields. */
  fields: FacetValue[]
}

const MOST_RECENT = 5
/** Of each kind: while any kind will do, and when one was asked for. */
const MOST_MIXED = 3
const MOST_OF_ONE = 8

/** What the popover below the search box offers for what was typed so far. */
export function planSuggestions(
  text: string,
  recent: readonly string[],
  known: KnownWords,
): Suggestion[] {
  const typed = text.trim()
  const recents = recent
    .filter((one) => one !== typed && one.toLowerCase().startsWith(typed.toLowerCase()))
    .slice(0, typed === '' ? MOST_RECENT : 2)
    .map(
      (one): Suggestion => ({ kind: 'recent', label: one, count: null, text: one, isWhole: true }),
    )
  if (typed === '') return recents
  return [...recents, ...planWords(text, known), searchOf(typed)]
}

function searchOf(text: string): Suggestion {
  return { kind: 'search', label: text, count: null, text, isWhole: true }
}

function planWords(text: string, known: KnownWords): Suggestion[] {
  const { before, prefix, word } = readLastWord(text)
  if (prefix === null && word === '') return []
  const of = (kind: 'tag' | 'category' | 'folder' | 'type' | 'field', values: readonly Known[]) => {
    if (prefix !== null && prefix !== kind) return []
    const most = prefix === null ? MOST_MIXED : MOST_OF_ONE
    return matching(values, word, kind)
      .slice(0, most)
      .map(({ value, label = value, count, isEstimate }): Suggestion => {
        const whole = before + writeFilterWord(kind, value)
        const said = formatShort(count, isEstimate ?? known.counts_are_estimates)
        return { kind, label, count: said, text: whole, isWhole: true }
      })
  }
  const types = known.media_kinds.map(toType)
  return [
    ...planPrefixes(before, prefix, word),
    ...of('tag', tagsOf(known)),
    ...of('category', known.categories),
    ...of('folder', known.folders),
    ...of('type', types),
    ...of('field', known.fields),
  ]
}

/** `ta` may be the beginning of `tag:`. */
function planPrefixes(before: string, prefix: string | null, word: string): Suggestion[] {
  if (prefix !== null || word.length < 2) return []
  return SEARCH_PREFIXES.filter((one) => one.startsWith(word.toLowerCase())).map((one) => ({
    kind: 'prefix',
    label: `${one}:`,
    count: null,
    text: `${before}${one}:`,
    isWhole: false,
  }))
}

/** A value, and how it is called where that is something else than what is typed. */
interface Known extends FacetValue {
  label?: string
  isEstimate?: boolean | undefined
}

function tagsOf({ tags, found }: KnownWords): Known[] {
  const names = new Set(tags.map(({ value }) => value))
  const others = found.filter(({ name }) => !names.has(name))
  return [...tags, ...others.map(({ name, ...tag }) => ({ value: name, ...tag }))]
}

function toType({ value: kind, count }: FacetValue): Known {
  const value = kind.toLowerCase()
  const type = MEDIA_TYPES.find((one) => one === value)
  return type ? { value, count, label: t.types[type] } : { value: kind, count }
}

/** Values of which a word begins with the text, and first the text itself; of folders, any part of the path. */
function matching(values: readonly Known[], text: string, kind: SuggestionKind): Known[] {
  const wanted = foldText(text)
  if (kind === 'folder') {
    const inside = `/${wanted.replace(/^\//, '')}`
    return values.filter(({ value }) => foldText(value).includes(inside))
  }
  const begins = (name: string) =>
    name.split(/\s+/).some((part) => part.startsWith(wanted)) || name.startsWith(wanted)
  const named = values.map((known) => ({ known, name: foldText(known.value) }))
  return named
    .filter(({ known: { label }, name }) => begins(name) || (label && begins(foldText(label))))
    .sort((a, b) => Number(b.name === wanted) - Number(a.name === wanted))
    .map(({ known }) => known)
}

/** Where a label holds what was typed: before, the same, after. */
export function markMatch(label: string, text: string): [string, string, string] {
  const wanted = readLastWord(text).word.toLowerCase()
  const at = wanted === '' ? -1 : label.toLowerCase().indexOf(wanted)
  if (at < 0) return [label, '', '']
  return [label.slice(0, at), label.slice(at, at + wanted.length), label.slice(at + wanted.length)]
}
