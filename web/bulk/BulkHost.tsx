import { createContext, Suspense, useCallback, useContext, useMemo, useState } from 'react'
import { Outlet } from 'react-router'
import { Afterwards } from '../lib/Afterwards.tsx'
import { lazyPart } from '../lib/lazy-part.tsx'
import type { BulkEdit } from './bulk-calls.ts'
import { putAside, useOwnEdits } from './use-own-edits.ts'

const BulkProgress = lazyPart(async () => (await import('./BulkProgress.tsx')).BulkProgress)

const WatchContext = createContext<(edit: BulkEdit) => void>(() => {})

/** Follows a bulk edit above all screens, until it is over and somebody has read how it went. */
export function useBulkWatch(): (edit: BulkEdit) => void {
  return useContext(WatchContext)
}

/** Holds what is being followed; the last one that was begun is shown. */
export function BulkHost() {
  const [watched, setWatched] = useState<string[]>([])
  const drop = useCallback((id: string) => {
    putAside(id)
    setWatched((all) => all.filter((one) => one !== id))
  }, [])
  const watch = useCallback(
    ({ id }: BulkEdit) => setWatched((all) => [...all.filter((one) => one !== id), id]),
    [],
  )
  const watchAgain = useCallback(
    (ids: readonly string[]) => setWatched((all) => [...new Set([...ids, ...all])]),
    [],
  )
  const id = useMemo(() => watched.at(-1), [watched])
  return (
    <WatchContext value={watch}>
      <Outlet />
      <Afterwards>
        <OwnEdits watch={watchAgain} />
      </Afterwards>
      {id !== undefined && (
        <Suspense>
          <BulkProgress key={id} id={id} onDone={() => drop(id)} />
        </Suspense>
      )}
    </WatchContext>
  )
}

function OwnEdits({ watch }: { watch: (ids: readonly string[]) => void }) {
  useOwnEdits(watch)
  return null
}
