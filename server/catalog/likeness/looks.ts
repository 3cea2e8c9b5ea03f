import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/tables.ts'

/** Near lookups of perceptual hashes; `h` is asset_hashes. */

/** Up to so many of 64 bits pictures are copies that hardly differ: resized, compressed, brightened, without colours. */
export const NEAR_BITS = 6
/** Up to so many they are alike: cropped, too. */
export const SIMILAR_BITS = 12

const QUARTERS = [0, 1, 2, 3]
const QUARTER_BITS = 16

/** Every quarter of a hash that differs from another in no more than so many bits, as what is to be flipped in it. */
function flips(bits: 1 | 2): number[] {
  const ones = Array.from({ length: QUARTER_BITS }, (_, bit) => 1 << bit)
  const twos = ones.flatMap((one, at) => ones.slice(at + 1).map((other) => one | other))
  return [0, ...ones, ...(bits === 2 ? twos : [])]
}
/** Of hashes that differ in 7 bits one quarter differs in 1 at most; in 11 bits, in 2. */
const NEAR_FLIPS = flips(1)
const SIMILAR_FLIPS = flips(2)

/** The expressions of the indexes. */
function quarterOf(hash: RawBuilder<unknown>, quarter: number): RawBuilder<unknown> {
  const bits = quarter === 0 ? hash : sql`${hash} >> ${sql.lit(quarter * QUARTER_BITS)}`
  return sql`(${bits} & 65535)::int`
}

/** How many bits differ. */
export function distanceBetween(
  one: RawBuilder<unknown>,
  other: RawBuilder<unknown>,
): RawBuilder<number> {
  return sql<number>`bit_count((${one} # ${other})::bit(64))::int`
}

export function countDifferentBits(one: bigint, other: bigint): number {
  let count = 0
  for (let bits = one ^ other; bits > 0n; bits &= bits - 1n) count += 1
  return count
}

/**
 * A query for the assets whose hash is near to `hash`: `asset_id`, `distance`, some of them several times. Every
 * quarter is looked up in an index of its own. Of 12 bits that lie in each quarter three (3 of 100 such pairs) it
 * misses.
 */
export function lookAround(
  hash: RawBuilder<unknown>,
  { sourceId, bits, most }: { sourceId: number; bits: number; most: number },
): RawBuilder<unknown> {
  const distance = distanceBetween(sql`h.perceptual_hash`, hash)
  const masks = sql.val(bits <= NEAR_BITS ? NEAR_FLIPS : SIMILAR_FLIPS)
  const parts = QUARTERS.map(
    (quarter) => sql`(
      select h.asset_id, ${distance} as distance from asset_hashes h
      where h.source_id = ${sourceId}::int and ${quarterOf(sql`h.perceptual_hash`, quarter)} = any(array(
          select ${quarterOf(hash, quarter)} # mask from unnest(${masks}::int[]) mask))
        and ${distance} <= ${sql.lit(bits)}
      limit ${sql.lit(most)})`,
  )
  return sql.join(parts, sql` union all `)
}

/** Makes it so that the next statements of this transaction take the indexes, whatever the planner has heard of them. */
export async function preferIndexes(tx: Db): Promise<void> {
  await sql`select set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)`.execute(
    tx,
  )
}
