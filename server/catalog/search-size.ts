import type { Db } from '../db/tables.ts'
import { countAssets } from './folders.ts'
import { FINE_SAMPLE_BUCKETS, SAMPLE_BUCKETS } from './lexemes.ts'
import {
  count,
  guessRows,
  isEverything,
  type Sample,
  sampleOf,
  type Wanted,
} from './search-stretch.ts'

/** How many assets a search finds: counting 10,000 takes 15 ms, so what is obviously more is never counted. */

export interface SizeGuess {
  /** About so many. */
  fitting: number
  /** Certainly more than are counted exactly. */
  isMany: boolean
  /** Whether a sample says so, and not only the planner, who can be wrong by any factor. */
  isSampled: boolean
}

export async function guessSize(db: Db, wanted: Wanted, exactTotal: number): Promise<SizeGuess> {
  const planned = await guessRows(db, wanted)
  if (planned < exactTotal / 2) return { fitting: planned, isMany: false, isSampled: false }
  return await sampleSize(db, wanted, { expected: planned, exactTotal })
}

/** Standard deviations by which a sample has to be beyond what is counted. */
const CERTAINTY = 3.5

async function sampleSize(
  db: Db,
  wanted: Wanted,
  { expected, exactTotal }: { expected: number; exactTotal: number },
): Promise<SizeGuess> {
  const sample = planSample(expected, { atLeast: 250, most: { buckets: 2, of: SAMPLE_BUCKETS } })
  const hits = await count(db, sampleOf(wanted, sample), null)
  const share = sample.buckets / sample.of
  const isMany = hits - CERTAINTY * Math.sqrt(hits) - 1 > exactTotal * share
  return { fitting: Math.round(hits / share), isMany, isSampled: true }
}

/** The smallest sample that should hold so many hits. */
export function planSample(
  expected: number,
  { atLeast, most }: { atLeast: number; most: Sample },
): Sample {
  const share = atLeast / Math.max(1, expected)
  const fine = Math.max(1, Math.ceil(share * FINE_SAMPLE_BUCKETS))
  if (fine <= FINE_SAMPLE_BUCKETS / SAMPLE_BUCKETS / 2)
    return { buckets: fine, of: FINE_SAMPLE_BUCKETS }
  const buckets = Math.max(1, Math.ceil(share * SAMPLE_BUCKETS))
  return buckets < most.buckets ? { buckets, of: SAMPLE_BUCKETS } : most
}

export interface Total {
  total: number
  totalIsEstimate: boolean
}

/** Exact up to `exactTotal`, for a whole Source, and when it is asked for. */
export async function findTotal(
  db: Db,
  wanted: Wanted,
  { exactTotal, countAll, size }: { exactTotal: number; countAll: boolean; size?: SizeGuess },
): Promise<Total> {
  if (isEverything(wanted)) {
    return { total: await countAssets(db, wanted.sourceId), totalIsEstimate: false }
  }
  if (countAll) return { total: await count(db, wanted, null), totalIsEstimate: false }
  const guess = size ?? (await guessSize(db, wanted, exactTotal))
  if (!guess.isMany) {
    const total = await count(db, wanted, exactTotal)
    if (total <= exactTotal) return { total, totalIsEstimate: false }
  }
  return await estimateTotal(db, wanted, { guess, exactTotal })
}

/** Of what is known to be more than can be counted exactly. */
export async function estimateTotal(
  db: Db,
  wanted: Wanted,
  { guess, exactTotal }: { guess: SizeGuess; exactTotal: number },
): Promise<Total> {
  const expected = Math.max(guess.fitting, exactTotal)
  const { fitting } = guess.isSampled
    ? guess
    : await sampleSize(db, wanted, { expected, exactTotal })
  return { total: Math.max(exactTotal + 1, fitting), totalIsEstimate: true }
}
