import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Library } from '../lib/use-library.ts'
import type { AssetList } from './use-asset-list.ts'

/**
 * After a reload or from a link, the page that holds the asset an address names is read first, so that the grid starts
 * there and the detail view knows its neighbours. True while that goes on; never again afterwards.
 */
export function useSeek(library: Library, list: AssetList): boolean {
  const client = useQueryClient()
  const { sourceId, query, assetPath } = library
  const path = assetPath ?? query.at
  const [isOver, setOver] = useState(path === null)
  const isReady = list.total !== null && !list.isStale
  const hasFailed = list.failure !== null
  const isSeeking = !isOver && !hasFailed
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for what the address said at the start
  useEffect(() => {
    if (!isSeeking || !isReady || path === null) return
    const stop = new AbortController()
    // Few addresses name an asset that is far from the beginning.
    import('../lib/asset-place.ts')
      .then(({ readPlace }) => readPlace(client, { sourceId, query, path, signal: stop.signal }))
      .catch(() => {})
      .finally(() => !stop.signal.aborted && setOver(true))
    return () => stop.abort()
  }, [isSeeking, isReady])
  return isSeeking
}
