import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { KEPT, openDatabase } from './connection.ts'
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

test('a kept statement is asked again with other values, in each connection and after it has failed', async () => {
  const { db, close } = openDatabase(database.url, { maxConnections: 2 })
  const divide = (by: number) =>
    sql<{ part: number }>`select ${KEPT} 12 / ${by}::int as part`.execute(db)
  try {
    const parts = async (...by: number[]) =>
      (await Promise.all(by.map(divide))).map(({ rows }) => rows[0]?.part)
    assert.deepEqual(await parts(1, 2, 3, 4, 6), [12, 6, 4, 3, 2])
    await assert.rejects(divide(0), /division by zero/)
    assert.deepEqual(await parts(12, 6), [1, 2])
    const { rows } = await sql<{ kept: boolean }>`
      select exists (select from pg_prepared_statements where name like 'kept-%') as kept`.execute(
      db,
    )
    assert.deepEqual(rows, [{ kept: true }])
  } finally {
    await close()
  }
})
