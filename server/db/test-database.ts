import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { type OpenDatabase, openDatabase } from './connection.ts'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { migrate, readMigrations } from './migrate.ts'

/** Where the embedded server of tests keeps its data. */
export const TEST_POSTGRES_FOLDER = join(
  fileURLToPath(new URL('../..', import.meta.url)),
  '.cache',
  'test-postgres',
)
const LOCK = 7_483_265_102

/** An empty, migrated database of its own on a real PostgreSQL; `close` drops it. */
export interface TestDatabase extends OpenDatabase {
  url: string
}

/** Databases that are open in this process: the last one to be closed stops the server. */
let open = 0

/**
 * One for each test file. The server is TEST_DATABASE_URL (any database of a server where we may create
 * others), else the embedded one, which is started by the first file that needs it and stopped by the last.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = await openServer()
  open += 1
  const admin = new Client({
    connectionString: server.url('postgres'),
    application_name: `vitrine:${process.pid}`,
  })
  await admin.connect()
  const template = await ensureTemplate(admin, server.url)
  const name = `vitrine_test_${randomBytes(6).toString('hex')}`
  await admin.query(`create database ${name} template ${template}`)
  const url = server.url(name)
  const database = openDatabase(url, { maxConnections: 10 })
  return {
    ...database,
    url,
    close: async () => {
      await database.close()
      await admin.query(`drop database ${name} with (force)`)
      await admin.end()
      open -= 1
      if (open === 0) await server.stop()
    },
  }
}

async function openServer(): Promise<{ url(database: string): string; stop(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL
  if (!given) return await startEmbeddedPostgres(TEST_POSTGRES_FOLDER)
  const url = (database: string) => {
    const address = new URL(given)
    address.pathname = `/${database}`
    return address.href
  }
  return { url, stop: async () => {} }
}

/** Migrated once for each state of the migrations; cloning it takes some 50 ms. */
async function ensureTemplate(admin: Client, url: (database: string) => string): Promise<string> {
  const migrations = await readMigrations()
  const hash = createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 12)
  const name = `vitrine_template_${hash}`
  await admin.query('select pg_advisory_lock($1)', [LOCK])
  const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [name])
  if (rowCount === 0) {
    const draft = `${name}_draft`
    await admin.query(`drop database if exists ${draft} with (force)`)
    await admin.query(`create database ${draft}`)
    await migrate(url(draft))
    await admin.query(`alter database ${draft} rename to ${name}`)
  }
  await admin.query('select pg_advisory_unlock($1)', [LOCK])
  return name
}
