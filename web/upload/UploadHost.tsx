import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Outlet } from 'react-router'
import { lazyPart } from '../lib/lazy-part.tsx'
import { sessionQuery } from '../lib/session.ts'
import { UploadDoorContext, type UploadPlace } from '../lib/upload-door.ts'
import { UploadsContext } from './engine-context.ts'
import { mayHaveNotes } from './notes-flag.ts'
import { type Offered, readTransfer } from './offered-files.ts'
import type { UploadEngine } from './upload-engine.ts'
import { createSummary } from './upload-summary.ts'

const UploadDialog = lazyPart(async () => (await import('./UploadDialog.tsx')).UploadDialog)
const UploadWatch = lazyPart(async () => (await import('./UploadWatch.tsx')).UploadWatch)

/** Holds the uploads above all screens, so that they go on while somebody moves about. */
export function UploadHost() {
  const userId = useQuery(sessionQuery).data?.user.id
  return userId === undefined ? <Outlet /> : <Host key={userId} userId={userId} />
}

function Host({ userId }: { userId: string }) {
  const [summary] = useState(createSummary)
  const { engine, load } = useEngine(userId, summary.follow)
  const offer = useOffer()
  const open = useCallback(
    (place: UploadPlace, transfer?: DataTransfer) => {
      load()
      offer.open(place, transfer)
    },
    [load, offer.open],
  )
  const door = useMemo(() => ({ ...summary, open }), [summary, open])
  const uploads = useMemo(() => ({ engine, load, open }), [engine, load, open])
  return (
    <UploadDoorContext value={door}>
      <UploadsContext value={uploads}>
        <Outlet />
        <Suspense>
          {engine && <UploadWatch queue={engine.queue} />}
          {engine && offer.place && <UploadDialog {...offer} place={offer.place} engine={engine} />}
        </Suspense>
      </UploadsContext>
    </UploadDoorContext>
  )
}

type Follow = (queue: UploadEngine['queue']) => void

/** Loaded with the first gesture, or when an earlier page was stopped while it uploaded. */
function useEngine(userId: string, follow: Follow) {
  const client = useQueryClient()
  const [engine, setEngine] = useState<UploadEngine | null>(null)
  const isAsked = useRef(false)
  const load = useCallback(() => {
    if (isAsked.current) return
    isAsked.current = true
    import('./upload-engine.ts').then(
      ({ startEngine }) => {
        const started = startEngine(client, userId)
        follow(started.queue)
        setEngine(started)
      },
      () => {
        isAsked.current = false
      },
    )
  }, [client, userId, follow])
  useEffect(() => {
    if (mayHaveNotes()) load()
  }, [load])
  useEffect(() => () => engine?.close(), [engine])
  return { engine, load }
}

export interface Offer {
  place: UploadPlace | null
  files: readonly Offered[]
  /** While a folder is read: how many files it has so far. */
  reading: number | null
  /** Files in it could not be read. */
  hasFailed: boolean
}

const NOTHING: Offer = { place: null, files: [], reading: null, hasFailed: false }

/** What somebody wants to upload, until they press Upload. */
function useOffer() {
  const [offer, setOffer] = useState(NOTHING)
  const change = useCallback(
    (part: Partial<Offer>) =>
      setOffer((old) => (old.place || part.place ? { ...old, ...part } : old)),
    [],
  )
  const addFiles = useCallback((files: readonly Offered[]) => {
    setOffer((old) => (old.place ? { ...old, files: [...old.files, ...files] } : old))
  }, [])
  const addTransfer = useCallback(
    (transfer: DataTransfer) => {
      const found = readTransfer(transfer, (reading) => change({ reading }))
      change({ reading: 0, hasFailed: false })
      found.then(({ files, hasFailed }) => {
        addFiles(files)
        change({ reading: null, hasFailed })
      })
    },
    [change, addFiles],
  )
  const open = useCallback(
    (place: UploadPlace, transfer?: DataTransfer) => {
      setOffer({ ...NOTHING, place })
      if (transfer) addTransfer(transfer)
    },
    [addTransfer],
  )
  const removeFile = useCallback((file: Offered) => {
    setOffer((old) => ({ ...old, files: old.files.filter((one) => one !== file) }))
  }, [])
  const close = useCallback(() => setOffer(NOTHING), [])
  return { ...offer, open, addFiles, addTransfer, removeFile, close }
}

export type OfferActions = Pick<
  ReturnType<typeof useOffer>,
  'addFiles' | 'addTransfer' | 'removeFile' | 'close'
>
