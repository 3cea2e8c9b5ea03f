import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { Client, DatabaseError } from 'pg'
import { Failure } from '../lib/failures.ts'
import type { Database } from './tables.ts'

const FOLDER = new URL('./migrations/', import.meta.url)
/** Any number that nobody else on this server is likely to lock. */
const LOCK = 7_483_265_101
const OLDEST_POSTGRES = 15
/** Behind a migration that waits for a table, everybody else waits for it, too. */
const LOCK_TIMEOUT_MS = 2000
const PAUSE_MS = 3000
/** The code of PostgreSQL for "this lock was not to be had in time". */
const LOCK_NOT_AVAILABLE = '55P03'

interface Migration {
  name: string
  sql: string
}

interface MigrateOptions {
  /** Told once of each migration that waits for transactions of others. */
  say?(line: string): void
  lockTimeoutMs?: number
  pauseMs?: number
}

/**
 * Brings the schema up to date: numbered SQL files, forward only, each in a transaction of its own. Of several
 * processes that start together one does the work while the others wait and then find nothing to do. A table that
 * others use is waited for in short tries, between which everybody else goes on.
 * @returns the names of the migrations that were applied.
 * @throws Failure `not_ready` when the server is too old, can't be reached, or the schema is newer than this Vitrine.
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<string[]> {
  const client = new Client({ connectionString: url, application_name: `vitrine:${process.pid}` })
  try {
    await client.connect()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Failure('not_ready', `The database can't be reached: ${reason}`, { cause })
  }
  try {
    await refuseOldServer(client)
    await client.query('select pg_advisory_lock($1)', [LOCK])
    return await applyPending(client, options)
  } finally {
    await client.end()
  }
}

async function refuseOldServer(client: Client): Promise<void> {
  const { rows } = await client.query('show server_version_num')
  const major = Math.floor(Number(rows[0].server_version_num) / 10_000)
  if (major >= OLDEST_POSTGRES) return
  throw new Failure('not_ready', `PostgreSQL ${OLDEST_POSTGRES} or newer is needed, not ${major}.`)
}

async function applyPending(client: Client, options: MigrateOptions): Promise<string[]> {
  await client.query(`create table if not exists schema_migrations (
    name text primary key, applied_at timestamptz not null default now())`)
  const { rows } = await client.query('select name from schema_migrations')
  const applied = new Set<string>(rows.map((row) => row.name))
  const migrations = await readMigrations()
  refuseNewerSchema(applied, migrations)
  const pending = migrations.filter(({ name }) => !applied.has(name))
  for (const migration of pending) await applyPatiently(client, migration, options)
  return pending.map(({ name }) => name)
}

async function applyPatiently(
  client: Client,
  migration: Migration,
  { say = () => {}, lockTimeoutMs = LOCK_TIMEOUT_MS, pauseMs = PAUSE_MS }: MigrateOptions,
): Promise<void> {
  for (let tries = 1; !(await tryToApply(client, migration, lockTimeoutMs)); tries += 1) {
    if (tries === 1) say(`${describeWait(migration)}${await findOldest(client)}`)
    await pause(pauseMs)
  }
}

/** @returns false when others held a table for too long; nothing has changed then */
async function tryToApply(
  client: Client,
  { name, sql }: Migration,
  lockTimeoutMs: number,
): Promise<boolean> {
  try {
    await client.query('begin')
    await client.query(`set local lock_timeout = ${lockTimeoutMs}`)
    await client.query(sql)
    await client.query('insert into schema_migrations (name) values ($1)', [name])
    await client.query('commit')
    return true
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== LOCK_NOT_AVAILABLE) throw error
    await client.query('rollback')
    return false
  }
}

function describeWait({ name }: Migration): string {
  return `The migration ${name} waits for a transaction that uses its tables, and tries again every few seconds.`
}

/** Who it may be; nothing where PostgreSQL does not show other people's transactions. */
async function findOldest(client: Client): Promise<string> {
  const { rows } = await client.query<{ pid: number; program: string; seconds: number }>(`
    select pid, application_name as program, extract(epoch from now() - xact_start)::int as seconds
    from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null
    order by xact_start limit 1`)
  const [oldest] = rows
  if (!oldest) return ''
  const program = oldest.program === '' ? '' : ` (${oldest.program})`
  return ` The oldest one is that of process ${oldest.pid}${program}, ${oldest.seconds} s old.`
}

function refuseNewerSchema(applied: Set<string>, migrations: Migration[]): void {
  const known = new Set(migrations.map(({ name }) => name))
  const unknown = [...applied].find((name) => !known.has(name))
  if (!unknown) return
  throw new Failure(
    'not_ready',
    `The database was last used by a newer Vitrine (migration ${unknown}): start that one.`,
  )
}

/** @throws Failure `not_ready` unless the schema is exactly what this Vitrine needs; for the health check. */
export async function checkMigrations(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ name: string }>`select name from schema_migrations`.execute(db)
  const applied = new Set(rows.map(({ name }) => name))
  const missing = (await readMigrations()).find(({ name }) => !applied.has(name))
  if (missing) throw new Failure('not_ready', `The migration ${missing.name} is not applied.`)
}

/** All of them, in the order in which they are applied. */
export async function readMigrations(): Promise<Migration[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.sql')).sort()
  return await Promise.all(
    files.map(async (file) => ({
      name: file.replace(/\.sql$/, ''),
      sql: await readFile(new URL(file, FOLDER), 'utf8'),
    })),
  )
}
