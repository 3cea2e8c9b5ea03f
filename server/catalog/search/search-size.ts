import type { Db } from '../../db/tables.ts'
import { countAssets } from '../folders.ts'
import { hasManyTerms, withoutHelp } from './condition-logic.ts'
import { findKept } from './kept-places.ts'
import { FINE_SAMPLE_BUCKETS, SAMPLE_BUCKETS } from './lexemes.ts'
import {
  type Counted,
  count,
  countSample,
  guessRange,
  guessRows,
  isEverything,
  type RowsGuess,
  rankSample,
  type Sample,
  type Stretch,
  type Wanted,
} from './search-stretch.ts'

/** How many assets a search finds: counting 10,000 takes 15 ms, so what is obviously more is never counted. */

export interface SizeGuess {
  /** About so many. */
  fitting: number
  /** What the index finds for them, before each is looked at. */
  candidates: number
  /** Not worth counting: certainly more than are counted exactly, or the index finds far more than fit. */
  isMany: boolean
  /** Certainly so many. */
  least: number
  /** Whether a sample says so, and not only the planner, who can be wrong by any factor. */
  isSampled: boolean
}

/** About how many fit, and where in an order. */
export interface SizeInOrder extends SizeGuess {
  /**
   * Stretches of the order from its first asset on: one in which the last that is needed should just be, one that should
   * hold all, and one that almost certainly does. As many as the sample tells.
   */
  reaches: Reach[]
}

export interface Reach {
  ends: [number, number]
  /** About so many of those that fit are in it. */
  fitting: number
}

/** The planner's guess; of many terms it mostly says too many, so that some assets are looked at. */
export async function guessAtAll(db: Db, wanted: Wanted, few: number): Promise<RowsGuess> {
  const planned = await guessRows(db, wanted)
  if (planned.rows <= few || !hasManyTerms(wanted.rest)) return planned
  const some: Sample = { buckets: 1, of: FINE_SAMPLE_BUCKETS, looks: true }
  const { hits } = await countSample(db, wanted, some)
  return { ...planned, rows: hits * some.of }
}

/** @param planned what the planner guesses, when it was asked before */
export async function guessSize(
  db: Db,
  wanted: Wanted,
  exactTotal: number,
  planned?: RowsGuess,
): Promise<SizeGuess> {
  const { rows, isRange } = planned ?? (await guessRows(db, wanted))
  const guess = { fitting: rows, candidates: rows, least: 0 }
  // Of a range alone the planner's statistics tell more than a sample of everything would.
  if (isRange && wanted.query === null) {
    return { ...guess, isMany: rows > exactTotal * MOST_CANDIDATES, isSampled: true }
  }
  if (rows < exactTotal * (isRange ? MOST_CANDIDATES : 0.5)) {
    return { ...guess, isMany: false, isSampled: false }
  }
  return await sampleSize(db, wanted, { expected: rows, exactTotal })
}

/** Standard deviations by which a sample has to be beyond what is counted. */
const CERTAINTY = 2.5

async function sampleSize(
  db: Db,
  wanted: Wanted,
  { expected, exactTotal }: { expected: number; exactTotal: number },
): Promise<SizeGuess> {
  const sample = await chooseSample(db, wanted, { expected, ...SAMPLE })
  const counted = await countSample(db, wanted, sample)
  return judgeSample(wanted, { sample, counted, exactTotal })
}

/** The same of what the planner says are not few, and where in its order a page of them may be. */
export async function guessPlaces(
  db: Db,
  stretch: Stretch,
  { planned, exactTotal }: { planned: RowsGuess; exactTotal: number },
): Promise<SizeInOrder> {
  const { wanted, key, limit, offset } = stretch
  const expected = planned.rows
  if (hasManyTerms(wanted.rest)) {
    // Assets were looked at for it; a sample by the index would take as long as all the rest.
    const guess = { fitting: expected, candidates: expected, least: 0 }
    return { ...guess, isMany: false, isSampled: false, reaches: [] }
  }
  if (key.cells === null || wanted.query === null) {
    const isBelieved = planned.isRange && wanted.query === null
    const size = isBelieved
      ? await guessSize(db, wanted, exactTotal, planned)
      : await sampleSize(db, wanted, { expected, exactTotal })
    return { ...size, reaches: [] }
  }
  const sample = await chooseSample(db, wanted, { expected, ...SAMPLE })
  const share = sample.buckets / sample.of
  const ranks = planRanks((limit + offset) * share)
  const { first, ranked, older, ...counted } = await rankSample(db, stretch, { sample, ranks })
  const reaches = ranks.flatMap((rank, at): Reach[] => {
    const last = ranked[at] ?? null
    const isKnown = !older && first !== null && last !== null
    return isKnown ? [{ ends: [first, last], fitting: Math.round(rank / share) }] : []
  })
  return { ...judgeSample(wanted, { sample, counted, exactTotal }), reaches }
}

const SAMPLE = { atLeast: 100, most: 2 }

/** Where in the sample to end when so many of it should be before. */
function planRanks(before: number): number[] {
  const deviation = Math.sqrt(before)
  return [before, before + 1.5 * deviation + 1, 3 * before + 4 * deviation + 4].map(Math.ceil)
}

function judgeSample(
  wanted: Wanted,
  {
    sample,
    counted: { hits, candidates },
    exactTotal,
  }: { sample: Sample; counted: Counted; exactTotal: number },
): SizeGuess {
  const share = sample.buckets / sample.of
  const isCertain = hits - CERTAINTY * Math.sqrt(hits) - 1 > exactTotal * share
  return {
    fitting: Math.round(hits / share),
    candidates: Math.round(candidates / share),
    isMany: isCertain || candidates > mostCandidates(wanted) * exactTotal * share,
    least: isCertain ? exactTotal + 1 : 0,
    isSampled: true,
  }
}

/** So many times as many as are counted exactly are looked at for it, and no more. */
const MOST_CANDIDATES = 2
/** Of those that a check tells apart, which takes as long again. */
const MOST_CHECKS = 1
/** Finding them is what takes the time, when they have one of many terms. */
const MOST_OF_MANY_TERMS = 0.5

function mostCandidates({ query, check }: Wanted): number {
  if (hasManyTerms(query)) return MOST_OF_MANY_TERMS
  return check === null ? MOST_CANDIDATES : MOST_CHECKS
}

interface SampleWish {
  /** About how many are wanted at all. */
  expected: number
  /** So many of them in the sample, */
  atLeast: number
  /** unless it had more buckets of 64. */
  most: number
}

/** Of what has many terms, a look at each asset of the sample may be cheaper. */
export async function chooseSample(db: Db, wanted: Wanted, wish: SampleWish): Promise<Sample> {
  const sample = planSample(wish)
  if (!hasManyTerms(withoutHelp(wanted).query)) return sample
  const all = await guessRange(db, { wanted, bounds: null })
  const looks = LOOK_COST * all * (sample.buckets / sample.of) < wish.expected
  return { ...sample, looks }
}

/** Of one look, counted in assets that a prefix stands for. */
const LOOK_COST = 5

/** The smallest sample that should hold so many. */
function planSample({ expected, atLeast, most }: SampleWish): Sample {
  const share = atLeast / Math.max(1, expected)
  const fine = Math.max(1, Math.ceil(share * FINE_SAMPLE_BUCKETS))
  if (fine <= MOST_FINE) return { buckets: fine, of: FINE_SAMPLE_BUCKETS }
  const buckets = Math.ceil(share * SAMPLE_BUCKETS)
  return { buckets: Math.min(buckets, most), of: SAMPLE_BUCKETS }
}

/** Without the terms that only help to find what a check tells, where what else was asked finds few enough. */
export async function chooseTerms(db: Db, wanted: Wanted): Promise<Wanted> {
  const lean = withoutHelp(wanted)
  if (lean.query === wanted.query) return wanted
  const { rows } = await guessRows(db, lean)
  return rows <= MOST_LOOKS ? lean : wanted
}

const MOST_LOOKS = 50_000

/** More are not cheaper than one of 64. */
const MOST_FINE = 12

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
  const kept = size ? null : await findKept(db, wanted, null)
  if (kept !== null) return { total: kept.total, totalIsEstimate: false }
  if (countAll) return { total: await count(db, wanted, null), totalIsEstimate: false }
  const guess = size ?? (await guessSize(db, wanted, exactTotal))
  if (!guess.isMany) {
    const total = await count(db, wanted, exactTotal)
    if (total <= exactTotal) return { total, totalIsEstimate: false }
  }
  return await estimateTotal(db, wanted, { guess, exactTotal })
}

/** Of what is not counted, or has turned out to be more than are counted exactly. */
export async function estimateTotal(
  db: Db,
  wanted: Wanted,
  { guess, exactTotal }: { guess: SizeGuess; exactTotal: number },
): Promise<Total> {
  const expected = Math.max(guess.fitting, exactTotal)
  const { fitting } = guess.isSampled
    ? guess
    : await sampleSize(db, wanted, { expected, exactTotal })
  const least = guess.isMany ? guess.least : exactTotal + 1
  return { total: Math.max(least, fitting), totalIsEstimate: true }
}
