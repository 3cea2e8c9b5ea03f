import { queryOptions } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import { callApi } from './api.ts'

/** A category or the key of a custom field, with the number of assets that have it. */
export interface Word {
  name: string
  asset_count: number
}

/** The account's categories, or its custom field keys: the thousand that are used most. */
export function vocabularyQuery(list: 'categories' | 'custom_field_keys') {
  return queryOptions({
    queryKey: ['vocabulary', list],
    queryFn: async ({ signal }): Promise<Word[]> => {
      const query = new URLSearchParams({ 'page[size]': '1000', sort: '-asset_count' })
      const { data } = await callApi<Resource<string, Word>[]>(`/${list}`, { query, signal })
      return data.map((resource) => resource.attributes)
    },
    staleTime: 60_000,
  })
}

/** A folder of a source; counts include what lies below. */
export interface Folder {
  path: string
  name: string
  asset_count: number
  has_children: boolean
}

/** The folders directly in `parent`; '' is the root. */
export function foldersQuery(sourceId: string, parent: string) {
  return queryOptions({
    queryKey: ['folders', sourceId, parent],
    queryFn: async ({ signal }): Promise<Folder[]> => {
      const { data } = await callApi<Resource<'folders', Folder>[]>(
        `/sources/${encodeURIComponent(sourceId)}/folders`,
        { query: new URLSearchParams({ parent }), signal },
      )
      return data.map((resource) => resource.attributes)
    },
    staleTime: 60_000,
  })
}
