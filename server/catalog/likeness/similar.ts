import { sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import type { Copy } from './duplicates.ts'
import { lookAround, SIMILAR_BITS } from './looks.ts'

/** No more are found: who looks for more looks for something else. */
export const MOST_SIMILAR = 500
/** Looked at of those that share a quarter of their hash; only looks that thousands have are more. */
const MOST_LOOKED_AT = 5000

interface Alike {
  id: number
  /** Bits in which the looks differ; -1: the same bytes. */
  distance: number
}

/**
 * The assets that are alike to one: first those of the same bytes, then pictures by how little their looks differ;
 * itself not. Whatever else may show likeness has a place in this order, too.
 * @returns ids, nearest first, at most MOST_SIMILAR; none when it has not been read or is no picture that can be
 *   compared; null when there is no such asset
 */
export async function findSimilar(
  db: Db,
  asset: { sourceId: number; path: string },
): Promise<number[] | null> {
  return (await findAlike(db, { ...asset, limit: MOST_SIMILAR }))?.map(({ id }) => id) ?? null
}

/** The same, with how alike each is. */
async function findAlike(
  db: Db,
  { sourceId, path, limit }: { sourceId: number; path: string; limit: number },
): Promise<Alike[] | null> {
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
  const { rows } = await sql<Alike>`
    select asset_id as id, min(distance) as distance from (${alike}) alike
    where asset_id <> ${asset.id}
    group by asset_id order by min(distance), asset_id limit ${limit}`.execute(db)
  return rows
}

export interface SimilarAsset extends Omit<Copy, 'hash'> {
  distance: number
}

/** What is needed to show the nearest ones; null when there is no such asset. */
export async function listSimilar(
  db: Db,
  wanted: { sourceId: number; path: string; limit: number },
): Promise<SimilarAsset[] | null> {
  const alike = await findAlike(db, wanted)
  if (!alike || alike.length === 0) return alike && []
  const { rows } = await sql<SimilarAsset>`
    select a.id, a.origin_path as path, a.file_size as "fileSize", a.media_width as width,
      a.media_height as height, a.content_type as "contentType", a.date_created as "dateCreated",
      (select origin_path from assets p where p.id = a.duplicate_of_id) as "duplicateOf",
      alike.distance
    from unnest(${sql.val(alike.map(({ id }) => id))}::bigint[],
      ${sql.val(alike.map(({ distance }) => distance))}::int[]) with ordinality
      as alike (id, distance, place)
    join assets a on a.id = alike.id
    order by alike.place`.execute(db)
  return rows
}
