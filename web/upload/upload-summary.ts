import type { UploadDoor, UploadSummary } from '../lib/upload-door.ts'
import { sentShare } from './progress.ts'
import type { UploadQueue } from './upload-queue.ts'

/** What the door tells of the queue: nothing while there is none, or all of it is done. */
export function createSummary(): Omit<UploadDoor, 'open'> & { follow(queue: UploadQueue): void } {
  const listeners = new Set<() => void>()
  let known: UploadSummary | null = null
  const look = (queue: UploadQueue) => {
    const next = readSummary(queue)
    if (JSON.stringify(next) === JSON.stringify(known)) return
    known = next
    for (const listener of listeners) listener()
  }
  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    summary: () => known,
    follow: (queue) => {
      queue.subscribe(() => look(queue))
    },
  }
}

function readSummary({ totals, moving, lastSourceId }: UploadQueue): UploadSummary | null {
  if (lastSourceId === null || totals.done === totals.count) return null
  const share = Math.floor(sentShare(totals) * 100) / 100
  return { sourceId: lastSourceId, share, isMoving: moving > 0, problems: totals.problems }
}
