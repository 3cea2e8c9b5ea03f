import { setTimeout as pause } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { retryAfterChange } from '../catalog/analysis/progress.ts'
import {
  forgetWalks,
  listSourcesToWalk,
  type WalkedSource,
  walkOn,
} from '../catalog/analysis/walk.ts'
import type { Database } from '../db/tables.ts'
import { startSweeping } from '../lib/sweep.ts'
import type { LookingNeeds } from './look-at-picture.ts'

const STEP = 500
/** Between two steps: nobody waits for it. */
const PAUSE_MS = 200
const SWEEP_SECONDS = 60

interface WalkNeeds extends Pick<LookingNeeds, 'findAnalyst' | 'onError'> {
  db: Kysely<Database>
}

/** Sees to it that pictures get into the queue that were read before anybody looked at them, until it is closed. */
export function startWalkingPictures(needs: WalkNeeds): { close(): Promise<void> } {
  const { onError } = needs
  const options = { everySeconds: SWEEP_SECONDS, onError }
  return startSweeping((signal) => walkAll(needs, signal), options)
}

/** Step by step in turn, so that no Source waits for a larger one. */
export async function walkAll(needs: WalkNeeds, signal: AbortSignal): Promise<void> {
  let left = await listSourcesToWalk(needs.db)
  while (left.length > 0) {
    const further: WalkedSource[] = []
    for (const source of left) {
      if (signal.aborted) return
      if (await takeStep(needs, source)) further.push(source)
    }
    left = further
    if (left.length > 0) await pause(PAUSE_MS, undefined, { signal }).catch(() => {})
  }
}

async function takeStep(
  { db, findAnalyst }: WalkNeeds,
  { sourceId, accountId }: WalkedSource,
): Promise<boolean> {
  const analyst = await findAnalyst(accountId)
  if (!analyst) {
    await forgetWalks(db, accountId)
    return false
  }
  const { version, settings } = analyst
  await retryAfterChange(db, { sourceId, settings })
  return await walkOn(db, { sourceId, version, limit: STEP })
}
