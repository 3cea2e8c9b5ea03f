import type { Kysely } from 'kysely'
import {
  claimPictures,
  type DueSource,
  dropPicture,
  findDueSources,
  giveBack,
  prolongLeases,
  type QueuedPicture,
} from '../catalog/analysis/queue.ts'
import type { Database } from '../db/tables.ts'

/** Taken at once from one Source; then another one has its turn. */
const CLAIM = 4
const MOST_ROUNDS = 10
/** An account whose provider hangs leaves places for the others. */
const MOST_OF_ACCOUNT = 0.75

/** The pictures that this process has taken from the queue. */
export interface HeldPictures {
  /** Another one to look at; null: there is nothing to do at the moment. */
  take(): Promise<QueuedPicture | null>
  /** It is out of the queue, or somebody else's. */
  letGo(picture: QueuedPicture): void
  /** Takes it out of the queue: there is nothing to look for. */
  drop(picture: QueuedPicture): Promise<void>
  /** Says that this process is still at them; due every LEASE_SECONDS at least. */
  prolong(): Promise<void>
  giveBack(): Promise<void>
}

/** @param most pictures at the same time */
export function holdPictures(db: Kysely<Database>, most: number): HeldPictures {
  const held = new Set<QueuedPicture>()
  const waiting: QueuedPicture[] = []
  const servedAt = new Map<number, number>()
  let turns = 0
  let claiming: Promise<void> | null = null

  /** What is taken may be of files that have to be read anew before: then others are looked for. */
  async function claim(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS && waiting.length === 0; round += 1) {
      if (!(await claimOnce())) return
    }
  }

  /** @returns whether there was something to take */
  async function claimOnce(): Promise<boolean> {
    const places = placesOf(held, most)
    const source = chooseSource(await findDueSources(db), places, servedAt)
    if (!source) return false
    turns += 1
    servedAt.set(source.sourceId, turns)
    const limit = Math.min(CLAIM, places(source.accountId))
    for (const picture of await claimPictures(db, source, limit)) {
      held.add(picture)
      waiting.push(picture)
    }
    return true
  }

  return {
    take: async () => {
      if (waiting.length === 0) {
        claiming ??= claim().finally(() => {
          claiming = null
        })
        await claiming
      }
      return waiting.shift() ?? null
    },
    letGo: (picture) => {
      held.delete(picture)
    },
    drop: async (picture) => {
      await dropPicture(db, picture)
      held.delete(picture)
    },
    prolong: () => prolongLeases(db, [...held]),
    giveBack: async () => {
      await giveBack(db, [...held])
      held.clear()
    },
  }
}

/** Account → how many more of its pictures may be taken. */
type Places = (accountId: number) => number

function placesOf(held: ReadonlySet<QueuedPicture>, most: number): Places {
  const share = Math.max(1, Math.floor(most * MOST_OF_ACCOUNT))
  const heldOf = Map.groupBy(held, ({ accountId }) => accountId)
  return (accountId) => share - (heldOf.get(accountId)?.length ?? 0)
}

/** Of the most urgent ones the one whose last turn is longest ago, unless its account has its share already. */
function chooseSource(
  due: readonly DueSource[],
  places: Places,
  servedAt: ReadonlyMap<number, number>,
): DueSource | null {
  const free = due.filter(({ accountId }) => places(accountId) > 0)
  const priority = Math.min(...free.map((source) => source.priority))
  const turnOf = ({ sourceId }: DueSource) => servedAt.get(sourceId) ?? 0
  return free
    .filter((source) => source.priority === priority)
    .reduce<DueSource | null>(
      (best, one) => (best && turnOf(best) <= turnOf(one) ? best : one),
      null,
    )
}
