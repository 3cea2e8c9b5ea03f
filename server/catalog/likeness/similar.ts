import { sql } from 'kysely'
import type { SimilarAssetAttributes } from '../../../contract/searching.ts'
import type { Db } from '../../db/tables.ts'
import { COPY_COLUMNS, type Copy } from './duplicates.ts'
import { lookAround, SIMILAR_BITS } from './looks.ts'
import { MAIN_MODEL } from './main-directions.ts'
import { findNearVectors } from './near-vectors.ts'
import type { ModelVector } from './vectors.ts'

/** No more are found: who looks for more looks for something else. */
export const MOST_SIMILAR = 500
/** Looked at of those that share a quarter of their hash; only looks that thousands have are more. */
const MOST_LOOKED_AT = 5000
/** Bits in which the looks of unrelated pictures differ, about. */
const UNRELATED_BITS = 32

/**
 * Below this cosine pictures show nothing similar. Of the built-in model 2 or 3 of 100 pairs are above it, and of those one
 * in two has the same labels; models of transformers.js find all pictures more alike.
 */
const LEAST_COSINE = 0.55
const LEAST_COSINE_OF_OTHERS = 0.75

interface Alike extends Pick<SimilarAssetAttributes, 'by' | 'similarity' | 'distance'> {
  id: number
}

interface Place {
  sourceId: number
  path: string
}

/**
 * The assets that are alike to one: first those of the same bytes, then pictures by how little their looks differ, then
 * those that show similar things; itself not.
 * @returns ids, nearest first, at most MOST_SIMILAR; none when it has not been read or is no picture that can be
 *   compared; null when there is no such asset
 */
export async function findSimilar(db: Db, place: Place): Promise<number[] | null> {
  return (await findAlike(db, place, MOST_SIMILAR))?.map(({ id }) => id) ?? null
}

/** The same, with how alike each is. */
async function findAlike(db: Db, place: Place, limit: number): Promise<Alike[] | null> {
  const asset = await findCompared(db, place)
  if (!asset) return null
  const { sourceId } = place
  const alike = await findSameLooks(db, { ...asset, sourceId, limit })
  if (asset.vector === null || alike.length >= limit) return alike
  const known = new Set([asset.id, ...alike.map(({ id }) => id)])
  const near = await findNearVectors(db, { sourceId, vector: asset.vector })
  const least = asset.vector.model === MAIN_MODEL ? LEAST_COSINE : LEAST_COSINE_OF_OTHERS
  const others = near
    .filter(({ id, similarity }) => similarity >= least && !known.has(id))
    .map(({ id, similarity }): Alike => ({ id, by: 'content', similarity, distance: null }))
  return [...alike, ...others].slice(0, limit)
}

interface Compared {
  id: number
  contentHash: Buffer | null
  look: string | null
  vector: ModelVector | null
}

/** What there is to compare of an asset; null when there is no such asset. */
async function findCompared(db: Db, { sourceId, path }: Place): Promise<Compared | null> {
  const asset = await db
    .selectFrom('assets')
    .leftJoin('asset_hashes', 'asset_hashes.asset_id', 'id')
    .leftJoin('asset_embeddings', 'asset_embeddings.asset_id', 'id')
    .select(['id', 'content_hash as contentHash', 'model', 'vector'])
    .select(sql<string | null>`perceptual_hash::text`.as('look'))
    .where('assets.source_id', '=', sourceId)
    .where('origin_path', '=', path)
    .executeTakeFirst()
  if (!asset) return null
  const { model, vector: bytes, ...known } = asset
  return { ...known, vector: model !== null && bytes !== null ? { model, bytes } : null }
}

/** By bytes and perceptual hashes. */
async function findSameLooks(
  db: Db,
  { id, contentHash, look, sourceId, limit }: Compared & { sourceId: number; limit: number },
): Promise<Alike[]> {
  if (contentHash === null) return []
  const same = sql`
    (select asset_id, -1 as distance from asset_hashes
    where source_id = ${sourceId} and content_hash = ${contentHash} limit ${MOST_SIMILAR + 1})`
  const hash = sql`${sql.lit(String(look))}::bigint`
  const around = { sourceId, bits: SIMILAR_BITS, most: MOST_LOOKED_AT }
  const alike = look === null ? same : sql`${same} union all ${lookAround(hash, around)}`
  const { rows } = await sql<{ id: number; distance: number }>`
    select asset_id as id, min(distance) as distance from (${alike}) alike
    where asset_id <> ${id}
    group by asset_id order by min(distance), asset_id limit ${limit}`.execute(db)
  return rows.map(({ id, distance }) =>
    distance < 0
      ? { id, by: 'bytes', similarity: 1, distance: 0 }
      : { id, by: 'look', similarity: 1 - distance / UNRELATED_BITS, distance },
  )
}

type ShownCopy = Omit<Copy, 'hash'>
export type SimilarAsset = ShownCopy & Alike

/** What is needed to show the nearest ones; null when there is no such asset. */
export async function listSimilar(
  db: Db,
  { limit, ...place }: Place & { limit: number },
): Promise<SimilarAsset[] | null> {
  const alike = await findAlike(db, place, limit)
  return alike && (await describeAlike(db, alike))
}

/** What is needed to show assets, in the same order; one that has gone meanwhile is left out. */
export async function describeAlike<Likeness extends { id: number }>(
  db: Db,
  alike: readonly Likeness[],
): Promise<(ShownCopy & Likeness)[]> {
  if (alike.length === 0) return []
  const { rows } = await sql<ShownCopy>`
    select ${COPY_COLUMNS}
    from assets a where a.id = any(${sql.val(alike.map(({ id }) => id))}::bigint[])`.execute(db)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return alike.flatMap((one) => {
    const file = byId.get(one.id)
    return file ? [{ ...file, ...one }] : []
  })
}
