import type { Db } from '../../db/tables.ts'
import { packVector } from '../analysis/embeddings.ts'
import type { Copy } from './duplicates.ts'
import { findNearVectors, type NearVector } from './near-vectors.ts'
import { describeAlike } from './similar.ts'

/** Words are farther from pictures than these from each other: sketches tell less, so more of them are looked at. */
const LIMITS = { sketches: 100_000, vectors: 5000 }
/** Of the nearest one's cosine: models differ in what is near at all. */
const LEAST_SHARE = 0.75

export type NearWords = Omit<Copy, 'hash'> & NearVector

interface PlacedWords {
  sourceId: number
  /** As pictures of the same model are placed. */
  words: { model: string; vector: readonly number[] }
  limit: number
}

/** The pictures of a Source that look like what words say, nearest first; none that another model has placed. */
export async function listNearWords(
  db: Db,
  { sourceId, words, limit }: PlacedWords,
): Promise<NearWords[]> {
  const packed = packVector(words.vector)
  if (!packed) return []
  const vector = { model: words.model, bytes: packed.bytes }
  const near = await findNearVectors(db, { sourceId, vector }, LIMITS)
  const least = Math.max(0, LEAST_SHARE * (near[0]?.similarity ?? 0))
  const shown = near.filter(({ similarity }) => similarity > 0 && similarity >= least)
  return await describeAlike(db, shown.slice(0, limit))
}
