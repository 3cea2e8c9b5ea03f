import { queryOptions } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type { SourceAttributes, SourceIndexing } from '../../contract/resources.ts'
import { callApi } from './api.ts'

export type Source = Resource<'sources', SourceAttributes>

/** Often enough to follow the index while it moves, seldom enough to be forgotten when it rests. */
const ACTIVE_MS = 2_000
const IDLE_MS = 30_000
/** While the server does not answer. */
const LOST_MS = 3_000

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: async ({ signal }): Promise<Source[]> => {
    const query = new URLSearchParams({ 'page[size]': '200', sort: 'name' })
    return (await callApi<Source[]>('/sources', { query, signal })).data
  },
  staleTime: 60_000,
})

export function sourceQuery(sourceId: string) {
  return queryOptions({
    queryKey: ['source', sourceId],
    queryFn: async ({ signal }): Promise<Source> =>
      (await callApi<Source>(`/sources/${encodeURIComponent(sourceId)}`, { signal })).data,
    refetchInterval: ({ state }) => {
      if (state.error || state.fetchFailureCount > 0) return LOST_MS
      return state.data && isIndexing(state.data.attributes.indexing) ? ACTIVE_MS : IDLE_MS
    },
  })
}

export function isIndexing(indexing: SourceIndexing): boolean {
  return indexing.state === 'listing' || indexing.state === 'indexing'
}

/** Share of what was found that is done, 0 to 1; null while nothing was found. */
export function indexedShare({ found, indexed, failed }: SourceIndexing): number | null {
  return found > 0 ? Math.min(1, (indexed + failed) / found) : null
}

const SOURCE_KINDS: Record<string, { tile: string; name: string; hue: string }> = {
  s3: { tile: 'S3', name: 'Amazon S3', hue: 'amber' },
  s3_compatible: { tile: 'S3', name: 'S3-compatible storage', hue: 'orange' },
  local: { tile: 'Lo', name: 'Local folder', hue: 'sky' },
}

/** Letters and words for where a source lives. */
export function describeSource(source: Source): { tile: string; name: string; hue: string } {
  const { type } = source.attributes.deployment
  return SOURCE_KINDS[type] ?? { tile: type.slice(0, 2).toUpperCase(), name: type, hue: 'blue' }
}
