import type { AssetStatus } from '../../contract/resources.ts'
import type { AnalysisTrouble, BrowseQuery, Shape, Span } from './browse-query.ts'
import { readSpan, writeSpan } from './spans.ts'

/** A parameter of the address, or a filter of the API. */
export type Pair = readonly [name: string, value: string]

/** One thing an address can say, and the filter of the API that it is. */
export interface QueryPart {
  /** Its parameters in the address. */
  names: readonly string[]
  /** Takes one parameter in; false when it was not understood. The last of several wins where there is room for one. */
  read(query: BrowseQuery, value: string, name: string): boolean
  write(query: BrowseQuery): Pair[]
  /** Its filters of the API; with a colon at the end, the beginning of a name. Absent: it changes no result. */
  filters?: readonly string[]
  /** As `read`; false, too, when there is no room: all filters of a query have to hold. */
  readFilter?(query: BrowseQuery, value: string, filter: string): boolean
  writeFilters?(query: BrowseQuery): Pair[]
}

type KeyOf<Value> = {
  [Key in keyof BrowseQuery]: BrowseQuery[Key] extends Value ? Key : never
}[keyof BrowseQuery]

type ListKey = KeyOf<string[]>

export interface WordRule {
  /** The value as it is kept; null when it is none. */
  read?: (value: string) => string | null
  /** Several values stand in one filter, separated by commas, of which any will do. */
  isJoined?: boolean
  writeFilter?: (value: string) => string
}

/** Words that repeat the parameter. */
export function wordList(
  key: ListKey,
  name: string,
  filter: string,
  rule: WordRule = {},
): QueryPart {
  const { read = (value) => value || null, isJoined = false, writeFilter = String } = rule
  const add = (query: BrowseQuery, values: string[]) => {
    // The rule has seen to it that each is one of those that the list may hold.
    const list = query[key] as string[]
    const words = values.map(read).filter((word) => word !== null)
    if (words.length < values.length) return false
    list.push(...new Set(words.filter((word) => !list.includes(word))))
    return true
  }
  return {
    names: [name],
    read: (query, value) => add(query, [value]),
    write: (query) => query[key].map((value) => [name, value]),
    filters: [filter],
    readFilter: (query, value) => {
      if (!isJoined) return add(query, [value])
      const values = value.split(',').map((one) => one.trim())
      return query[key].length === 0 && add(query, values)
    },
    writeFilters: (query) => {
      const values = query[key].map(writeFilter)
      if (!isJoined) return values.map((value) => [filter, value])
      return values.length === 0 ? [] : [[filter, values.join(',')]]
    },
  }
}

type ChoiceKey = Exclude<KeyOf<boolean | AssetStatus | AnalysisTrouble | Shape | null>, 'deep'>

/** Yes, no, or no matter. */
export function flag(key: ChoiceKey, name: string, filter: string): QueryPart {
  const write = (value: boolean) => (value ? '1' : '0')
  return choice(key, [true, false], { name, filter, write, writeFilter: String })
}

interface ChoiceRule<Value> {
  name: string
  filter: string
  write?: (value: Value) => string
  writeFilter?: (value: Value) => string
}

/** One of a few values. */
export function choice<Value extends string | boolean>(
  key: ChoiceKey,
  values: readonly Value[],
  rule: ChoiceRule<Value>,
): QueryPart {
  const { name, filter, write = String, writeFilter = write } = rule
  const set = (query: BrowseQuery, value: Value | null) => {
    Object.assign(query, { [key]: value })
    return value !== null
  }
  const find = (text: string, toText: (value: Value) => string) =>
    values.find((value) => toText(value) === text) ?? null
  const present = (query: BrowseQuery) => query[key] as Value | null // `values` are all it can be
  return {
    names: [name],
    read: (query, value) => set(query, find(value, write)),
    write: (query) => pairOf(name, present(query), write),
    filters: [filter],
    readFilter: (query, value) =>
      query[key] === null && set(query, find(value.trim().toLowerCase(), writeFilter)),
    writeFilters: (query) => pairOf(filter, present(query), writeFilter),
  }
}

export function pairOf<Value>(
  name: string,
  value: Value | null,
  write: (value: Value) => string,
): Pair[] {
  return value === null ? [] : [[name, write(value)]]
}

export interface SpanRule<Value> {
  read: (text: string) => Value | null
  /** Stands between the ends in the address; in the API it is a colon. */
  separator: string
  /** Whether it may ask for what has no value. */
  hasNone?: boolean
}

type SpanKey<Value> = KeyOf<Span<Value> | null>

/** From here to there; both ends belong to it. */
export function span<Value extends string | number>(
  key: SpanKey<Value>,
  name: string,
  filter: string,
  rule: SpanRule<Value>,
): QueryPart {
  const { read, separator, hasNone = false } = rule
  const set = (query: BrowseQuery, text: string, between: string) => {
    const value = readSpan(text, between, read)
    const isGood = value !== null && (value !== 'none' || hasNone)
    if (isGood) Object.assign(query, { [key]: value })
    return isGood
  }
  const present = (query: BrowseQuery) => query[key] as Span<Value> | null // SpanKey says so
  return {
    names: [name],
    read: (query, value) => set(query, value, separator),
    write: (query) => pairOf(name, present(query), (value) => writeSpan(value, separator)),
    filters: [filter],
    readFilter: (query, value) => query[key] === null && set(query, value, ':'),
    writeFilters: (query) => pairOf(filter, present(query), (value) => writeSpan(value, ':')),
  }
}
