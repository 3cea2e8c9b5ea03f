import { sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { cellOf, cellsAround, cosinesTo, type ModelVector, sketchOf } from './vectors.ts'

/** How much a search for near vectors looks at; it costs that and no more. */
interface VectorLimits {
  sketches: number
  vectors: number
}

/** Of a million it finds eight or nine of the ten nearest; see docs/decisions/031. */
const VECTOR_LIMITS: VectorLimits = { sketches: 40_000, vectors: 600 }

export interface NearVector {
  id: number
  /** The cosine, at most 1. */
  similarity: number
}

/** The nearest vectors of a Source that are of the same model, nearest first. */
export async function findNearVectors(
  db: Db,
  { sourceId, vector }: { sourceId: number; vector: ModelVector },
  { sketches, vectors }: VectorLimits = VECTOR_LIMITS,
): Promise<NearVector[]> {
  // `offset 0` lets nobody join in another order: the nearest cells come first, and the limit ends it.
  const { rows } = await sql<{ id: number; bytes: Buffer }>`
    with seen as materialized (
      select c.asset_id, bit_count(c.sketch # ${sketchOf(vector)}::bit(512)) as apart
      from unnest(${sql.val(cellsAround(vector))}::int[]) around (cell)
      cross join lateral (
        select asset_id, sketch from embedding_cells
        where source_id = ${sourceId}::int and cell = around.cell offset 0
      ) c
      limit ${sql.lit(sketches)}
    )
    select e.asset_id as id, e.vector as bytes
    from (select asset_id from seen order by apart limit ${sql.lit(vectors)}) near
    join asset_embeddings e on e.asset_id = near.asset_id
    where e.model = ${vector.model}`.execute(db)
  const cosineOf = cosinesTo(vector.bytes)
  return rows
    .map(({ id, bytes }) => ({ id, similarity: cosineOf(bytes) }))
    .sort((one, other) => other.similarity - one.similarity || one.id - other.id)
}

interface PlacedVector extends ModelVector {
  assetId: number
  sourceId: number
}

/** Lets vectors be found. Call it in the transaction that keeps them. */
export async function placeVectors(tx: Db, vectors: readonly PlacedVector[]): Promise<void> {
  if (vectors.length === 0) return
  await sql`
    insert into embedding_cells (asset_id, source_id, cell, sketch)
    select id, source, cell, sketch::bit(512) from unnest(
      ${sql.val(vectors.map(({ assetId }) => assetId))}::bigint[],
      ${sql.val(vectors.map(({ sourceId }) => sourceId))}::int[],
      ${sql.val(vectors.map(cellOf))}::int[],
      ${sql.val(vectors.map(sketchOf))}::text[]
    ) as placed (id, source, cell, sketch)
    on conflict (asset_id) do update set cell = excluded.cell, sketch = excluded.sketch`.execute(tx)
}

/**
 * Places vectors from before there were cells, some at a time. Those that are being kept just now are placed by whoever
 * keeps them. Call it in a transaction, one process at a time.
 * @returns false when nothing is left
 */
export async function placeOlderVectors(tx: Db, limit: number): Promise<boolean> {
  const { rows } = await sql<PlacedVector>`
    select e.asset_id as "assetId", e.source_id as "sourceId", e.model, e.vector as bytes
    from embedding_walk w join asset_embeddings e on e.asset_id > w.cursor
    order by e.asset_id limit ${limit}
    for update of e skip locked`.execute(tx)
  await placeVectors(tx, rows)
  const last = rows.at(-1)
  if (last) await sql`update embedding_walk set cursor = ${last.assetId}`.execute(tx)
  else await sql`delete from embedding_walk`.execute(tx)
  return last !== undefined
}
