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
