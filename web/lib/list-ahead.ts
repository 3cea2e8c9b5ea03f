import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef } from 'react'
import { assetPageQuery } from './assets.ts'
import type { BrowseQuery } from './browse-query.ts'

/**
 * Asks for the first page of a list as soon as it is wanted, while the screen is still being drawn for it. What was asked
 * for before and is waited for by nobody is given up.
 */
export function useListAhead(sourceId: string) {
  const client = useQueryClient()
  const last = useRef<QueryKey | null>(null)
  return useCallback(
    (query: BrowseQuery) => {
      const page = assetPageQuery(sourceId, query, 0)
      const queryKey = last.current
      if (queryKey) client.cancelQueries({ queryKey, exact: true, type: 'inactive' })
      last.current = page.queryKey
      client.prefetchQuery(page)
    },
    [client, sourceId],
  )
}
