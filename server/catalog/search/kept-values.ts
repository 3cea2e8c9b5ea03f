import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import type { Codes } from './place-order.ts'
import { copy } from './place-sets.ts'
import type { SortKey, ValueColumn } from './sort.ts'

/** What is kept of each asset beside its terms (`kept_values`): what an order goes by, or its colours. */
export type ValueKey = ValueColumn | typeof COLORS

/** The cells of an asset's colours, see place-colors.ts. */
export const COLORS = 'color_cells'

/** 32 bits of a value: seconds from 1970 on, or bytes. */
export function codeOf(value: RawBuilder<unknown>, type: SortKey['type']): RawBuilder<number> {
  const number = type === 'timestamptz' ? sql`extract(epoch from ${value})` : value
  return sql`greatest(0, least(4294967295, floor(${number})))::bigint`
}

/** By block. */
export type Values = Map<number, { version: number; codes: Codes }>

const VALUES = new WeakMap<object, Map<ValueKey, Values>>()

/** Those that this process has read. */
interface KnownValues {
  latest: Values
  /** When they were asked for: searches beside this one read others meanwhile. */
  before: Values
}

export function knownValues(db: Db, key: ValueKey): KnownValues {
  const { adapter } = db.getExecutor()
  const all = VALUES.get(adapter) ?? new Map<ValueKey, Values>()
  VALUES.set(adapter, all)
  const latest: Values = all.get(key) ?? new Map()
  all.set(key, latest)
  return { latest, before: new Map(latest) }
}

/** Blocks of colours, 1.6 MB each, that a search waits for: until all are known it goes without. */
const MOST_NEW_COLORS = 4

/** A row of each block with its version, and with the values where that is another one than is known. */
export function readValues(
  kind: string,
  key: ValueKey | null,
  known: KnownValues | null,
): RawBuilder<unknown> {
  const versions = [...(known?.before.values() ?? [])].map(({ version }) => version)
  const isKnown = sql`version = any(${sql.val(versions)}::bigint[])`
  const most = key === COLORS ? MOST_NEW_COLORS : null
  return sql`
    select ${sql.lit(kind)}, block, version,
      case when ${isKnown} or row_number() over (partition by ${isKnown} order by block) > ${most}::int then null else codes end
    from kept_values where key = ${key}`
}

interface ValueRow {
  /** The block. */
  one: number
  /** The version. */
  other: number
  bytes: Buffer<ArrayBuffer> | null
}

/** @returns those of this moment; of colours perhaps not of all blocks */
export function learnValues({ latest, before }: KnownValues, rows: readonly ValueRow[]): Values {
  const now: Values = new Map()
  for (const { one: block, other: version, bytes } of rows) {
    const known = before.get(block)
    const same = known?.version === version ? known.codes : undefined
    const codes = bytes ? new Uint32Array(copy(bytes)) : same
    if (codes) now.set(block, { version, codes })
    if (codes && bytes) latest.set(block, { version, codes })
  }
  return now
}
