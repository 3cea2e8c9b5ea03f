import { setTimeout as pause } from 'node:timers/promises'
import { advanceWalk, findNextToLookAt } from '../catalog/look-again.ts'
import { PRIORITY } from '../jobs/queue.ts'
import { type LookNeeds, look } from './look-at-files.ts'

const BATCH = 200
/** Then others have their turn; the walk goes on with the next job. */
const BATCHES_IN_A_JOB = 15
/** A gentle pace: an Origin that can't be listed is somebody's web server. */
const LOOKS_PER_SECOND = 50

interface LookAgain {
  sourceId: number
  hours: number
  /** The pace is kept batch by batch. */
  perSecond?: number
}

/**
 * The job `look-again`: the rolling walk over the assets of a Source that no listing looks at. Each file has its
 * turn once in the given hours to twice as many.
 */
export async function lookAgain(
  needs: LookNeeds,
  { sourceId, hours, perSecond = LOOKS_PER_SECOND }: LookAgain,
  signal: AbortSignal,
): Promise<void> {
  const source = await needs.openSource(sourceId)
  if (!source) return
  for (let batch = 0; batch < BATCHES_IN_A_JOB; batch += 1) {
    signal.throwIfAborted()
    const start = performance.now()
    const { paths, end } = await findNextToLookAt(needs.db, { sourceId, hours, limit: BATCH })
    if (paths.length > 0) {
      await look(needs, source, { paths, priority: PRIORITY.background }, signal)
    }
    await advanceWalk(needs.db, sourceId, end)
    if (end === '') return
    const milliseconds = (paths.length / perSecond) * 1000 - (performance.now() - start)
    if (milliseconds > 0) await pause(milliseconds, undefined, { signal })
  }
}
