import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type { SavedSearchAttributes } from '../../contract/searching.ts'
import { locale } from '../texts/language.ts'
import { callApi } from './api.ts'
import { type BrowseQuery, readApiQuery, writeApiQuery } from './browse-query.ts'

export type SavedSearch = Resource<'saved_searches', SavedSearchAttributes>

/** As people read: 2 before 10. */
const byName = new Intl.Collator(locale, { numeric: true })

/** Own searches and shared ones of a source. */
export function savedSearchesQuery(sourceId: string) {
  return queryOptions({
    queryKey: ['saved-searches', sourceId],
    queryFn: async ({ signal }): Promise<SavedSearch[]> => {
      const query = new URLSearchParams({ 'filter[source_id]': sourceId })
      const { data } = await callApi<SavedSearch[]>('/saved_searches', { query, signal })
      return data.sort((a, b) => byName.compare(a.attributes.name, b.attributes.name))
    },
    staleTime: 60_000,
  })
}

/** One of any source, for its address. */
export function savedSearchQuery(id: string) {
  return queryOptions({
    queryKey: ['saved-search', id],
    queryFn: async ({ signal }): Promise<SavedSearch> =>
      (await callApi<SavedSearch>(`/saved_searches/${encodeURIComponent(id)}`, { signal })).data,
  })
}

export type SavedSearchPart = Partial<Pick<SavedSearchAttributes, 'name' | 'query' | 'shared'>>

export async function createSavedSearch(
  attributes: Pick<SavedSearchAttributes, 'name' | 'source_id' | 'query' | 'shared'>,
): Promise<SavedSearch> {
  const data = { type: 'saved_searches', attributes }
  return (await callApi<SavedSearch>('/saved_searches', { method: 'POST', data })).data
}

export async function patchSavedSearch(id: string, attributes: SavedSearchPart): Promise<void> {
  const path = `/saved_searches/${encodeURIComponent(id)}`
  await callApi(path, { method: 'PATCH', data: { id, type: 'saved_searches', attributes } })
}

export async function deleteSavedSearch(id: string): Promise<void> {
  await callApi(`/saved_searches/${encodeURIComponent(id)}`, { method: 'DELETE' })
}

export function forgetSavedSearches(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: ['saved-searches'] })
}

/** What is kept of a search: filters and order, not the view. */
export function writeSavedQuery(query: BrowseQuery): string {
  return writeApiQuery(query).toString()
}

/** The search as the library shows it, in the view that is used now. */
export function readSavedQuery(text: string, view: BrowseQuery['view']): BrowseQuery {
  return { ...readApiQuery(new URLSearchParams(text)), view }
}
