import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { LiveNews } from '../../contract/live.ts'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { gatherNews } from './gather-news.ts'
import { type Live, startLive } from './live.ts'

let database: TestDatabase
let here: Live
let there: Live
before(async () => {
  database = await createTestDatabase()
  here = startLive({ databaseUrl: database.url, gatherMs: 20 })
  there = startLive({ databaseUrl: database.url, gatherMs: 20 })
  await hears(there, here)
  await hears(here, there)
})
after(async () => {
  await here.close()
  await there.close()
  await database.close()
})

/** Resolves once what one tells is heard by the other: their lines stand. */
async function hears(listening: Live, telling: Live): Promise<void> {
  const heard = Promise.withResolvers<void>()
  const end = listening.subscribe(99, () => heard.resolve())
  const timer = setInterval(() => telling.note(99, { kind: 'labels' }), 20)
  await heard.promise
  clearInterval(timer)
  end()
}

/** What one hears until `enough` of it has come. */
async function listen(live: Live, accountId: number, enough: (news: LiveNews[]) => boolean) {
  const news: LiveNews[] = []
  const done = Promise.withResolvers<void>()
  const end = live.subscribe(accountId, (one) => {
    news.push(one)
    if (enough(news)) done.resolve()
  })
  await done.promise
  end()
  return news
}

const changed = (source_id: string, origin_paths: string[], count = origin_paths.length) =>
  ({
    kind: 'assets',
    source_id,
    added: 0,
    changed: count,
    removed: 0,
    origin_paths,
  }) satisfies LiveNews

test('what one process notes is heard in all of them, once, by its own account alone', async () => {
  const strangers: LiveNews[] = []
  const end = there.subscribe(2, (news) => strangers.push(news))
  const both = [here, there].map((live) => listen(live, 1, (news) => news.length === 2))
  here.note(1, changed('a', ['/1.jpg']))
  here.note(1, { kind: 'jobs' })
  here.note(1, changed('a', ['/1.jpg', '/2.jpg']))
  const expected = [changed('a', ['/1.jpg', '/2.jpg']), { kind: 'jobs' }]
  assert.deepEqual(await Promise.all(both), [expected, expected])
  end()
  assert.deepEqual(strangers, [])
})

test('long paths and many Sources arrive, however little a notice holds', async () => {
  const path = `/${'\u0001'.repeat(600)}.jpg`
  const heard = listen(there, 1, (news) => news.length === 40)
  for (let n = 0; n < 40; n += 1) {
    const paths = [...Array(50).keys()].map((m) => `${path}${m}`)
    here.note(1, changed(String(n), paths))
  }
  for (const one of await heard) {
    assert.equal(one.kind === 'assets' && one.changed, 50)
    assert.equal(one.kind === 'assets' && one.origin_paths.length, 1)
  }
})

test('when the connection to the database breaks, listeners hear that they have missed something', async () => {
  const heard = listen(there, 1, (news) => news.some(({ kind }) => kind === 'missed'))
  await database.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query ilike '%vitrine_live%' and pid <> pg_backend_pid()`)
  await heard
  await hears(there, here)
})

test('more than can be told one by one is told as missed, and nothing is kept', () => {
  const gathered = gatherNews()
  for (let n = 0; n < 1000; n += 1) gathered.add({ kind: 'bulk_edit', id: String(n) })
  const news = gathered.take()
  assert.deepEqual(news[0], { kind: 'missed' })
  assert.ok(news.length <= 101)
  assert.deepEqual(gathered.take(), [])
})
