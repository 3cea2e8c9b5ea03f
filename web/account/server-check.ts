import { queryOptions } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type { HealthAttributes, HealthStatus } from '../../contract/jobs.ts'
import { callApi } from '../lib/api.ts'
import { formatBytes } from '../lib/format.ts'
import { t } from '../texts/profile.ts'

type Health = Pick<HealthAttributes, 'status' | 'database' | 'queue' | 'disk'>

/** How the server is; for administrators alone. */
export const serverCheckQuery = queryOptions({
  queryKey: ['server-check'],
  queryFn: async ({ signal }): Promise<Health> => {
    type Answer = Resource<'health_checks', HealthAttributes>
    return (await callApi<Answer>('/health_checks', { signal })).data.attributes
  },
})

/** What was looked at, and what was found; Jobs and health says more. */
export function describeChecks({ database, queue, disk }: Health): [name: string, text: string][] {
  const { latency_ms: ms } = database
  const connected = ms === null ? t.works : t.answersIn(Math.max(1, Math.round(ms)))
  return [
    [t.database, wordOf(database.status, connected)],
    [t.jobs, wordOf(queue.status, t.works)],
    ...(disk ? [[t.freeDisk, wordOfDisk(disk)] as [string, string]] : []),
  ]
}

function wordOfDisk({ status, free_bytes: bytes }: NonNullable<Health['disk']>): string {
  const free = formatBytes(bytes)
  return status === 'ok' ? free : t.lowDisk(free)
}

function wordOf(status: HealthStatus, good: string): string {
  return status === 'ok' ? good : t.needsALook
}
