import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { SourceIndexing } from '../../contract/resources.ts'
import { assetListQuery, assetTotalQuery } from '../lib/assets.ts'
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
  const show = useCallback(() => {
    const { queryKey } = assetListQuery(sourceId, query)
    client.setQueryData(
      assetListQuery(sourceId, query).queryKey,
      (old) =>
        // Only the first page is asked for again, however far somebody had scrolled.
        old && { pages: old.pages.slice(0, 1), pageParams: old.pageParams.slice(0, 1) },
    )
    client.invalidateQueries({ queryKey, exact: true })
    client.invalidateQueries({ queryKey: ['folders', sourceId] })
  }, [client, sourceId, query])
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
  onScroll: (top: number) => void
}

/**
 * Whether somebody has scrolled in the list, selects in it or has the focus in it: its first page alone would throw
 * them back.
 */
export function useListHold(list: AssetList, isSelecting: boolean): ListHold {
  const [isAtTop, setAtTop] = useState(true)
  const [scrolled, setScrolled] = useState<string | null>(null)
  const hasRead = scrolled === list.key && list.hasFurtherPages
  return {
    isHeld: !isAtTop || hasRead || isSelecting || isInGrid(document.activeElement),
    onScroll: (top) => {
      setAtTop(top < 8)
      if (top >= 8) setScrolled(list.key)
    },
  }
}

function isInGrid(element: Element | null): boolean {
  return element !== null && element.closest('[role=grid]') !== null
}
