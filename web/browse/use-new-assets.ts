import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { SourceIndexing } from '../../contract/resources.ts'
import { assetTotalQuery } from '../lib/assets.ts'
import { useLiveNews } from '../lib/live.ts'
import { isIndexing } from '../lib/sources.ts'
import { useUploadSummary } from '../lib/upload-door.ts'
import type { Library } from '../lib/use-library.ts'
import type { AssetList } from './use-asset-list.ts'

interface NewAssetsInput {
  library: Library
  list: AssetList
  indexing: SourceIndexing | undefined
  /** Somebody is at work in the list: it stays as it is until they ask. */
  isHeld: boolean
}

export interface NewAssets {
  count: number
  show: () => void
  /** How often somebody asked to see them: the list goes to its top then. */
  shown: number
}

/** Asking for the total costs a count on the server: seldom enough for a large library. */
const POLL_MS = 4_000

/**
 * Notices assets that came into the list after it was loaded. They appear by themselves while
 * nobody has scrolled, moved in it or chosen anything; otherwise they wait behind "12 new, show".
 */
export function useNewAssets({ library, list, indexing, isHeld }: NewAssetsInput): NewAssets {
  const client = useQueryClient()
  const { sourceId, query, assetPath } = library
  const isActive = indexing !== undefined && isIndexing(indexing)
  const wasActive = useRef(false)
  const isUploading = useUploadSummary() !== null
  // A few small files may be there before anything was seen to move.
  const knownFound = useRef(indexing?.found)
  knownFound.current ??= indexing?.found
  if (isActive || isUploading || indexing?.found !== knownFound.current) wasActive.current = true
  const probe = useQuery({
    ...assetTotalQuery(sourceId, query),
    // One last look after the index has come to rest.
    enabled: wasActive.current && list.total !== null && !list.isStale,
    refetchInterval: isActive ? POLL_MS : false,
  })
  const count = Math.max(0, (probe.data ?? 0) - (list.total ?? 0))
  useNews(sourceId, (hasCome) => {
    if (hasCome) {
      wasActive.current = true
      if (list.total !== null && !list.isStale) probe.refetch()
      // With others above them, those in view would come back at another place.
    } else if (count === 0) client.invalidateQueries({ queryKey: ['assets', sourceId] })
  })
  const { renew } = list
  const show = useCallback(() => {
    renew()
    client.invalidateQueries({ queryKey: ['folders', sourceId] })
  }, [client, renew, sourceId])
  const readCount = indexing ? indexing.indexed + indexing.failed : 0
  const isQuiet = !isHeld && assetPath === null && query.at === null
  const looked = useRef({ at: 0, readCount })
  const lookedAt = probe.dataUpdatedAt
  useEffect(() => {
    // Once for every look at the total, not for every redraw.
    if (!isQuiet || lookedAt === looked.current.at) return
    const isNews = count > 0 || readCount !== looked.current.readCount
    looked.current = { at: lookedAt, readCount }
    if (isNews) show()
  }, [lookedAt, isQuiet, count, readCount, show])
  const [shown, setShown] = useState(0)
  const showNow = () => {
    setShown(shown + 1)
    show()
  }
  return { count: isQuiet ? 0 : count, show: showNow, shown }
}

export interface ListHold {
  isHeld: boolean
  onScroll: (place: number) => void
}

/** Calls `look` now and then while assets change, and tells whether some came or went. */
function useNews(sourceId: string, look: (hasCome: boolean) => void) {
  const latest = useRef(look)
  latest.current = look
  const waiting = useRef({ timer: 0, hasCome: false })
  useEffect(() => () => clearTimeout(waiting.current.timer), [])
  useLiveNews((news) => {
    const isOurs = news.kind === 'assets' && news.source_id === sourceId
    if (!isOurs && news.kind !== 'missed') return
    const { current } = waiting
    if (!isOurs || news.added + news.removed > 0) current.hasCome = true
    if (current.timer !== 0) return
    current.timer = window.setTimeout(() => {
      waiting.current = { timer: 0, hasCome: false }
      latest.current(current.hasCome)
    }, NEWS_MS)
  })
}

/** News that come one after the other are looked at together. */
const NEWS_MS = 1_000

/** Whether somebody has scrolled in the list, selects in it or has the focus in it: nothing moves under their hands. */
export function useListHold(isSelecting: boolean): ListHold {
  const [isAtTop, setAtTop] = useState(true)
  return {
    isHeld: !isAtTop || isSelecting || isInGrid(document.activeElement),
    onScroll: (place) => setAtTop(place < 8),
  }
}

function isInGrid(element: Element | null): boolean {
  return element !== null && element.closest('[role=grid]') !== null
}
