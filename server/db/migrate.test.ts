import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Failure } from '../lib/failures.ts'
import { migrate } from './migrate.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
  await database.pool.query('drop schema public cascade; create schema public')
})
after(() => database.close())

test('of five processes that start at once, one migrates and four find nothing to do', async () => {
  const results = await Promise.all(Array.from({ length: 5 }, () => migrate(database.url)))
  const busy = results.filter((names) => names.length > 0)
  assert.equal(busy.length, 1)
  assert.equal(busy[0]?.[0], '001_initial')
})

test('waits in short tries for a table that somebody holds, and holds up nobody meanwhile', async () => {
  const { pool } = database
  // As it was before the latest migration, which alters a table.
  await pool.query(`delete from schema_migrations where name = '024_source_purges'`)
  await pool.query('alter table sources drop column purges')
  const holder = await pool.connect()
  await holder.query('begin; select from sources')
  const said: string[] = []
  const short = { say: (line: string) => said.push(line), lockTimeoutMs: 100, pauseMs: 20 }
  const migrating = migrate(database.url, short)
  while (said.length === 0) await pool.query('select pg_sleep(0.02)')
  assert.match(
    said[0] ?? '',
    /^The migration 024_source_purges waits .*The oldest one is .*\d s old/,
  )
  // Behind the lock that it asks for again and again; without a limit this would wait for the holder.
  await pool.query(`set lock_timeout = '10s'; select from sources`)
  await holder.query('commit')
  holder.release()
  assert.deepEqual(await migrating, ['024_source_purges'])
  assert.equal(said.length, 1)
})

test('refuses a schema that is newer than itself', async () => {
  await database.pool.query(`insert into schema_migrations (name) values ('999_future')`)
  await assert.rejects(
    migrate(database.url),
    (error) => error instanceof Failure && /999_future/.test(error.detail),
  )
})

test('says in one sentence that the database cannot be reached', async () => {
  await assert.rejects(
    migrate('postgres://127.0.0.1:1/none'),
    (error) => error instanceof Failure && error.detail.startsWith("The database can't be reached"),
  )
})
