import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Config } from './config.ts'
import { type OpenDatabase, openDatabase } from './db/connection.ts'
import { startEmbeddedPostgres } from './db/embedded-postgres.ts'
import { migrate } from './db/migrate.ts'
import type { TellOfSource } from './ingest/needs.ts'
import { type Queue, startQueue } from './jobs/queue.ts'
import { type SecretBox, secretBox } from './lib/secret-box.ts'
import { type Live, startLive } from './live/live.ts'
import { loadSecretKeys } from './secret-key.ts'
import { tellOfJobs, tellOfSources } from './source-news.ts'

/** What every role stands on. */
export interface Foundations {
  databaseUrl: string
  database: OpenDatabase
  queue: Queue
  live: Live
  tell: TellOfSource
  secretBox: SecretBox
}

interface FoundationOptions {
  say(line: string): void
  onError(error: unknown): void
  /** Everything that is opened here is closed by it, the database last. */
  stack: AsyncDisposableStack
}

export async function openFoundations(
  config: Config,
  { say, onError, stack }: FoundationOptions,
): Promise<Foundations> {
  const keys = await loadSecretKeys(config)
  const databaseUrl = config.DATABASE_URL ?? (await startDatabase(config, { say, stack }))
  const migrations = await migrate(databaseUrl, { say })
  if (migrations.length > 0) say(`Database schema: applied ${migrations.join(', ')}.`)
  const database = openDatabase(databaseUrl, { onError })
  stack.defer(() => database.close())
  const live = startLive({ databaseUrl })
  stack.defer(() => live.close())
  const tell = tellOfSources({ db: database.db, live, onError })
  const supervise = config.ROLES.includes('worker')
  const onWork = tellOfJobs({ live, tell })
  const queue = await startQueue(databaseUrl, { supervise, onError, onWork })
  stack.defer(() => queue.close())
  return { databaseUrl, database, queue, live, tell, secretBox: secretBox(keys) }
}

async function startDatabase(
  { DATA_DIR, DATABASE_MEMORY_BYTES }: Config,
  { say, stack }: Pick<FoundationOptions, 'say' | 'stack'>,
): Promise<string> {
  say('Starting the database …')
  const postgres = await startEmbeddedPostgres(join(DATA_DIR, 'postgres'), DATABASE_MEMORY_BYTES)
  stack.defer(() => postgres.stop())
  if (postgres.adopted) say('The database was still running; taken over.')
  return postgres.url('postgres')
}

/** Where JSON log lines go: undefined is standard output. */
export async function openLog(
  { LOG_FILE, DATA_DIR }: Pick<Config, 'LOG_FILE' | 'DATA_DIR'>,
  stack: AsyncDisposableStack,
): Promise<{ write(line: string): void } | undefined> {
  if (LOG_FILE === 'stdout') return undefined
  const file = LOG_FILE ?? join(DATA_DIR, 'vitrine.log')
  await mkdir(dirname(file), { recursive: true })
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 })
  stack.defer(() => new Promise((done) => stream.end(done)))
  return stream
}
