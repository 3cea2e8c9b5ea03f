import { setTimeout as pause } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { LEASE_SECONDS, type QueuedPicture } from '../catalog/analysis/queue.ts'
import type { Database } from '../db/tables.ts'
import { type HeldPictures, holdPictures } from './held-pictures.ts'
import { type LookingNeeds, lookAtPicture } from './look-at-picture.ts'
import type { IngestNeeds } from './needs.ts'
import { type PictureLook, type SavingLooks, startSavingLooks } from './save-looks.ts'

const IDLE_MS = 2000

export interface AnalysisNeeds extends LookingNeeds, Pick<IngestNeeds, 'tell'> {
  db: Kysely<Database>
  /** Pictures under way; more than are looked at here side by side, as some wait for services elsewhere. */
  atOnce: number
  /** How long nothing is asked for after nothing was found to do, or something went wrong. */
  idleMs?: number
  /** Its still is of no use any more. */
  dropStill(picture: QueuedPicture): Promise<void>
}

/**
 * Lets this process look at the pictures in the queue until it is closed. Any number of processes do so side by side;
 * the pictures of one that is killed come back to the queue within a minute.
 */
export function startAnalysis(needs: AnalysisNeeds): { close(): Promise<void> } {
  const { db, atOnce, onError } = needs
  const stopping = new AbortController()
  const held = holdPictures(db, atOnce)
  const saving = startSavingLooks({
    db,
    onSaved: async (looks) => {
      for (const { picture } of looks) held.letGo(picture)
      tellLooks(needs, looks)
      for (const { picture } of looks) await needs.dropStill(picture)
    },
    onLost: (looks) => {
      for (const { picture } of looks) held.letGo(picture)
    },
    onError,
  })
  const runners = Array.from({ length: atOnce }, () =>
    run({ needs, held, saving }, stopping.signal),
  )
  const timer = setInterval(() => held.prolong().catch(onError), (LEASE_SECONDS / 3) * 1000)
  return {
    close: async () => {
      stopping.abort()
      await Promise.all(runners)
      clearInterval(timer)
      await saving.close()
      await held.giveBack().catch(onError)
    },
  }
}

function tellLooks({ tell }: AnalysisNeeds, looks: readonly PictureLook[]): void {
  for (const { picture } of looks) {
    tell?.(picture.sourceId, { kind: 'assets', changed: [picture.path] })
    tell?.(picture.sourceId, { kind: 'source' })
  }
}

interface Running {
  needs: AnalysisNeeds
  held: HeldPictures
  saving: SavingLooks
}

/** One picture after the other. */
async function run(running: Running, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      if (await lookAtNext(running, signal)) continue
    } catch (error) {
      if (!signal.aborted) running.needs.onError(error)
    }
    await pause(running.needs.idleMs ?? IDLE_MS, undefined, { signal }).catch(() => {})
  }
}

/** @returns whether there was one */
async function lookAtNext({ needs, held, saving }: Running, signal: AbortSignal): Promise<boolean> {
  const picture = await held.take()
  if (!picture) return false
  const look = await lookAtPicture(needs, picture, signal)
  if (look) await saving.add({ ...look, picture })
  else await held.drop(picture)
  return true
}
