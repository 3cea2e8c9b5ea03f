import type { DuplicateDecision, NewDuplicateDecision } from '../../contract/searching.ts'
import { ApiFailure } from '../lib/api.ts'
import type { Group } from './duplicate-calls.ts'

/** What somebody wants to be decided about a group. */
export interface Wish {
  group: Group
  decision: NewDuplicateDecision
}

/** A wish that the server did not follow, and why. */
export interface Refusal {
  wish: Wish
  failure: ApiFailure
}

export interface Outcome {
  made: { wish: Wish; id: string }[]
  /** Somebody else has decided about these meanwhile. */
  conflicts: Refusal[]
  /** Their assets are no longer what they were. */
  lost: Refusal[]
  /** What stopped it; the wishes that were left are as they were. */
  failure: Error | null
}

/** The one to use: that of the latest decision as long as it is there, else the largest. */
export function suggestCopy({ attributes: { assets, decisions } }: Group): string {
  const shown = new Set(assets.map(({ origin_path }) => origin_path))
  const earlier = decisions
    .filter(({ preferred }) => preferred !== null && shown.has(preferred))
    .toSorted((a, b) => b.date_created - a.date_created)[0]
  return earlier?.preferred ?? assets[0]?.origin_path ?? ''
}

interface WishInput {
  decision: DuplicateDecision
  /** The path of the one to use. */
  chosen: string
  isMerging: boolean
}

/** Of a group that is shown whole exactly what was seen is decided about, of a larger one all of it. */
export function planWish(group: Group, { decision, chosen, isMerging }: WishInput): Wish {
  const { assets, asset_count: count, decisions } = group.attributes
  const isWhole = count <= SHOWN
  return {
    group,
    decision: {
      decision,
      ...(isWhole
        ? { origin_paths: assets.map(({ origin_path }) => origin_path) }
        : { group: group.id }),
      ...(decision === 'preferred' && { preferred: chosen, merge_metadata: isMerging }),
      replaces: decisions.map(({ id }) => id),
    },
  }
}

/** The API shows so many of a group. */
const SHOWN = 20
/** The API takes 500; fewer show how it gets on. */
const MOST_OF_A_CALL = 100
const MOST_ASSETS_OF_A_CALL = 10_000

/** What goes together in one call, whether it is decided or taken back. */
export function planCalls<One extends { group: Group }>(all: readonly One[]): One[][] {
  const calls: One[][] = []
  let assets = 0
  for (const one of all) {
    const count = one.group.attributes.asset_count
    const last = calls.at(-1)
    if (last && last.length < MOST_OF_A_CALL && assets + count <= MOST_ASSETS_OF_A_CALL) {
      last.push(one)
      assets += count
    } else {
      calls.push([one])
      assets = count
    }
  }
  return calls
}

/** Decides about all of them; one that is refused stands aside, and the others of its call are sent again. */
export async function decideAll(
  wishes: readonly Wish[],
  send: (decisions: NewDuplicateDecision[]) => Promise<string[]>,
  onProgress: (done: number) => void,
): Promise<Outcome> {
  const outcome: Outcome = { made: [], conflicts: [], lost: [], failure: null }
  let done = 0
  for (const call of planCalls(wishes)) {
    try {
      await decideCall(call, send, outcome)
    } catch (cause) {
      return { ...outcome, failure: cause instanceof Error ? cause : new Error(String(cause)) }
    }
    done += call.length
    onProgress(done)
  }
  return outcome
}

async function decideCall(
  call: readonly Wish[],
  send: (decisions: NewDuplicateDecision[]) => Promise<string[]>,
  outcome: Outcome,
): Promise<void> {
  let rest = [...call]
  while (rest.length > 0) {
    try {
      const ids = await send(rest.map(({ decision }) => decision))
      outcome.made.push(...rest.map((wish, at) => ({ wish, id: ids[at] ?? '' })))
      return
    } catch (cause) {
      const refused = cause instanceof ApiFailure ? readRefused(cause, rest) : null
      if (!refused) throw cause
      const kind = refused.failure.status === 409 ? 'conflicts' : 'lost'
      outcome[kind].push(refused)
      rest = rest.filter((wish) => wish !== refused.wish)
    }
  }
}

/** Which of them the server points at; null when it says nothing of that kind. */
function readRefused(failure: ApiFailure, wishes: readonly Wish[]): Refusal | null {
  const at = /^\/data\/attributes\/decisions\/(\d+)/.exec(failure.pointer ?? '')?.[1]
  const wish = at === undefined ? undefined : wishes[Number(at)]
  return wish ? { wish, failure } : null
}
