import { sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { COLORS, codeOf, type ValueKey } from './kept-values.ts'
import { COLOR_CODES, writeColors } from './place-colors.ts'
import type { Codes } from './place-order.ts'
import { BLOCK_ASSETS, copy } from './place-sets.ts'
import { SORT_KEYS, type SortKey } from './sort.ts'

/** Writes what is kept of each asset beside its terms. */

/** What lists are ordered by. */
const ORDERS = new Map(
  Object.values(SORT_KEYS).flatMap((key): [ValueKey, SortKey][] =>
    key.column ? [[key.column, key]] : [],
  ),
)
const KEYS: readonly ValueKey[] = [...ORDERS.keys(), COLORS]

/** Blocks that have assets. */
const BLOCKS = sql`(
  select block::int from generate_series(0, (select max(asset_id) >> 16 from asset_search)) as block
  where exists (
    select from asset_search where asset_id between block << 16 and (block << 16) + 65535))`

export async function findBlocks(db: Db): Promise<number[]> {
  const { rows } = await sql<{ block: number }>`select block from ${BLOCKS} b`.execute(db)
  return rows.map(({ block }) => block)
}

/** Blocks of which not all values are kept; none while no places are. */
export async function lackingValues(db: Db): Promise<number[]> {
  const { rows } = await sql<{ block: number }>`
    select block from ${BLOCKS} b where exists (select from kept_terms)
      and (select count(*) from kept_values v where v.block = b.block) < ${KEYS.length}`.execute(db)
  return rows.map(({ block }) => block)
}

interface AssetValues {
  place: number
  codes: number[]
  colors: number[]
}

/** Of those that changed, or of all assets of the block while not all values of it are kept. */
export async function storeValues(
  tx: Db,
  block: number,
  changed: readonly number[],
): Promise<void> {
  const codes = Array.from(ORDERS.values(), ({ expression, type }) =>
    codeOf(sql.raw(expression), type),
  )
  const before = await sql<{ key: string; codes: Buffer<ArrayBuffer> }>`
    select key, codes from kept_values where block = ${block}`.execute(tx)
  const isNew = before.rows.length < KEYS.length
  const { rows } = await sql<AssetValues>`
    select (s.asset_id & 65535)::int as place, array[${sql.join(codes)}] as codes, s.color_cells as colors
    from asset_search s
    where s.asset_id between ${block}::bigint << 16 and (${block}::bigint << 16) + 65535
      and (${isNew} or s.asset_id = any(${sql.val(changed)}::bigint[]))`.execute(tx)
  for (const [at, key] of KEYS.entries()) {
    const old = before.rows.find((row) => row.key === key)?.codes
    const now = toCodes(key, old)
    for (const { place, codes, colors } of rows) {
      if (key === COLORS) writeColors(now, place, colors)
      else now[place] = Number(codes[at])
    }
    const bytes = Buffer.from(now.buffer)
    if (old?.equals(bytes)) continue
    await sql`
      insert into kept_values (key, block, codes) values (${key}, ${block}, ${bytes})
      on conflict (key, block) do update set codes = excluded.codes, version = nextval('kept_values_version')`.execute(
      tx,
    )
  }
}

function toCodes(key: ValueKey, old: Buffer<ArrayBuffer> | undefined): Codes {
  if (old) return new Uint32Array(copy(old))
  return new Uint32Array(key === COLORS ? COLOR_CODES : BLOCK_ASSETS)
}
