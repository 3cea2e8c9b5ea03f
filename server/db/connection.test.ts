import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { openDatabase } from './connection.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
})
after(() => database.close())

test('a connection that breaks while it is used fails what used it, and nobody else', async () => {
  const { db, pool, close } = openDatabase(database.url, { maxConnections: 2 })
  try {
    pool.once('acquire', ({ connection: { stream } }) => {
      // As when PostgreSQL's process is killed.
      stream.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
    })
    await assert.rejects(db.transaction().execute((tx) => sql`select pg_sleep(1)`.execute(tx)))
    const { rows } = await sql<{ one: number }>`select 1 as one`.execute(db)
    assert.deepEqual(rows, [{ one: 1 }])
  } finally {
    await close()
  }
})
