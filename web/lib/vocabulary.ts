import { type QueryClient, queryOptions } from '@tanstack/react-query'
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

/** Of the folders directly in one, as many as have been asked for. */
export interface FolderList {
  folders: Folder[]
  /** Where the next page begins; null when all are there. */
  after: string | null
}

/** Folders for one screen and some more; up to 1,000 are given at once. */
const FIRST_FOLDERS = 200
const MORE_FOLDERS = 1000

/** The folders directly in `parent`, '' is the root: the first of them, and those that have been loaded since. */
export function foldersQuery(sourceId: string, parent: string) {
  return queryOptions({
    queryKey: ['folders', sourceId, parent],
    queryFn: async ({ client, queryKey, signal }): Promise<FolderList> => {
      const count = client.getQueryData<FolderList>(queryKey)?.folders.length ?? 0
      const place = { sourceId, parent, signal }
      let list = await readFolders(place, { after: null, limit: FIRST_FOLDERS })
      while (list.after !== null && list.folders.length < count) {
        const next = await readFolders(place, { after: list.after, limit: MORE_FOLDERS })
        list = { folders: [...list.folders, ...next.folders], after: next.after }
      }
      return list
    },
    staleTime: 60_000,
    // A hundred thousand folders are not compared one by one.
    structuralSharing: false,
  })
}

/** Adds the next page to what has been loaded. */
export async function loadMoreFolders(
  client: QueryClient,
  sourceId: string,
  parent: string,
): Promise<void> {
  const { queryKey } = foldersQuery(sourceId, parent)
  const before = client.getQueryData(queryKey)
  if (!before?.after) return
  const page = { after: before.after, limit: MORE_FOLDERS }
  const next = await readFolders({ sourceId, parent }, page)
  client.setQueryData(queryKey, (now) =>
    // Read again meanwhile: the page may no longer follow.
    now === before ? { folders: [...now.folders, ...next.folders], after: next.after } : now,
  )
}

async function readFolders(
  { sourceId, parent, signal }: { sourceId: string; parent: string; signal?: AbortSignal },
  { after, limit }: { after: string | null; limit: number },
): Promise<FolderList> {
  const query = new URLSearchParams({ parent, 'page[limit]': String(limit) })
  if (after !== null) query.set('page[after]', after)
  const { data, meta } = await callApi<Resource<'folders', Folder>[]>(
    `/sources/${encodeURIComponent(sourceId)}/folders`,
    { query, ...(signal && { signal }) },
  )
  return {
    folders: data.map((resource) => resource.attributes),
    after: meta.cursor?.hasMore ? (meta.cursor.after ?? null) : null,
  }
}
