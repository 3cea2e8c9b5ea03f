import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'

/** What analysis changes beside the lists themselves. */
const TOUCHED = ['facets', 'count', 'vocabulary', 'similar']

/**
 * When analysis comes to its end, lists are read again, so that what it rates Likely is hidden in them. What is in view
 * is read where it stands: analysis moves nothing to another place.
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
    client.invalidateQueries({ queryKey: ['assets', sourceId] })
  }, [client, sourceId, waiting])
}
