import { fromKysely, PgBoss } from 'pg-boss'
import type { Db } from '../db/tables.ts'
import { JOBS, type JobName, type JobPayloads } from './jobs.ts'

export interface EnqueueOptions {
  /** For keyed jobs: what they are about. */
  key?: string
  /** Higher runs first; 0 is background work, see PRIORITY. */
  priority?: number
  /** Not before so many seconds have gone by. */
  afterSeconds?: number
}

/** What somebody waits for goes before what nobody watches. */
export const PRIORITY = { background: 0, interactive: 10 } as const

/** Enqueues in the caller's transaction: the job exists if and only if the transaction commits. */
export type Enqueue = <Name extends JobName>(
  db: Db,
  name: Name,
  payload: JobPayloads[Name],
  options?: EnqueueOptions,
) => Promise<void>

/** The same for many jobs without keys, in one statement. */
export type EnqueueAll = <Name extends JobName>(
  db: Db,
  name: Name,
  payloads: readonly JobPayloads[Name][],
  options?: { priority?: number },
) => Promise<void>

export interface WorkOptions {
  /** Jobs of this name that this process runs at the same time. */
  concurrency: number
  /** How many of them may be of one Source, so that a slow Origin leaves room for others; as many when absent. */
  perSource?: number
  /** Takes nothing below this priority: kept free for what somebody waits for. */
  minPriority?: number
}

export type JobHandler<Name extends JobName> = (
  payload: JobPayloads[Name],
  /** Aborted when the process shuts down or the job is taken for lost: leave soon, by throwing. */
  signal: AbortSignal,
) => Promise<void>

/**
 * Durable jobs in PostgreSQL. A job that was accepted is run at least once: the jobs of a killed worker come
 * back after some ten seconds, failed ones are tried again with growing pauses. Handlers must be idempotent.
 */
export interface Queue {
  enqueue: Enqueue
  enqueueAll: EnqueueAll
  work<Name extends JobName>(
    name: Name,
    options: WorkOptions,
    handler: JobHandler<Name>,
  ): Promise<void>
  /** Whether the queue's own tables can be reached. */
  isReady(): Promise<boolean>
  /** Takes no more jobs, aborts running ones, which will be run again, and waits until their handlers ended. */
  stopWorking(): Promise<void>
  close(): Promise<void>
}

/** Seconds after which a job without a sign of life is given to another worker: pg-boss's least. */
const HEARTBEAT_SECONDS = 10
const STOP_SECONDS = 20

/**
 * @param options.supervise this process looks after lost jobs and schedules; at least one has to
 * @param options.onError told of failed jobs, and of troubles inside the queue that it gets over by itself
 */
export async function startQueue(
  url: string,
  options: {
    supervise: boolean
    onError(error: Error): void
    /** Told when a job begins here, and when it has ended, however it did. */
    onWork?(payload: JobPayloads[JobName]): void
  },
): Promise<Queue> {
  const boss = new PgBoss({
    connectionString: url,
    application_name: `vitrine:${process.pid}`,
    max: 6,
    supervise: options.supervise,
    schedule: false,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    queueCacheIntervalSeconds: 5,
    monitorVacuum: false,
  })
  boss.on('error', options.onError)
  await boss.start()
  await createQueues(boss)
  const stopping = new AbortController()
  const working = new Set<JobName>()
  return {
    enqueue: async (db, name, payload, { key, priority, afterSeconds } = {}) => {
      await boss.send(name, payload, {
        db: fromKysely(db),
        ...groupOf(payload),
        ...(key === undefined ? {} : { singletonKey: key }),
        ...(priority === undefined ? {} : { priority }),
        ...(afterSeconds === undefined ? {} : { startAfter: afterSeconds }),
      })
    },
    enqueueAll: async (db, name, payloads, { priority = 0 } = {}) => {
      if (payloads.length === 0) return
      const jobs = payloads.map((data) => ({ data, priority, ...groupOf(data) }))
      await boss.insert(name, jobs, { db: fromKysely(db) })
    },
    work: async (name, { concurrency, perSource, minPriority }, handler) => {
      working.add(name)
      await boss.work<JobPayloads[typeof name]>(
        name,
        {
          localConcurrency: concurrency,
          pollingIntervalSeconds: 0.5,
          // While jobs wait, by a count that is some seconds old, the next one is fetched without a pause.
          burstWhenReadyExceeds: 1,
          ...(perSource === undefined ? {} : { localGroupConcurrency: perSource }),
          ...(minPriority === undefined ? {} : { minPriority }),
        },
        async ([job]) => {
          if (!job) return
          options.onWork?.(job.data)
          try {
            await handler(job.data, AbortSignal.any([job.signal, stopping.signal]))
          } catch (error) {
            // It will be run again; until then only the log knows why.
            if (!stopping.signal.aborted) options.onError(new JobError(name, error))
            throw error
          } finally {
            options.onWork?.(job.data)
          }
        },
      )
    },
    isReady: () => boss.isInstalled(),
    stopWorking: async () => {
      stopping.abort(new Error('Vitrine is shutting down.'))
      await Promise.all([...working].map((name) => boss.offWork(name, { wait: true })))
    },
    close: async () => {
      stopping.abort(new Error('Vitrine is shutting down.'))
      await boss.stop({ graceful: true, timeout: STOP_SECONDS * 1000 })
    },
  }
}

/** Jobs of one Source are a group, of which a process may take a limited number. */
function groupOf(payload: JobPayloads[JobName]): { group?: { id: string } } {
  return 'sourceId' in payload ? { group: { id: String(payload.sourceId) } } : {}
}

const POLICIES = { one: 'exclusive', next: 'stately', any: 'standard' } as const

class JobError extends Error {
  constructor(name: JobName, cause: unknown) {
    super(`The job ${name} failed: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

async function createQueues(boss: PgBoss): Promise<void> {
  for (const [name, { ofEachKey, expireSeconds, retries }] of Object.entries(JOBS)) {
    await boss.createQueue(name, {
      policy: POLICIES[ofEachKey],
      expireInSeconds: expireSeconds,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      retryLimit: retries,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 300,
      deleteAfterSeconds: 24 * 3600,
    })
  }
}
