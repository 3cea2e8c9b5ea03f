import { type InfiniteData, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { AssetPage } from '../lib/assets.ts'

/** What analysis changes beside the lists themselves. */
const TOUCHED = ['facets', 'count', 'vocabulary', 'similar']

/**
 * When analysis comes to its end, lists are read again, so that what it rates Likely is hidden in them. Not the one in
 * view once it has been scrolled far: it would jump.
 *
 * @param waiting pictures that are still to be looked at; undefined: not known yet
 */
export function useFreshLists(sourceId: string, waiting: number | undefined): void {
  const client = useQueryClient()
  const wasBusy = useRef(false)
  useEffect(() => {
    const isOver = wasBusy.current && waiting === 0
    if (waiting !== undefined) wasBusy.current = waiting > 0
    if (!isOver) return
    for (const key of TOUCHED) client.invalidateQueries({ queryKey: [key] })
    const queryKey = ['assets', sourceId]
    client.invalidateQueries({ queryKey, refetchType: 'none' })
    client.refetchQueries({
      queryKey,
      type: 'active',
      predicate: ({ state }) => {
        const list = state.data as InfiniteData<AssetPage> | undefined // under this key there are only lists
        return (list?.pages.length ?? 0) <= 1
      },
    })
  }, [client, sourceId, waiting])
}
