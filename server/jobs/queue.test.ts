import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { type Queue, startQueue } from './queue.ts'

let database: TestDatabase
let queue: Queue
before(async () => {
  database = await createTestDatabase()
  queue = await startQueue(database.url, { supervise: true, onError: () => {} })
})
after(async () => {
  await queue.close()
  await database.close()
})

/** Resolves once `predicate` holds; the test runner's own time-out is the limit. */
async function until(predicate: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await predicate())) await new Promise((resolve) => setTimeout(resolve, 50))
}

async function countJobs(name: string): Promise<number> {
  const { rows } = await database.pool.query(
    'select count(*) as n from pgboss.job where name = $1',
    [name],
  )
  return Number(rows[0].n)
}

test('a job exists if and only if its transaction commits', async () => {
  const payload = { sourceId: 1, paths: ['a.jpg'] }
  await assert.rejects(
    database.db.transaction().execute(async (tx) => {
      await queue.enqueue(tx, 'index-assets', payload)
      throw new Error('rolled back')
    }),
    /rolled back/,
  )
  assert.equal(await countJobs('index-assets'), 0)
  await database.db.transaction().execute((tx) => queue.enqueue(tx, 'index-assets', payload))
  assert.equal(await countJobs('index-assets'), 1)
})

test('a keyed job is enqueued once for each key', async () => {
  for (const sourceId of [1, 1, 2]) {
    await queue.enqueue(database.db, 'list-origin', { sourceId }, { key: String(sourceId) })
  }
  assert.equal(await countJobs('list-origin'), 2)
})

test('a failed job is run again', async () => {
  let runs = 0
  await queue.work('refresh-asset', { concurrency: 1 }, async () => {
    runs += 1
    if (runs === 1) throw new Error('the first time fails')
  })
  await queue.enqueue(database.db, 'refresh-asset', { sourceId: 1, path: 'a' }, { key: '1/a' })
  await until(() => runs === 2)
  assert.equal(runs, 2)
})

test('the jobs of a killed worker come back', async () => {
  await database.pool.query(`delete from pgboss.job`)
  await queue.enqueue(database.db, 'list-origin', { sourceId: 9 }, { key: '9' })
  const module = new URL('./queue.ts', import.meta.url).href
  const program = `const { startQueue } = await import('${module}')
    const queue = await startQueue('${database.url}', { supervise: false, onError() {} })
    await queue.work('list-origin', { concurrency: 1 }, async () => {
      console.log('has it'); await new Promise(() => {}) })`
  const worker = spawn(process.execPath, ['--input-type=module', '-e', program])
  await once(worker.stdout, 'data')
  worker.kill('SIGKILL')
  await once(worker, 'exit')

  const again = Promise.withResolvers<number>()
  await queue.work('list-origin', { concurrency: 1 }, async ({ sourceId }) =>
    again.resolve(sourceId),
  )
  assert.equal(await again.promise, 9)
})
