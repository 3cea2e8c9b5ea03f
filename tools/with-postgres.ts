import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Client } from 'pg'
import { startEmbeddedPostgres } from '../server/db/embedded-postgres.ts'
import { TEST_POSTGRES_FOLDER } from '../server/db/test-database.ts'

/** Runs Node with these arguments while the PostgreSQL of the tests is kept running. */

const server = await startEmbeddedPostgres(TEST_POSTGRES_FOLDER)
// A server that somebody is connected to is left running by everybody else.
const client = new Client({
  connectionString: server.url('postgres'),
  application_name: `vitrine:${process.pid}`,
})
await client.connect()
const child = spawn(process.execPath, process.argv.slice(2), { stdio: 'inherit' })
const [code] = await once(child, 'exit')
await client.end()
await server.stop()
process.exitCode = code ?? 1
