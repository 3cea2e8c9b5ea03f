import type { QueryClient } from '@tanstack/react-query'
import { noteFailure } from '../lib/session.ts'
import { putBytes } from './put-bytes.ts'
import { uploadApi } from './upload-api.ts'
import type { UploadItem } from './upload-item.ts'
import { followTrace, openNotes } from './upload-notes.ts'
import { UploadQueue } from './upload-queue.ts'

/** The queue of this page, joined to the network, the notes and the query cache. */
export interface UploadEngine {
  queue: UploadQueue
  /**
   * Goes on with lost files that the browser still leads to. Only within a click may it ask whether it may.
   * @returns how many were found
   */
  continueLost(mayAsk: boolean): Promise<number>
  /** Stops everything without giving anything up. */
  close(): void
}

export function startEngine(client: QueryClient, userId: string): UploadEngine {
  const notes = openNotes(userId)
  const tellLibrary = tellOfNews(client)
  const queue = new UploadQueue({
    api: uploadApi,
    put: putBytes,
    notes,
    rest,
    onDone: ({ order }) => tellLibrary(order.sourceId),
    onFailure: (failure) => noteFailure(client, failure),
  })
  const continueLost = async (mayAsk: boolean) => {
    let found = 0
    for (const item of lostItems(queue)) {
      const { trace } = item.order
      const file = trace && (await followTrace(trace, item.order, mayAsk))
      if (!file) continue
      queue.revive(item.id, file)
      found += 1
    }
    return found
  }
  notes.readLost().then((lost) => {
    queue.restore(lost)
    return continueLost(false)
  })
  const close = () => {
    queue.close()
    notes.close()
  }
  return { queue, continueLost, close }
}

export function lostItems(queue: UploadQueue): UploadItem[] {
  return [...queue.items.values()].filter(({ state }) => state === 'lost')
}

/** New files show up in lists, counts and folders within a moment, however many there are. */
function tellOfNews(client: QueryClient): (sourceId: string) => void {
  const sourceIds = new Set<string>()
  const tell = () => {
    for (const id of sourceIds) {
      for (const queryKey of [
        ['source', id],
        ['asset-total', 'assets', id],
        ['folders', id],
      ]) {
        client.invalidateQueries({ queryKey })
      }
    }
    sourceIds.clear()
  }
  return (sourceId) => {
    if (sourceIds.size === 0) setTimeout(tell, 1_000)
    sourceIds.add(sourceId)
  }
}

/** Ends early when the network is back. */
async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, milliseconds)
  const wake = () => resolve()
  const stop = () => reject(signal.reason)
  addEventListener('online', wake)
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  await promise.finally(() => {
    clearTimeout(timer)
    removeEventListener('online', wake)
    signal.removeEventListener('abort', stop)
  })
}
