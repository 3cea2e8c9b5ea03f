import { statfs } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import type { HealthAttributes, HealthStatus } from '../../contract/jobs.ts'
import { listProviderTroubles, sayTrouble } from '../catalog/analysis/provider-troubles.ts'
import { countWaiting } from '../catalog/analysis/queue.ts'
import { readQueueHealth } from '../catalog/job-list.ts'
import type { Database } from '../db/tables.ts'
import { type ResourceSchema, type ServerInfo, unixSeconds } from './document.ts'
import { type Endpoint, endpoint } from './routes.ts'

export interface HealthCheckNeeds {
  db: Kysely<Database>
  config: { DATA_DIR: string; CACHE_MAX_BYTES: number; ROLES: readonly string[]; ANALYSIS: string }
  server: ServerInfo
  /** Of the renderings on disk. */
  cacheUsage(): { entries: number; bytes: number }
}

const STATUS = z.enum(['ok', 'warning', 'failed'])

const HEALTH = {
  type: 'health_checks',
  attributes: z.object({
    status: STATUS.meta({ description: 'That of the worst of the parts.' }),
    version: z.string(),
    commit: z.string(),
    node: z.string(),
    roles: z.array(z.string()),
    date_started: z.int(),
    memory_bytes: z.int(),
    database: z.object({
      status: STATUS,
      latency_ms: z.number().nullable(),
      version: z.string().nullable(),
      size_bytes: z.int().nullable(),
    }),
    queue: z.object({
      status: STATUS,
      running: z.int(),
      waiting: z.int(),
      failed: z.int(),
      date_supervised: z
        .int()
        .nullable()
        .meta({ description: 'When a worker last looked after it.' }),
    }),
    disk: z
      .object({ status: STATUS, free_bytes: z.int(), total_bytes: z.int() })
      .nullable()
      .meta({ description: 'Where the data folder lies, with cache and database.' }),
    cache: z.object({ entries: z.int(), bytes: z.int(), max_bytes: z.int() }),
    analysis: z.object({
      status: STATUS,
      mode: z.string(),
      waiting: z.int().meta({ description: 'Counted up to 10,000.' }),
      troubles: z.array(z.string()),
    }),
  }) satisfies z.ZodType<HealthAttributes>,
} satisfies ResourceSchema

const MOST_COUNTED = 10_000
const SLOW_MS = 200
/** A worker looks after the queue every few seconds. */
const UNATTENDED_SECONDS = 120
/** A tenth of a large disk is still much. */
const DISK = { low: 5e9, lowShare: 0.1, enough: 50e9, full: 5e8 }

/** Ours: how the process that answers is, and what it stands on. */
export function healthCheckEndpoints(needs: HealthCheckNeeds): Endpoint[] {
  const { config, server } = needs
  const startedAt = new Date(Date.now() - process.uptime() * 1000)
  return [
    endpoint({
      method: 'GET',
      path: '/health_checks',
      operationId: 'checkHealth',
      tag: 'Jobs',
      summary: 'See how the server is',
      permissions: ['account_admin'],
      answer: { resource: HEALTH },
      async handle({ principal: { accountId } }) {
        const database = await checkDatabase(needs)
        const [queue, disk, analysis] = await Promise.all([
          checkQueue(needs),
          checkDisk(config.DATA_DIR),
          checkAnalysis(needs, accountId),
        ])
        const { entries, bytes } = needs.cacheUsage()
        const attributes: HealthAttributes = {
          status: worst([database.status, queue.status, disk?.status ?? 'ok', analysis.status]),
          version: server.version,
          commit: server.commit,
          node: process.versions.node,
          roles: [...config.ROLES],
          date_started: unixSeconds(startedAt),
          memory_bytes: process.memoryUsage.rss(),
          database,
          queue,
          disk,
          cache: { entries, bytes, max_bytes: config.CACHE_MAX_BYTES },
          analysis,
        }
        return { data: { id: 'here', type: 'health_checks', attributes } }
      },
    }),
  ]
}

function worst(all: readonly HealthStatus[]): HealthStatus {
  if (all.includes('failed')) return 'failed'
  return all.includes('warning') ? 'warning' : 'ok'
}

/** One that is away altogether has let nobody in who could ask. */
async function checkDatabase({ db }: HealthCheckNeeds): Promise<HealthAttributes['database']> {
  const start = performance.now()
  await sql`select 1`.execute(db)
  const latency = performance.now() - start
  const { rows } = await sql<{ version: string; size: number }>`
    select current_setting('server_version') as version,
      pg_database_size(current_database()) as size`.execute(db)
  return {
    status: latency > SLOW_MS ? 'warning' : 'ok',
    latency_ms: Math.round(latency * 10) / 10,
    version: rows[0]?.version.split(' ')[0] ?? null,
    size_bytes: rows[0]?.size ?? null,
  }
}

async function checkQueue({ db }: HealthCheckNeeds): Promise<HealthAttributes['queue']> {
  const { running, waiting, failed, supervisedAt, silentSeconds } = await readQueueHealth(db)
  const isAttended = silentSeconds !== null && silentSeconds < UNATTENDED_SECONDS
  return {
    status: isAttended ? (failed > 0 ? 'warning' : 'ok') : 'failed',
    running,
    waiting,
    failed,
    date_supervised: supervisedAt && unixSeconds(supervisedAt),
  }
}

async function checkDisk(folder: string): Promise<HealthAttributes['disk']> {
  // Some file systems do not tell.
  const found = await statfs(folder).catch(() => null)
  if (!found || found.blocks === 0) return null
  const free = found.bavail * found.bsize
  const total = found.blocks * found.bsize
  const isLow = free < DISK.low || (free < DISK.enough && free < total * DISK.lowShare)
  const status = free < DISK.full ? 'failed' : isLow ? 'warning' : 'ok'
  return { status, free_bytes: free, total_bytes: total }
}

async function checkAnalysis(
  { db, config }: HealthCheckNeeds,
  accountId: number,
): Promise<HealthAttributes['analysis']> {
  const [waiting, troubles] = await Promise.all([
    countWaiting(db, MOST_COUNTED),
    listProviderTroubles(db, accountId),
  ])
  return {
    status: troubles.length > 0 ? 'warning' : 'ok',
    mode: config.ANALYSIS,
    waiting,
    troubles: troubles.map(sayTrouble),
  }
}
