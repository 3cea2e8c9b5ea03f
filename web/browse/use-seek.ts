import { useEffect, useState } from 'react'
import type { AssetList } from './use-asset-list.ts'

/** How many assets are read at most to find the one that an address names. */
const SEEK_LIMIT = 2_000

/**
 * After a reload or from a link, the list is read on until `path` is in it, so that the grid starts
 * there and the detail view knows its neighbours. True while that goes on; never again afterwards.
 */
export function useSeek(list: AssetList, path: string | null): boolean {
  const [isOver, setOver] = useState(path === null)
  const isFound = path !== null && list.indexOf.has(path)
  const isEnd = list.isComplete || list.failure !== null || list.assets.length >= SEEK_LIMIT
  const isSeeking = !isOver && !isFound && !isEnd
  const { loadMore } = list
  useEffect(() => {
    if (isSeeking) loadMore()
    else setOver(true)
  }, [isSeeking, loadMore])
  return isSeeking
}
