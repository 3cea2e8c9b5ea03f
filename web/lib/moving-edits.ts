import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type { BulkEditAttributes } from '../../contract/searching.ts'
import { callApi } from './api.ts'

export type MovingEdit = Resource<'bulk_edits', BulkEditAttributes>

/** Bulk edits and imports of all sources that are under way, the newest first. */
export const movingEditsQuery = queryOptions({
  queryKey: ['bulk-edits', 'moving'],
  queryFn: async ({ signal }): Promise<MovingEdit[]> =>
    (await callApi<MovingEdit[]>('/bulk_edits', { signal })).data,
  staleTime: 0,
})

/** What was done until then stays, and can be undone. */
export async function cancelMovingEdit(client: QueryClient, id: string): Promise<void> {
  await callApi(`/bulk_edits/${encodeURIComponent(id)}/cancel`, { method: 'POST', data: {} })
  await client.invalidateQueries({ queryKey: ['bulk-edits'] })
}
