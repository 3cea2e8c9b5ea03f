import { join } from 'node:path'
import { loadConfig } from '../server/config.ts'
import { openDatabase } from '../server/db/connection.ts'
import { startEmbeddedPostgres } from '../server/db/embedded-postgres.ts'
import { checkMigrations } from '../server/db/migrate.ts'
import { isFailure } from '../server/lib/failures.ts'
import { rotateKey } from '../server/rotate-key.ts'

/** npm run rotate-key: encrypts all stored secrets under another key, with the settings that Vitrine has. */

async function main(): Promise<void> {
  await using stack = new AsyncDisposableStack()
  const config = loadConfig(process.env)
  const newKey = loadConfig({ SECRET_KEY: process.env.NEW_SECRET_KEY }).SECRET_KEY ?? null
  let url = config.DATABASE_URL
  if (url === undefined) {
    const postgres = await startEmbeddedPostgres(join(config.DATA_DIR, 'postgres'))
    stack.defer(() => postgres.stop())
    url = postgres.url('postgres')
  }
  const database = openDatabase(url, { maxConnections: 2 })
  stack.defer(() => database.close())
  await checkMigrations(database.db)
  const { db } = database
  for (const sentence of await rotateKey({ db, config, newKey })) console.log(sentence)
}

try {
  await main()
} catch (error) {
  console.error(isFailure(error) ? `Nothing was changed for good. ${error.detail}` : error)
  process.exitCode = 1
}
