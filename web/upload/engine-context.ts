import { createContext, useCallback, useContext, useSyncExternalStore } from 'react'
import type { UploadPlace } from '../lib/upload-door.ts'
import type { UploadEngine } from './upload-engine.ts'
import type { UploadQueue } from './upload-queue.ts'

/** What the screens of uploads share. */
export interface Uploads {
  /** null until it was loaded. */
  engine: UploadEngine | null
  load(): void
  open(place: UploadPlace, transfer?: DataTransfer): void
}

export const UploadsContext = createContext<Uploads>({
  engine: null,
  load: () => {},
  open: () => {},
})

export function useUploads(): Uploads {
  return useContext(UploadsContext)
}

/** Draws again when the queue has changed, at most four times a second. */
export function useQueueVersion(queue: UploadQueue): number {
  return useSyncExternalStore(
    queue.subscribe,
    useCallback(() => queue.version, [queue]),
  )
}
