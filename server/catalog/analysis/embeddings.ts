import { sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { placeVectors } from '../likeness/near-vectors.ts'
import type { Current } from './save-analysis.ts'

/** A vector as bytes, each a number from -127 to 127: value = byte × scale. */
export interface PackedVector {
  scale: number
  bytes: Buffer
}

/** @returns null for what is no vector: empty, all zero, or with something in it that is no number */
export function packVector(vector: readonly number[]): PackedVector | null {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  if (!(largest > 0) || !vector.every(Number.isFinite)) return null
  const scale = Math.fround(largest / 127)
  return { scale, bytes: Buffer.from(Int8Array.from(vector, (value) => Math.round(value / scale))) }
}

/** Keeps the vectors of what was looked at just now, and lets near ones be found. */
export async function saveEmbeddings(tx: Db, current: readonly Current[]): Promise<void> {
  const rows = current.flatMap(({ asset, look: { analysis } }) => {
    const index = analysis.chosen.embedding
    const found = index === undefined ? undefined : analysis.answers[index]?.findings.embedding
    const packed = found && packVector(found.vector)
    if (!packed) return []
    const { id, sourceId } = asset
    const { scale, bytes: vector } = packed
    return [{ asset_id: id, source_id: sourceId, model: found.model, scale, vector }]
  })
  if (rows.length === 0) return
  await tx
    .insertInto('asset_embeddings')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('asset_id').doUpdateSet({
        model: sql`excluded.model`,
        scale: sql`excluded.scale`,
        vector: sql`excluded.vector`,
      }),
    )
    .execute()
  const placed = rows.map(({ asset_id: assetId, source_id: sourceId, model, vector: bytes }) => {
    return { assetId, sourceId, model, bytes }
  })
  await placeVectors(tx, placed)
}
