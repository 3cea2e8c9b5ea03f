import { Failure } from '../lib/failures.ts'
import { filterLexeme, MOST_FACES } from './lexemes.ts'
import { WARNINGS } from './searchable-asset.ts'

/** One thing an asset has to be. */
export type AssetTerm =
  | { kind: 'keyword'; text: string }
  | { kind: 'label'; label: 'tag' | 'category'; name: string }
  | { kind: 'custom'; key: string; value: string | null }
  /** Any of these terms of the index. */
  | { kind: 'lexemes'; lexemes: string[] }
  | { kind: 'color'; hex: string }
  /** A beginning of the path, without the leading slash. */
  | { kind: 'pathPrefix'; prefix: string }
  | { kind: 'pathPart'; part: string }
  | { kind: 'range'; column: RangeColumn; range: Range }
  | { kind: 'status'; status: string }
  | { kind: 'and' | 'or'; terms: AssetTerm[] }

export type RangeColumn =
  | 'date_created'
  | 'date_modified'
  | 'date_taken'
  | 'file_size'
  | 'media_width'
  | 'media_height'
  | 'orientation'
  | 'face_count'

/** From the first value on, and below the second; null: without this end. */
export interface Range {
  from: number | Date | null
  below: number | Date | null
}

/** A value of a filter and the parameter it came in, for the answer when it is no good. */
interface Given {
  value: string
  parameter: string
}

const MAX_VALUE_LENGTH = 1000

/**
 * imgix, "Filtering": every `filter[name]` has to hold, and of all `filter[or:name]` together at least one. A
 * filter without a value asks for nothing, but for `custom:<key>`, which then asks for the key.
 * @param given what stands between the brackets of `filter[…]`, and its values
 * @throws Failure `invalid_parameter` naming the filter
 */
export function readAssetFilter(
  given: Iterable<readonly [name: string, value: string]>,
): AssetTerm {
  const all: AssetTerm[] = []
  const any: AssetTerm[] = []
  for (const [name, value] of given) {
    const parameter = `filter[${name}]`
    const either = name.startsWith('or:')
    const term = readTerm(either ? name.slice('or:'.length) : name, { value, parameter })
    if (term) (either ? any : all).push(term)
  }
  if (any.length > 0) all.push({ kind: 'or', terms: any })
  return { kind: 'and', terms: all }
}

function readTerm(name: string, { value, parameter }: Given): AssetTerm | null {
  if (value.length > MAX_VALUE_LENGTH) {
    throw invalid(parameter, `is longer than ${MAX_VALUE_LENGTH} characters`)
  }
  const text = value.toWellFormed()
  if (text.includes('\0')) throw invalid(parameter, 'holds a NUL character')
  const key = /^custom:(?<key>.+)$/s.exec(name)?.groups?.key
  if (key !== undefined) return { kind: 'custom', key, value: text === '' ? null : text }
  const filter = Object.hasOwn(ASSET_FILTERS, name) ? ASSET_FILTERS[name] : undefined
  if (!filter)
    throw new Failure('invalid_parameter', `There is no filter "${name}".`, { parameter })
  return text.trim() === '' ? null : filter.read({ value: text, parameter })
}

interface AssetFilter {
  /** What its value means, for the API's documentation. */
  doc: string
  read(given: Given): AssetTerm | null
}

const keyword: AssetFilter = {
  doc: 'Words in path, name, description, tags, categories and custom fields; all of them have to occur.',
  read: ({ value }) => ({ kind: 'keyword', text: value }),
}
const RANGE = 'a value or a range: 3, 1:3, 1:, :3'
const DAYS = 'Unix seconds or days, a value or a range: 2026-01-31, 2026-01-01:2026-01-31'

/** Every filter of assets; `custom:<key>` is the one more. */
export const ASSET_FILTERS: Readonly<Record<string, AssetFilter>> = {
  keyword,
  // imgix's plugins say keywords, its documentation keyword.
  keywords: keyword,
  tags: {
    doc: 'Labels, in any case, separated by commas; all of them.',
    read: ({ value }) => readLabels('tag', value),
  },
  categories: {
    doc: 'Names, in any case, separated by commas; all of them.',
    read: ({ value }) => readLabels('category', value),
  },
  colors: {
    doc: 'A colour such as 5b86b8; assets with a dominant colour near it.',
    read: (given) => ({ kind: 'color', hex: readColor(given) }),
  },
  origin_path: {
    doc: 'With a leading slash a beginning of the path, else any part of it.',
    read: ({ value }) => readPath(value),
  },
  folder_path: {
    doc: 'Ours. `/a/b` and below; `/a/b/` only there.',
    read: ({ value }) => readFolder(value),
  },
  media_kind: {
    doc: 'IMAGE, ANIMATION, DOCUMENT, VECTOR, VIDEO or OTHER, in any case; several separated by commas.',
    read: ({ value }) => anyOf(value, (kind) => filterLexeme('m', kind.toLowerCase())),
  },
  content_type: {
    doc: 'Ours. Such as image/jpeg; several separated by commas.',
    read: ({ value }) => anyOf(value, (type) => filterLexeme('y', type.toLowerCase())),
  },
  has_frames: { doc: 'true or false.', read: (given) => yesOrNo('a', given) },
  edited_by_user: { doc: 'Ours. true or false.', read: (given) => yesOrNo('e', given) },
  face_count: { doc: `Number of faces, ${RANGE}.`, read: readFaces },
  status: { doc: 'Ours. indexed, error or pending.', read: readStatus },
  ...rangeFilters(['date_created', 'date_modified', 'date_taken'], DAYS, readDate),
  ...rangeFilters(['file_size'], `Bytes, ${RANGE}`, readWhole),
  ...rangeFilters(['media_width', 'media_height'], `Pixels, ${RANGE}`, readWhole),
  ...rangeFilters(['orientation'], `As in EXIF, 1 to 8; ${RANGE}`, readWhole),
  ...Object.fromEntries(
    WARNINGS.map((name): [string, AssetFilter] => [
      `warning_${name}`,
      {
        doc: `Level from 1 (doubtful) to 5 (probable), ${RANGE}.`,
        read: (given) => readWarning(name, given),
      },
    ]),
  ),
}

function rangeFilters(
  columns: readonly RangeColumn[],
  doc: string,
  read: ReadBound<number | Date>,
): Record<string, AssetFilter> {
  const filterOf = (column: RangeColumn): AssetFilter => ({
    doc: `Ours. ${doc}.`,
    read: (given) => ({ kind: 'range', column, range: readRange(read, given) }),
  })
  return Object.fromEntries(columns.map((column) => [column, filterOf(column)]))
}

/** imgix: a comma list asks for all of them. A label may hold a comma itself. */
function readLabels(label: 'tag' | 'category', value: string): AssetTerm {
  const names = value.split(',').map((name) => name.trim())
  const terms = names
    .filter((name) => name !== '')
    .map((name) => ({ kind: 'label', label, name }) as const)
  if (terms.length < 2) return { kind: 'label', label, name: terms[0]?.name ?? value }
  const whole = { kind: 'label', label, name: value } as const
  return { kind: 'or', terms: [whole, { kind: 'and', terms }] }
}

function readColor({ value, parameter }: Given): string {
  const [, hex] = /^\s*#?([0-9a-f]{6})\s*$/i.exec(value) ?? []
  if (hex !== undefined) return `#${hex.toLowerCase()}`
  const [, short] = /^\s*#?([0-9a-f]{3})\s*$/i.exec(value) ?? []
  if (short === undefined) throw invalid(parameter, 'is no colour such as 5b86b8')
  return `#${Array.from(short.toLowerCase(), (digit) => digit + digit).join('')}`
}

/** Ours: with a leading slash a beginning of the path, else any part of it. */
function readPath(value: string): AssetTerm | null {
  if (!value.startsWith('/')) return { kind: 'pathPart', part: value }
  return value === '/' ? null : { kind: 'pathPrefix', prefix: value.slice(1) }
}

/** Ours: `/a/b` and below; `/a/b/` only there; `/` only at the top. */
function readFolder(value: string): AssetTerm {
  const folder = value.replace(/^\//, '').replace(/\/$/, '')
  const lexeme = filterLexeme(value.endsWith('/') ? 'd' : 'p', folder)
  return { kind: 'lexemes', lexemes: [lexeme] }
}

function anyOf(value: string, toLexeme: (one: string) => string): AssetTerm {
  const values = value.split(',').map((one) => one.trim())
  return { kind: 'lexemes', lexemes: values.filter((one) => one !== '').map(toLexeme) }
}

function yesOrNo(kind: 'a' | 'e', { value, parameter }: Given): AssetTerm {
  const text = value.trim().toLowerCase()
  if (text !== 'true' && text !== 'false') throw invalid(parameter, 'is neither true nor false')
  return { kind: 'lexemes', lexemes: [filterLexeme(kind, text === 'true' ? 1 : 0)] }
}

function readFaces(given: Given): AssetTerm {
  const { from, below } = readRange(readWhole, given)
  const first = Number(from ?? 0)
  const last = below === null ? null : Number(below) - 1
  const lexemes: string[] = []
  for (
    let faces = Math.min(first, MOST_FACES);
    faces <= Math.min(last ?? MOST_FACES, MOST_FACES);
    faces++
  ) {
    lexemes.push(filterLexeme('n', faces))
  }
  const counted: AssetTerm = { kind: 'lexemes', lexemes }
  const exact = last === null ? first <= MOST_FACES : last < MOST_FACES
  if (exact) return counted
  return {
    kind: 'and',
    terms: [counted, { kind: 'range', column: 'face_count', range: { from, below } }],
  }
}

const WORST_WARNING = 5

function readWarning(name: string, given: Given): AssetTerm {
  const { from, below } = readRange(readWhole, given)
  const levels = Array.from({ length: WORST_WARNING }, (_, at) => at + 1).filter(
    (level) => level >= Number(from ?? 1) && level < Number(below ?? WORST_WARNING + 1),
  )
  return { kind: 'lexemes', lexemes: levels.map((level) => filterLexeme('w', `${name}:${level}`)) }
}

function readStatus({ value, parameter }: Given): AssetTerm {
  const status = value.trim().toLowerCase()
  if (!['pending', 'indexed', 'error'].includes(status)) {
    throw invalid(parameter, 'is none of indexed, error, pending')
  }
  return { kind: 'status', status }
}

/** Reads one end: the value itself and the next one, which a range does not reach. */
type ReadBound<Value> = (given: Given) => { value: Value; next: Value }

/** imgix: `3`, `1:3`, `1:`, `:2`; both ends belong to it. */
function readRange<Value extends number | Date>(read: ReadBound<Value>, given: Given): Range {
  const [low = '', high, ...more] = given.value.split(':').map((part) => part.trim())
  if (more.length > 0 || (low === '' && !high))
    throw invalid(given.parameter, 'is no value or range such as 1:3')
  const bound = (value: string) => read({ ...given, value })
  if (high === undefined) return { from: bound(low).value, below: bound(low).next }
  return {
    from: low === '' ? null : bound(low).value,
    below: high === '' ? null : bound(high).next,
  }
}

function readWhole({ value, parameter }: Given) {
  const number = Number(value)
  if (!/^-?\d+$/.test(value) || !Number.isSafeInteger(number + 1)) {
    throw invalid(parameter, 'is no whole number')
  }
  return { value: number, next: number + 1 }
}

const SECONDS_OF_A_DAY = 86_400
/** The years 1 to 9999. */
const FIRST_SECOND = -62_135_596_800
const LAST_SECOND = 253_402_300_799

/** Unix seconds as everywhere in the API, or a day. */
function readDate({ value, parameter }: Given) {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value)
  const seconds = day
    ? Date.parse(value) / 1000
    : Number(/^-?\d+$/.test(value) ? value : Number.NaN)
  if (!(seconds >= FIRST_SECOND && seconds <= LAST_SECOND)) {
    throw invalid(parameter, 'is no date: neither Unix seconds nor a day such as 2026-01-31')
  }
  const at = (second: number) => new Date(Math.min(second, LAST_SECOND) * 1000)
  return { value: at(seconds), next: at(seconds + (day ? SECONDS_OF_A_DAY : 1)) }
}

function invalid(parameter: string, what: string): Failure {
  return new Failure('invalid_parameter', `The value of ${parameter} ${what}.`, { parameter })
}
