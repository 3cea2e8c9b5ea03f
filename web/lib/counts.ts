import { queryOptions } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type { CountAttributes, FacetAttributes } from '../../contract/searching.ts'
import { callApi } from './api.ts'
import { type BrowseQuery, writeApiFilters } from './browse-query.ts'
import type { ResultTotal } from './result-total.ts'

/** Counts and facets are looked at for a moment; edits meanwhile hardly matter. */
const FRESH_MS = 30_000

/** How many assets a search finds. */
export function countQuery(sourceId: string, query: BrowseQuery) {
  const filters = writeApiFilters(query)
  return queryOptions({
    queryKey: ['count', sourceId, filters.toString()],
    queryFn: async ({ signal }): Promise<ResultTotal> => {
      const path = `/sources/${encodeURIComponent(sourceId)}/count`
      const { data } = await callApi<Resource<'counts', CountAttributes>>(path, {
        query: filters,
        signal,
      })
      const { total, total_is_estimate } = data.attributes
      return { total, isEstimate: total_is_estimate }
    },
    staleTime: FRESH_MS,
  })
}

/** As many values of each kind as the API gives. */
const FACET_LIMIT = '100'

/** What the assets of a search have in common. */
export function facetsQuery(sourceId: string, query: BrowseQuery) {
  const filters = writeApiFilters(query)
  return queryOptions({
    queryKey: ['facets', sourceId, filters.toString()],
    queryFn: async ({ signal }): Promise<FacetAttributes> => {
      filters.set('limit', FACET_LIMIT)
      const path = `/sources/${encodeURIComponent(sourceId)}/facets`
      const { data } = await callApi<Resource<'facets', FacetAttributes>>(path, {
        query: filters,
        signal,
      })
      return data.attributes
    },
    staleTime: FRESH_MS,
  })
}
