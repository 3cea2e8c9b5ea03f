import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type {
  HealthAttributes,
  JobAttributes,
  JobCountAttributes,
  JobState,
} from '../../contract/jobs.ts'
import type { IndexErrorAttributes } from '../../contract/resources.ts'
import { callApi } from '../lib/api.ts'
import { pollMs } from '../lib/live.ts'

export type Job = Resource<'jobs', JobAttributes>
export type JobCount = Resource<'job_counts', JobCountAttributes>

/** Without news: often enough to see that something moves. */
const POLL_MS = 4_000
const HEALTH_MS = 30_000
/** Of one state; a thousand failed ones have the same few reasons. */
const PAGE = 50

export function jobsQuery(state: JobState) {
  return queryOptions({
    queryKey: ['jobs', state],
    queryFn: async ({ signal }): Promise<{ jobs: Job[]; total: number }> => {
      const query = new URLSearchParams({ 'filter[state]': state, 'page[size]': String(PAGE) })
      const { data, meta } = await callApi<Job[]>('/jobs', { query, signal })
      return { jobs: data, total: meta.pagination?.totalRecords ?? data.length }
    },
    refetchInterval: () => pollMs(POLL_MS),
  })
}

export const jobCountsQuery = queryOptions({
  queryKey: ['jobs', 'counts'],
  queryFn: async ({ signal }): Promise<JobCount[]> =>
    (await callApi<JobCount[]>('/job_counts', { signal })).data,
  refetchInterval: () => pollMs(POLL_MS),
})

/** For administrators alone. */
export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: async ({ signal }): Promise<HealthAttributes> =>
    (await callApi<Resource<'health_checks', HealthAttributes>>('/health_checks', { signal })).data
      .attributes,
  refetchInterval: HEALTH_MS,
})

type Done = Resource<'job_changes' | 'index_retries', { count: number }>

/** One job, or all that failed; a retry is for those, too, that wait for another try. @returns how many */
export async function changeJobs(
  client: QueryClient,
  { what, id }: { what: 'retry' | 'dismiss'; id: string | null },
): Promise<number> {
  const path = id === null ? `/jobs/${what}` : `/jobs/${encodeURIComponent(id)}/${what}`
  const { data } = await callApi<Done>(path, { method: 'POST', data: {} })
  await client.invalidateQueries({ queryKey: ['jobs'] })
  return data.attributes.count
}

/** By what went wrong, the most frequent first. */
export function unreadQuery(sourceId: string) {
  return queryOptions({
    queryKey: ['source', sourceId, 'index-errors'],
    queryFn: async ({ signal }) => {
      const path = `/sources/${encodeURIComponent(sourceId)}/index_errors`
      return (await callApi<Resource<'index_errors', IndexErrorAttributes>[]>(path, { signal }))
        .data
    },
  })
}

/** @param error null: whatever went wrong. @returns how many files are read again */
export async function readAgain(
  client: QueryClient,
  { sourceId, error }: { sourceId: string; error: string | null },
): Promise<number> {
  const path = `/sources/${encodeURIComponent(sourceId)}/index_errors/retry`
  const data = { type: 'index_retries', attributes: error === null ? {} : { error } }
  const answer = await callApi<Done>(path, { method: 'POST', data })
  await Promise.all(
    [['jobs'], ['sources'], ['source', sourceId]].map((queryKey) =>
      client.invalidateQueries({ queryKey }),
    ),
  )
  return answer.data.attributes.count
}
