import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type {
  BulkEditAttributes,
  BulkEditRowAttributes,
  BulkEditState,
  BulkOperations,
  BulkSelection,
  DownloadAttributes,
} from '../../contract/searching.ts'
import { callApi } from '../lib/api.ts'
import { pollMs } from '../lib/live.ts'

export type BulkEdit = Resource<'bulk_edits', BulkEditAttributes>
export type BulkEditRow = Resource<'bulk_edit_rows', BulkEditRowAttributes>

/** Often enough to see it move. */
const MOVING_MS = 700
const LIST_MOVING_MS = 3_000

/** Whether the server is at work on it. */
export function isMoving(state: BulkEditState): boolean {
  return state === 'waiting' || state === 'running' || state === 'undoing'
}

/** Does it, as a job of the server. */
export async function startBulkEdit(
  sourceId: string,
  edit: { selection: BulkSelection; operations: BulkOperations },
): Promise<BulkEdit> {
  const path = `/sources/${encodeURIComponent(sourceId)}/bulk_edits`
  const data = { type: 'bulk_edits', attributes: edit }
  return (await callApi<BulkEdit>(path, { method: 'POST', data })).data
}

/** `run`: after a dry run, do it. */
export async function actOnBulkEdit(
  id: string,
  action: 'cancel' | 'undo' | 'run',
): Promise<BulkEdit> {
  const path = `/bulk_edits/${encodeURIComponent(id)}/${action}`
  return (await callApi<BulkEdit>(path, { method: 'POST', data: {} })).data
}

/** One of them, followed while it moves. */
export function bulkEditQuery(id: string) {
  return queryOptions({
    queryKey: ['bulk-edit', id],
    queryFn: async ({ signal }): Promise<BulkEdit> =>
      (await callApi<BulkEdit>(`/bulk_edits/${encodeURIComponent(id)}`, { signal })).data,
    refetchInterval: ({ state }) =>
      !state.data || isMoving(state.data.attributes.state) ? pollMs(MOVING_MS) : false,
  })
}

const EDITS_PAGE = 30

/** Those of a source, newest first, by pages from 0 on. */
export function bulkEditsQuery(sourceId: string, page: number) {
  return queryOptions({
    queryKey: ['bulk-edits', sourceId, page],
    queryFn: async ({ signal }): Promise<{ edits: BulkEdit[]; pages: number }> => {
      const query = new URLSearchParams({
        'page[number]': String(page),
        'page[size]': String(EDITS_PAGE),
      })
      const path = `/sources/${encodeURIComponent(sourceId)}/bulk_edits`
      const { data, meta } = await callApi<BulkEdit[]>(path, { query, signal })
      return { edits: data, pages: meta.pagination?.totalPages ?? 1 }
    },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.edits.some(({ attributes }) => isMoving(attributes.state))
        ? pollMs(LIST_MOVING_MS)
        : false,
  })
}

export type RowState = BulkEditRowAttributes['state']

const ROWS_PAGE = '100'

/** Its rows of one outcome, with the reasons. */
export function bulkRowsQuery(id: string, state: RowState) {
  return infiniteQueryOptions({
    queryKey: ['bulk-rows', id, state],
    queryFn: async ({ pageParam, signal }) => {
      const query = new URLSearchParams({ 'filter[state]': state, 'page[limit]': ROWS_PAGE })
      if (pageParam !== null) query.set('page[after]', pageParam)
      const path = `/bulk_edits/${encodeURIComponent(id)}/rows`
      const { data, meta } = await callApi<BulkEditRow[]>(path, { query, signal })
      return { rows: data, after: meta.cursor?.hasMore ? (meta.cursor.after ?? null) : null }
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.after,
  })
}

/** What a zip of the original files will hold, and where it is. Gathered anew each time it is asked for. */
export function downloadQuery(sourceId: string, selection: BulkSelection) {
  return queryOptions({
    queryKey: ['download', sourceId, selection],
    queryFn: async ({ signal }): Promise<DownloadAttributes> => {
      type Answer = Resource<'downloads', DownloadAttributes>
      const path = `/sources/${encodeURIComponent(sourceId)}/downloads`
      const data = { type: 'downloads', attributes: { selection } }
      return (await callApi<Answer>(path, { method: 'POST', data, signal })).data.attributes
    },
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
}

/** All that may show what a bulk edit has changed. */
const TOUCHED = [
  'assets',
  'asset',
  'asset-total',
  'folders',
  'vocabulary',
  'labels',
  'facets',
  'count',
  'selected-facts',
  'analysis-progress',
]

export async function forgetTouched(client: QueryClient): Promise<void> {
  await Promise.all(TOUCHED.map((key) => client.invalidateQueries({ queryKey: [key] })))
}
