import { Failure } from '../../lib/failures.ts'
import type { CelledColumn } from './order-cells.ts'

export interface AssetSort {
  column: SortColumn
  descending: boolean
}

export type SortColumn =
  | 'date_created'
  | 'date_modified'
  | 'file_size'
  | 'origin_path'
  | 'date_taken'
  | 'relevance'

export type ValueColumn = 'date_created' | 'date_modified' | 'file_size' | 'date_taken'

/** What an order goes by. */
export interface SortKey {
  /** Of `asset_search s`; an index has it behind the Source and before the id. */
  expression: string
  type: 'timestamptz' | 'bigint' | 'text'
  /** Whose terms of the index say where an asset stands in this order; see order-cells.ts. */
  cells: CelledColumn | null
  /** Of which 32 bits are kept of each asset, see kept-places.ts. */
  column: ValueColumn | null
  /** Whether it may be a value of this order, as PostgreSQL writes it. */
  isValue(text: string): boolean
}

const DATE =
  /^\d{4,6}-[01]\d-[0-3]\d [0-2]\d:[0-5]\d:[0-5]\d(\.\d{1,6})?[+-]\d\d(:\d\d){0,2}( BC)?$/

const byDate = (
  column: 'date_created' | 'date_modified' | 'date_taken',
  cells: CelledColumn | null,
): SortKey => ({
  expression: `s.${column}`,
  type: 'timestamptz',
  cells,
  column,
  isValue: (text) => DATE.test(text),
})

const MAX_PATH_KEY = 500

export const SORT_KEYS: Readonly<Record<SortColumn, SortKey>> = {
  date_created: byDate('date_created', 'date_created'),
  date_modified: byDate('date_modified', 'date_modified'),
  file_size: {
    expression: 's.file_size',
    type: 'bigint',
    cells: 'file_size',
    column: 'file_size',
    isValue: isWhole,
  },
  origin_path: {
    expression: `left(s.path_folded, ${MAX_PATH_KEY})`,
    type: 'text',
    cells: null,
    column: null,
    isValue: (text) =>
      text.length <= 2 * MAX_PATH_KEY && !text.includes('\0') && text.isWellFormed(),
  },
  date_taken: byDate('date_taken', null),
  // Within each tier; see relevance.ts.
  relevance: byDate('date_created', 'date_created'),
}

/** By likeness: `ids` are in order. */
export function nearestKey(ids: readonly number[]): SortKey {
  const places = `array_position('{${ids.map(Number).join()}}'::bigint[], s.asset_id)`
  return { expression: places, type: 'bigint', cells: null, column: null, isValue: isWhole }
}

function isWhole(text: string): boolean {
  return /^\d{1,18}$/.test(text)
}

/** imgix: `-date_created`; what follows a comma would only decide between equals, which ids do. */
export function readAssetSort(value: string | undefined): AssetSort {
  const sorts = (value ?? '-date_created')
    .split(',')
    .filter((sort) => sort !== '')
    .map(readSort)
  return sorts[0] ?? { column: 'date_created', descending: true }
}

function readSort(text: string): AssetSort {
  if (text === 'relevance') return { column: text, descending: true }
  const column = text.replace(/^-/, '')
  if (column !== 'relevance' && isSortColumn(column)) {
    return { column, descending: text.startsWith('-') }
  }
  const detail = `Assets cannot be sorted by "${text}", only by ${writeSortNames()}.`
  throw new Failure('invalid_parameter', detail, { parameter: 'sort' })
}

/** For people: which orders there are. */
export function writeSortNames(): string {
  const names = Object.keys(SORT_KEYS).filter((name) => name !== 'relevance')
  return `${names.join(', ')} (each with - for descending) and relevance`
}

function isSortColumn(text: string): text is SortColumn {
  return Object.hasOwn(SORT_KEYS, text)
}

/** Where an asset stands in an order; the id decides between equal values. */
export interface Place {
  id: number
  /** As PostgreSQL writes it: dates have microseconds, which a Date has not. */
  value: string
  /** Of an order by relevance: 0 is the best. */
  tier: number
}

export function writePlace(sort: AssetSort, { id, value, tier }: Place): string {
  const parts = [writeSort(sort), value, id, ...(tier > 0 ? [tier] : [])]
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

const MAX_TIER = 100

/** @throws Failure `invalid_parameter` for what writePlace did not make for this order */
export function readPlace(
  sort: AssetSort,
  cursor: string,
  key: SortKey = SORT_KEYS[sort.column],
): Place {
  const parts = parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  if (!Array.isArray(parts)) throw badCursor()
  const [order, given, id, tier = 0] = parts
  const value = String(given)
  const inOrder = order === writeSort(sort) && key.isValue(value)
  const isTier = Number.isInteger(tier) && tier >= 0 && tier <= MAX_TIER
  if (!inOrder || !Number.isSafeInteger(id) || !isTier) throw badCursor()
  return { id, value, tier }
}

export function badCursor(): Failure {
  const detail = 'page[after] has to be the meta.cursor.after of an answer with the same sort.'
  return new Failure('invalid_parameter', detail, { parameter: 'page[after]' })
}

function writeSort({ column, descending }: AssetSort): string {
  return `${descending ? '-' : ''}${column}`
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
