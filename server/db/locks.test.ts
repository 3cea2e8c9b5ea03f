import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { openLocks } from './locks.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
})
after(() => database.close())

test('one at a time, in a process and between processes; others do not mind', async () => {
  const one = openLocks(database.url)
  const other = openLocks(database.url)
  try {
    const lock = await one.tryLock('a')
    assert.ok(lock)
    assert.equal(await one.tryLock('a'), null)
    assert.equal(await other.tryLock('a'), null)
    const second = await other.tryLock('b')
    assert.ok(second)
    await lock.release()
    const again = await other.tryLock('a')
    assert.ok(again)
    assert.equal(await one.tryLock('a'), null)
    await again.release()
    await second.release()
  } finally {
    await one.close()
    await other.close()
  }
})

test('a hundred at once are asked for one after the other', async () => {
  const warnings: Error[] = []
  const note = (warning: Error) => warnings.push(warning)
  process.on('warning', note)
  const locks = openLocks(database.url)
  try {
    const names = Array.from({ length: 100 }, (_, at) => `many ${at}`)
    const got = await Promise.all(names.map((name) => locks.tryLock(name)))
    assert.ok(got.every((lock) => lock !== null))
    await Promise.all(got.map((lock) => lock?.release()))
    assert.ok(await locks.tryLock('many 0'))
    await new Promise(setImmediate)
    assert.deepEqual(warnings, [])
  } finally {
    process.off('warning', note)
    await locks.close()
  }
})

test('a connection that breaks tells who held a lock, frees it and is replaced', async () => {
  const locks = openLocks(database.url)
  try {
    const lock = await locks.tryLock('a')
    assert.ok(lock)
    const broken = once(lock.signal, 'abort')
    await database.pool.query(
      `select pg_terminate_backend(pid) from pg_locks l join pg_database d on d.oid = l.database
        where locktype = 'advisory' and pid <> pg_backend_pid() and datname = current_database()`,
    )
    await broken
    await lock.release()
    const again = await locks.tryLock('a')
    assert.ok(again)
    assert.equal(again.signal.aborted, false)
    await again.release()
  } finally {
    await locks.close()
  }
})

test('a database that can’t be reached is an error, and no lock is held', async () => {
  const locks = openLocks('postgres://127.0.0.1:1/nothing')
  await assert.rejects(locks.tryLock('a'), /ECONNREFUSED/)
  await assert.rejects(locks.tryLock('a'), /ECONNREFUSED/)
  await locks.close()
})
