import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { JobAttributes, JobCountAttributes, JobState } from '../../contract/jobs.ts'
import {
  countJobs,
  findFailedJobs,
  type JobCount,
  type JobRecord,
  listJobs,
  requireFailedJob,
} from '../catalog/job-list.ts'
import type { Database } from '../db/tables.ts'
import { JOBS, type JobName } from '../jobs/jobs.ts'
import { forgetJobs, retryJobs } from '../jobs/retry.ts'
import { keepWhileExpensive } from '../lib/keep-while-expensive.ts'
import { type ResourceSchema, unixSeconds } from './document.ts'
import { wholeNumber } from './filter-query.ts'
import { presentPagination } from './pagination.ts'
import { type Endpoint, endpoint } from './routes.ts'

const TAG = 'Jobs'
const KINDS = Object.keys(JOBS) as [JobName, ...JobName[]] // it has some
const STATES = ['running', 'waiting', 'retrying', 'failed'] as const
/** Retried or dismissed at once; who has more asks again. */
const MOST_AT_ONCE = 10_000

const JOB = {
  type: 'jobs',
  attributes: z.object({
    kind: z.enum(KINDS),
    state: z.enum(STATES).meta({
      description:
        'retrying: it has failed, and is tried again by itself; failed: it will not be, and goes within a day.',
    }),
    source_id: z.string().nullable(),
    source_name: z.string().nullable(),
    origin_path: z.string().nullable().meta({ description: 'The first file it is about.' }),
    file_count: z.int().nullable(),
    bulk_edit_id: z.string().nullable(),
    attempts: z.int(),
    most_attempts: z.int(),
    problem: z.string().nullable(),
    date_created: z.int(),
    date_started: z.int().nullable(),
    date_next: z.int().nullable(),
    date_finished: z.int().nullable(),
  }) satisfies z.ZodType<JobAttributes>,
} satisfies ResourceSchema

const COUNT = {
  type: 'job_counts',
  attributes: z.object({
    kind: z
      .enum([...KINDS, 'analysis'])
      .meta({ description: 'analysis: pictures to be looked at.' }),
    source_id: z.string().nullable(),
    source_name: z.string().nullable(),
    running: z.int(),
    waiting: z.int(),
    retrying: z.int(),
    failed: z.int(),
    date_oldest: z.int().nullable(),
  }) satisfies z.ZodType<JobCountAttributes>,
} satisfies ResourceSchema

const DONE = {
  type: 'job_changes',
  attributes: z.object({ count: z.int().meta({ description: 'How many jobs it was done with.' }) }),
} satisfies ResourceSchema

const PARAMS = z.object({ id: z.uuid() })
const FILTERS = {
  'filter[kind]': z.enum(KINDS).optional(),
  'filter[source_id]': z.string().optional(),
}

/** Ours: what the server does in the background. */
export function jobEndpoints({ db }: { db: Kysely<Database> }): Endpoint[] {
  const counts = keepWhileExpensive(() => countJobs(db))
  const forget = counts.forget
  return [
    listAll(db, counts.read),
    countAll(counts.read),
    ...CHANGES.flatMap((change) => [changeOne(db, change, forget), changeAll(db, change, forget)]),
  ]
}

type Counts = () => Promise<JobCount[]>

function listAll(db: Kysely<Database>, counts: Counts): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/jobs',
    operationId: 'listJobs',
    tag: TAG,
    summary: 'List jobs: failed ones first, then those being retried, running and waiting',
    description: 'What is done is not kept. The total may be some seconds old.',
    permissions: ['sources'],
    query: z.strictObject({
      ...FILTERS,
      'filter[state]': z.enum(STATES).optional(),
      'page[number]': wholeNumber(0, 100).default(0),
      'page[size]': wholeNumber(1, 200).default(50),
    }),
    answer: { resource: JOB, list: 'pagination' },
    async handle({ principal: { accountId }, query }) {
      const number = query['page[number]']
      const limit = query['page[size]']
      const state = query['filter[state]']
      const wanted = { kind: query['filter[kind]'], publicSourceId: query['filter[source_id]'] }
      const page = { ...wanted, accountId, state, offset: number * limit, limit }
      const jobs = await listJobs(db, page)
      const states: readonly JobState[] = state ? [state] : STATES
      const total = (await counts())
        .filter((one) => one.accountId === accountId && matches(one, wanted))
        .flatMap((one) => states.map((each) => one[each]))
        .reduce((sum, count) => sum + count, 0)
      // The counts may be from before some of these came.
      const least = page.offset + jobs.length
      const pagination = presentPagination(number, limit, Math.max(total, least))
      return { data: jobs.map(presentJob), meta: { pagination } }
    },
  })
}

function matches(
  { kind, publicSourceId }: JobCount,
  wanted: { kind?: JobName | undefined; publicSourceId?: string | undefined },
): boolean {
  if (kind === 'analysis' || (wanted.kind !== undefined && kind !== wanted.kind)) return false
  return wanted.publicSourceId === undefined || publicSourceId === wanted.publicSourceId
}

function countAll(counts: Counts): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/job_counts',
    operationId: 'countJobs',
    tag: TAG,
    summary: 'Count jobs by kind and Source',
    description: 'As they were some seconds ago at most, however many there are.',
    permissions: ['sources'],
    answer: { resource: COUNT, list: 'whole' },
    async handle({ principal: { accountId } }) {
      const own = (await counts()).filter((one) => one.accountId === accountId)
      return { data: own.map(presentCount) }
    },
  })
}

interface Change {
  what: 'retry' | 'dismiss'
  one: string
  all: string
  description: string
  run: typeof retryJobs
}

const CHANGES: readonly Change[] = [
  {
    what: 'retry',
    one: 'Run a failed job again, or one at once that waits for another try',
    all: 'Run failed jobs again, and at once those that wait for another try',
    description: 'One that has failed gets one more try.',
    run: retryJobs,
  },
  {
    what: 'dismiss',
    one: 'Take a failed job out of the list',
    all: 'Take failed jobs out of the list',
    description: 'Nothing is lost: what is still to be done is found again by itself.',
    run: forgetJobs,
  },
]

function changeOne(db: Kysely<Database>, change: Change, forget: () => void): Endpoint {
  return endpoint({
    method: 'POST',
    path: `/jobs/:id/${change.what}`,
    operationId: `${change.what}Job`,
    tag: TAG,
    summary: change.one,
    description: change.description,
    permissions: ['sources'],
    params: PARAMS,
    answer: { resource: DONE },
    tells: () => [{ kind: 'jobs' }],
    async handle({ principal: { accountId }, params: { id } }) {
      const count = await change.run(db, [await requireFailedJob(db, accountId, id)])
      forget()
      return { data: presentDone(id, count) }
    },
  })
}

function changeAll(db: Kysely<Database>, change: Change, forget: () => void): Endpoint {
  return endpoint({
    method: 'POST',
    path: `/jobs/${change.what}`,
    operationId: `${change.what}Jobs`,
    tag: TAG,
    summary: change.all,
    description: `${change.description} At most ${MOST_AT_ONCE} at once.`,
    permissions: ['sources'],
    query: z.strictObject(FILTERS),
    answer: { resource: DONE },
    tells: () => [{ kind: 'jobs' }],
    async handle({ principal: { accountId }, query }) {
      const wanted = { kind: query['filter[kind]'], publicSourceId: query['filter[source_id]'] }
      const jobs = await findFailedJobs(db, { ...wanted, accountId, limit: MOST_AT_ONCE })
      const count = await change.run(db, jobs)
      forget()
      return { data: presentDone(change.what, count) }
    },
  })
}

function presentDone(id: string, count: number) {
  return { id, type: 'job_changes', attributes: { count } }
}

function presentCount(count: JobCount) {
  const { kind, publicSourceId, sourceName, running, waiting, retrying, failed, oldest } = count
  const attributes: JobCountAttributes = {
    kind,
    source_id: publicSourceId,
    source_name: sourceName,
    running,
    waiting,
    retrying,
    failed,
    date_oldest: oldest && unixSeconds(oldest),
  }
  return { id: `${kind}:${publicSourceId ?? 'account'}`, type: 'job_counts', attributes }
}

function presentJob(job: JobRecord) {
  const { id, kind, state, path, createdAt, startedAt, startAfter, completedAt } = job
  const waits = state === 'waiting' || state === 'retrying'
  const attributes: JobAttributes = {
    kind,
    state,
    source_id: job.publicSourceId,
    source_name: job.sourceName,
    origin_path: path === null ? null : `/${path}`,
    file_count: job.fileCount,
    bulk_edit_id: job.bulkEditId,
    attempts: job.attempts,
    most_attempts: job.mostAttempts,
    problem: state === 'retrying' || state === 'failed' ? sayProblem(job.output) : null,
    date_created: unixSeconds(createdAt),
    date_started: startedAt && unixSeconds(startedAt),
    date_next: waits && startAfter > new Date() ? unixSeconds(startAfter) : null,
    date_finished: completedAt && unixSeconds(completedAt),
  }
  return { id, type: 'jobs', attributes }
}

/** Only a Failure's text is for people; what else was thrown is in the log. */
function sayProblem(output: unknown): string {
  const { name, detail, message } = (output ?? {}) as Record<string, unknown> // of the queue: anything
  if (name === 'Failure' && typeof detail === 'string') return detail
  if (typeof message === 'string' && /heartbeat|expired|timed? ?out/i.test(message)) {
    return 'The process that worked on it did not give a sign of life any more.'
  }
  return 'The server could not go on, and its log says why.'
}
