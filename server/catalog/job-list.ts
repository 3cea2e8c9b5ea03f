import { type RawBuilder, sql } from 'kysely'
import type { JobCountAttributes, JobKind, JobState } from '../../contract/jobs.ts'
import type { Db } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'

/** Jobs as people see them, in the queue's own tables (pg-boss); what is done leaves nothing to look at. */

export interface JobRecord {
  id: string
  kind: JobKind
  state: JobState
  publicSourceId: string | null
  sourceName: string | null
  path: string | null
  fileCount: number | null
  bulkEditId: string | null
  attempts: number
  mostAttempts: number
  /** As it was thrown. */
  output: unknown
  createdAt: Date
  startedAt: Date | null
  startAfter: Date
  completedAt: Date | null
}

export interface JobCount {
  accountId: number
  kind: JobCountAttributes['kind']
  publicSourceId: string | null
  sourceName: string | null
  running: number
  waiting: number
  retrying: number
  failed: number
  oldest: Date | null
}

export interface JobFilter {
  state?: JobState | undefined
  kind?: JobKind | undefined
  publicSourceId?: string | undefined
}

/** One that was given back when a process ended has failed at nothing. */
const STATE = sql`case
  when j.state = 'active' then 'running'
  when j.state = 'retry' and j.output is not null then 'retrying'
  when j.state = 'failed' then 'failed'
  else 'waiting' end`

/** What the jobs without a Source of their own are about. `case`, so that few payloads are unpacked. */
const BULK_EDIT = sql`case j.name when 'bulk-edit' then (j.data ->> 'bulkEditId')::uuid end`
const SESSION = sql`case j.name when 'close-upload' then (j.data ->> 'sessionId')::uuid end`
const ACCOUNT = sql`case j.name when 'clean-labels' then (j.data ->> 'accountId')::int end`
const GROUP = sql`case when j.group_id ~ '^[0-9]{1,9}$' then j.group_id::int end`

/** How many jobs there are, of all accounts: one look at the table of the queue, however many wait. */
export async function countJobs(db: Db): Promise<JobCount[]> {
  const { rows } = await sql<JobCount>`
    with counted as (
      select j.name as kind, ${GROUP} as source_id, ${BULK_EDIT} as bulk_edit_id,
        ${SESSION} as session_id, ${ACCOUNT} as account_id, ${STATE} as state,
        count(*) as count, min(j.created_on) as oldest
      from pgboss.job j
      where j.state in ('created', 'retry', 'active', 'failed')
      group by 1, 2, 3, 4, 5, 6
    )
    select coalesce(s.account_id, c.account_id) as "accountId", c.kind,
      s.public_id as "publicSourceId", s.name as "sourceName",
      ${sumOf('running')}, ${sumOf('waiting')}, ${sumOf('retrying')}, ${sumOf('failed')},
      min(oldest) filter (where c.state <> 'failed') as oldest
    from counted c
    left join bulk_edits b on b.id = c.bulk_edit_id
    left join upload_sessions u on u.id = c.session_id
    left join sources s on s.id = coalesce(c.source_id, b.source_id, u.source_id)
    where coalesce(s.account_id, c.account_id) is not null
    group by 1, 2, 3, 4
    order by c.kind, s.name`.execute(db)
  return [...rows, ...(await countPictures(db))]
}

/** Pictures are no jobs, but people wait for them as for those. */
async function countPictures(db: Db): Promise<JobCount[]> {
  const { rows } = await sql<JobCount>`
    select s.account_id as "accountId", 'analysis' as kind, s.public_id as "publicSourceId",
      s.name as "sourceName", 0 as running, c.waiting, c.retrying, 0 as failed, null as oldest
    from (
      select source_id, (count(*) filter (where attempts = 0))::int as waiting,
        (count(*) filter (where attempts > 0))::int as retrying
      from analysis_queue group by source_id
    ) c join sources s on s.id = c.source_id
    where s.deleted_at is null
    order by s.name`.execute(db)
  return rows
}

function sumOf(state: JobState) {
  return sql`coalesce(sum(c.count) filter (where c.state = ${state}), 0)::int as ${sql.ref(state)}`
}

type Whose = Omit<JobFilter, 'state'> & { accountId: number }

/** Which jobs `j` are of an account; looks nothing up for those that have a Source of their own. */
function isOf({ accountId, kind, publicSourceId }: Whose) {
  const source = publicSourceId ?? null
  const ids = sql`array(select id::text from sources where account_id = ${accountId}
    and (${source}::text is null or public_id = ${source}))`
  return sql`(${kind ?? null}::text is null or j.name = ${kind ?? null}) and (
    j.group_id = any(${ids})
    or case j.name
      when 'bulk-edit' then exists (select from bulk_edits b
        where b.id = ${BULK_EDIT} and b.source_id::text = any(${ids}))
      when 'close-upload' then exists (select from upload_sessions u
        where u.id = ${SESSION} and u.source_id::text = any(${ids}))
      when 'clean-labels' then ${source}::text is null and ${ACCOUNT} = ${accountId}
      else false end)`
}

/** What is of interest in each state, the most interesting first. */
const FEW: Record<
  Exclude<JobState, 'waiting'>,
  { is: RawBuilder<unknown>; first: RawBuilder<unknown> }
> = {
  failed: { is: sql`j.state = 'failed'`, first: sql`j.completed_on desc` },
  retrying: { is: sql`j.state = 'retry' and j.output is not null`, first: sql`j.start_after` },
  running: { is: sql`j.state = 'active'`, first: sql`j.started_on` },
}

/** In the order of the index that workers take them by, so that a page of a hundred thousand costs no more than a page. */
function waitingJobs(whose: Whose, limit: number) {
  return sql`
    select w.* from pgboss.queue q cross join lateral (
      select j.* from pgboss.job j
      where j.name = q.name and j.state < 'active' and not j.blocked
        and not (j.state = 'retry' and j.output is not null) and ${isOf(whose)}
      order by j.priority desc, j.created_on limit ${limit}) w`
}

/** Failed ones first, then those that are tried again, run, wait. */
export async function listJobs(
  db: Db,
  {
    state,
    offset,
    limit,
    ...whose
  }: Whose & { state?: JobState | undefined; offset: number; limit: number },
): Promise<JobRecord[]> {
  const most = offset + limit
  const parts = Object.entries(FEW)
    .filter(([name]) => state === undefined || state === name)
    .map(([, { is, first }]) => {
      return sql`(select j.* from pgboss.job j where ${is} and ${isOf(whose)}
        order by ${first}, j.id limit ${most})`
    })
  if (state === undefined || state === 'waiting') parts.push(sql`(${waitingJobs(whose, most)})`)
  const { rows } = await sql<JobRecord>`
    select j.id, j.name as kind, ${STATE} as state, s.public_id as "publicSourceId",
      s.name as "sourceName", coalesce(j.data ->> 'path', j.data -> 'paths' ->> 0, u.origin_path) as path,
      jsonb_array_length(j.data -> 'paths') as "fileCount", b.id as "bulkEditId",
      j.retry_count + case when j.state = 'created' then 0 else 1 end as attempts,
      j.retry_limit + 1 as "mostAttempts",
      j.output, j.created_on as "createdAt", j.started_on as "startedAt",
      j.start_after as "startAfter", j.completed_on as "completedAt"
    from (${sql.join(parts, sql` union all `)}) j
    left join bulk_edits b on b.id = ${BULK_EDIT}
    left join upload_sessions u on u.id = ${SESSION}
    left join sources s on s.id = coalesce(${GROUP}, b.source_id, u.source_id)
    order by case ${STATE} when 'failed' then 0 when 'retrying' then 1 when 'running' then 2 else 3 end,
      case j.state when 'failed' then j.completed_on end desc,
      case when j.state = 'retry' and j.output is not null then j.start_after end,
      case j.state when 'active' then j.started_on end,
      j.priority desc, j.created_on, j.id
    offset ${offset} limit ${limit}`.execute(db)
  return rows
}

export interface JobKey {
  id: string
  kind: JobKind
}

/** The jobs that have failed and are tried again by nobody, or not at once; the latest first. */
export async function findFailedJobs(
  db: Db,
  { id, limit, ...whose }: Whose & { id?: string; limit: number },
): Promise<JobKey[]> {
  const { rows } = await sql<JobKey>`
    select j.id, j.name as kind from pgboss.job j
    where (j.state = 'failed' or j.state = 'retry' and j.output is not null)
      and (${id ?? null}::uuid is null or j.id = ${id ?? null}::uuid) and ${isOf(whose)}
    order by j.created_on desc
    limit ${limit}`.execute(db)
  return rows
}

/** @throws Failure `not_found` */
export async function requireFailedJob(db: Db, accountId: number, id: string): Promise<JobKey> {
  const [job] = await findFailedJobs(db, { accountId, id, limit: 1 })
  if (job) return job
  throw new Failure('not_found', 'There is no failed job with this id: it may be running again.')
}

/** Of all accounts, as a worker counted it last: asking costs nothing, however much waits. */
export async function readQueueHealth(db: Db): Promise<{
  running: number
  waiting: number
  failed: number
  supervisedAt: Date | null
  /** Since a worker looked after the queue, by the database's clock. */
  silentSeconds: number | null
}> {
  const { rows } = await sql<Awaited<ReturnType<typeof readQueueHealth>>>`
    select coalesce(sum(active_count), 0)::int as running,
      coalesce(sum(queued_count), 0)::int as waiting,
      coalesce(sum(failed_count), 0)::int as failed,
      max(monitor_on) as "supervisedAt",
      extract(epoch from now() - max(monitor_on))::float as "silentSeconds"
    from pgboss.queue`.execute(db)
  return rows[0] ?? { running: 0, waiting: 0, failed: 0, supervisedAt: null, silentSeconds: null }
}
