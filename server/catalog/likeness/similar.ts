import { sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { lookAround, SIMILAR_BITS } from './looks.ts'

/** No more are found: who looks for more looks for something else. */
export const MOST_SIMILAR = 500
/** Looked at of those that share a quarter of their hash; only looks that thousands have are more. */
const MOST_LOOKED_AT = 5000

/**
 * The assets that are alike to one: first those of the same bytes, then pictures by how little their looks differ;
 * itself not. Whatever else may show likeness has a place in this order, too.
 * @returns ids, nearest first, at most MOST_SIMILAR; none when it has not been read or is no picture that can be
 *   compared; null when there is no such asset
 */
export async function findSimilar(
  db: Db,
  { sourceId, path }: { sourceId: number; path: string },
): Promise<number[] | null> {
  const asset = await db
    .selectFrom('assets')
    .leftJoin('asset_hashes', 'asset_id', 'id')
    .select(['id', 'content_hash', sql<string | null>`perceptual_hash::text`.as('look')])
    .where('assets.source_id', '=', sourceId)
    .where('origin_path', '=', path)
    .executeTakeFirst()
  if (!asset) return null
  if (asset.content_hash === null) return []
  const same = sql`
    (select asset_id, -1 as distance from asset_hashes
    where source_id = ${sourceId} and content_hash = ${asset.content_hash} limit ${MOST_SIMILAR + 1})`
  const hash = sql`${sql.lit(String(asset.look))}::bigint`
  const around = { sourceId, bits: SIMILAR_BITS, most: MOST_LOOKED_AT }
  const alike = asset.look === null ? same : sql`${same} union all ${lookAround(hash, around)}`
  const { rows } = await sql<{ id: number }>`
    select asset_id as id from (${alike}) alike where asset_id <> ${asset.id}
    group by asset_id order by min(distance), asset_id limit ${MOST_SIMILAR}`.execute(db)
  return rows.map(({ id }) => id)
}
