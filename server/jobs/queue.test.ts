import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { PRIORITY, type Queue, startQueue } from './queue.ts'

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

/** A queue of its own on the same tables, so that its workers are its own. */
async function withQueue(use: (own: Queue) => Promise<void>): Promise<void> {
  await database.pool.query('delete from pgboss.job')
  const own = await startQueue(database.url, { supervise: false, onError: () => {} })
  try {
    await use(own)
  } finally {
    await own.close()
  }
}

const filesOf = (sourceId: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ sourceId, paths: [String(index)] }))

test('what somebody waits for goes before what was there first', async () => {
  await withQueue(async (own) => {
    await own.enqueueAll(database.db, 'index-assets', filesOf(1, 5000))
    const payload = { sourceId: 2, paths: ['now'] }
    const options = { priority: PRIORITY.interactive }
    await own.enqueue(database.db, 'index-assets', payload, options)
    const first = Promise.withResolvers<number>()
    await own.work('index-assets', { concurrency: 1 }, async ({ sourceId }) => {
      first.resolve(sourceId)
    })
    assert.equal(await first.promise, 2)
  })
})

test('a Source whose jobs never end leaves room for others, and one place is for the hurried', async () => {
  await withQueue(async (own) => {
    const running: number[] = []
    const ended = Promise.withResolvers<void>()
    const handler = async ({ sourceId }: { sourceId: number }) => {
      running.push(sourceId)
      await ended.promise
    }
    await own.work('index-assets', { concurrency: 3, perSource: 2 }, handler)
    await own.work('index-assets', { concurrency: 1, minPriority: PRIORITY.interactive }, handler)
    await own.enqueueAll(database.db, 'index-assets', filesOf(1, 100))
    await until(() => running.length === 2)
    await own.enqueueAll(database.db, 'index-assets', filesOf(2, 1))
    await until(() => running.length === 3)
    const options = { priority: PRIORITY.interactive }
    await own.enqueue(database.db, 'index-assets', { sourceId: 3, paths: [] }, options)
    await until(() => running.length === 4)
    assert.deepEqual(running.toSorted(), [1, 1, 2, 3])
    ended.resolve()
  })
})

test('while a look is going on another may wait, but no third', async () => {
  await withQueue(async (own) => {
    const begun = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<void>()
    let runs = 0
    const look = () => own.enqueue(database.db, 'look-at-files', { sourceId: 1 }, { key: '1' })
    await look()
    await own.work('look-at-files', { concurrency: 2 }, async () => {
      runs += 1
      begun.resolve()
      await ended.promise
    })
    await begun.promise
    for (let time = 0; time < 5; time += 1) await look()
    assert.equal(await countJobs('look-at-files'), 2)
    ended.resolve()
    await until(() => runs === 2)
  })
})
