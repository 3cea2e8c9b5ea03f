import type { Ladder } from './search-ladder.ts'
import type { Later } from './search-transaction.ts'
import type { Place } from './sort.ts'

/**
 * Deep pages of clients that count (`page[cursor]=900000`). A page is reached from the nearest place that is known:
 * the beginning, the end, or where a page ended that was read before; so who reads on page by page is as fast at any
 * depth. Kept in the process and for a short while only: it may be lost at any time.
 */

/** The asset at a position of the list, from 0 on. */
export interface Anchor {
  position: number
  /** null: just before the first, or just behind the last. */
  place: Place | null
}

/** From this anchor on, leaving out so many. */
export interface Jump {
  anchor: Anchor
  backwards: boolean
  skip: number
}

/**
 * The shortest way to the assets from `offset` up to `offset + take`.
 * @param anchors one of them before `offset`
 */
export function planJump(
  anchors: readonly Anchor[],
  { offset, take }: { offset: number; take: number },
): Jump {
  const jumps = anchors.flatMap((anchor): Jump[] => {
    const ahead = offset - anchor.position - 1
    const back = anchor.position - offset - take
    return [
      ...(ahead >= 0 ? [{ anchor, backwards: false, skip: ahead }] : []),
      ...(back >= 0 ? [{ anchor, backwards: true, skip: back }] : []),
    ]
  })
  return jumps.reduce((best, jump) => (jump.skip < best.skip ? jump : best))
}

const MAX_SEARCHES = 100
const MAX_ANCHORS = 200
/** Meanwhile assets may come before the anchor, so that it is no longer quite at its position. */
const KEPT_MS = 60_000

interface Known extends Anchor {
  learntAt: number
}

/** How far somebody has to go, and what a ladder would cost. */
interface Climb {
  /** To be left out, all of them looked at. */
  skip: number
  /** About so many fit. */
  guess(): Promise<number>
  begin(): Later<Ladder>
}

export interface Anchors {
  /** Those that are still good. */
  of(search: string): Anchor[]
  learn(search: string, anchor: Anchor): void
  /**
   * The ladder of a search; null where there is none. Once going there step by step has cost as much, one is built beside
   * that, for which those who come meanwhile wait; instead of that where it can't be built beside.
   */
  climb(search: string, climb: Climb): Promise<Ladder | null>
}

const MAX_LADDERS = 20

interface Climbing {
  /** null in the end when it could not be built. */
  ladder: Promise<Ladder | null> | null
  skipped: number
  since: number
}

function openLadders(now: () => number): Anchors['climb'] {
  const searches = new Map<string, Climbing>()
  return async (search, { skip, guess, begin }) => {
    const known = searches.get(search)
    const isGood = known !== undefined && now() - known.since < KEPT_MS
    const one = isGood ? known : { ladder: null, skipped: 0, since: now() }
    searches.delete(search)
    searches.set(search, one)
    const [oldest] = searches.keys()
    if (searches.size > MAX_LADDERS && oldest !== undefined) searches.delete(oldest)
    if (one.ladder !== null) return await one.ladder
    one.skipped += skip
    if (one.skipped < (await guess())) return null
    // Somebody else may have begun meanwhile.
    if (one.ladder !== null) return await one.ladder
    one.since = now()
    const build = begin()
    const ladder = build()
    one.ladder = ladder.catch(() => {
      searches.delete(search)
      return null
    })
    return build.isBeside ? null : await ladder
  }
}

export function openAnchors(now: () => number = Date.now): Anchors {
  const searches = new Map<string, Known[]>()
  return {
    climb: openLadders(now),
    of: (search) =>
      (searches.get(search) ?? []).filter(({ learntAt }) => now() - learntAt < KEPT_MS),
    learn: (search, anchor) => {
      const others = (searches.get(search) ?? []).filter(
        ({ position }) => position !== anchor.position,
      )
      // Behind all others: what was not used for the longest time goes first.
      searches.delete(search)
      searches.set(search, [...others, { ...anchor, learntAt: now() }].slice(-MAX_ANCHORS))
      const [oldest] = searches.keys()
      if (searches.size > MAX_SEARCHES && oldest !== undefined) searches.delete(oldest)
    },
  }
}
