import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { makeSource } from './fixtures.ts'
import { indexStates } from './index-state.ts'
import { advanceListing, beginListing, findSourcesToList, finishListing } from './listings.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
})
after(() => database.close())

async function makeListed(hoursAgo: number, type = 's3'): Promise<number> {
  const { db, pool } = database
  const { id } = await makeSource(db)
  await pool.query(
    `update sources set deployment = jsonb_build_object('type', $2::text) where id = $1`,
    [id, type],
  )
  const listing = await beginListing(db, id)
  await finishListing(db, listing.id)
  await pool.query(
    `update listings set started_at = now() - $2 * interval '1 hour' where source_id = $1`,
    [id, hoursAgo],
  )
  return id
}

async function nextListing(id: number, listingIntervalHours = 24): Promise<number | null> {
  const states = indexStates({ listingIntervalHours, renderedAssetsPerMonth: 1 })
  return (await states.find(database.db, [id])).get(id)?.next_listing_at ?? null
}

describe('the schedule', () => {
  test('Sources that were listed together are spread over a fifth of the interval', async () => {
    const { db } = database
    const ids = await Promise.all(Array.from({ length: 40 }, () => makeListed(0)))
    const hoursLater: number[] = []
    for (const hours of [21.5, 22.7, 24, 25.3, 26.5]) {
      await database.pool.query(
        `update listings set started_at = now() - $2 * interval '1 hour'
         where source_id = any($1)`,
        [ids, hours],
      )
      const due = await findSourcesToList(db, { intervalHours: 24 })
      hoursLater.push(ids.filter((id) => due.includes(id)).length)
    }
    const [early, some, half, most, all] = hoursLater
    assert.deepEqual([early, all], [0, 40])
    assert.ok(some && some >= 7 && some <= 13, String(hoursLater))
    assert.ok(half && half >= 17 && half <= 23, String(hoursLater))
    assert.ok(most && most >= 27 && most <= 33, String(hoursLater))
  })

  test('what is shown as the next listing is when it is due', async () => {
    const id = await makeListed(0)
    const next = await nextListing(id)
    assert.ok(next)
    const { rows } = await database.pool.query(
      `update listings set started_at = started_at - (to_timestamp($2) - now()) + $3 * interval '1 s'
       where source_id = $1 returning id`,
      [id, next, 60],
    )
    assert.equal(rows.length, 1)
    const isDue = async () =>
      (await findSourcesToList(database.db, { intervalHours: 24 })).includes(id)
    assert.equal(await isDue(), false)
    await database.pool.query(
      `update listings set started_at = started_at - interval '2 minutes' where source_id = $1`,
      [id],
    )
    assert.equal(await isDue(), true)
  })

  test('nothing is planned for what is paused, cannot be listed, or is listed on demand alone', async () => {
    const web = await makeListed(1, 'webfolder')
    const paused = await makeListed(1)
    await database.pool.query('update sources set enabled = false where id = $1', [paused])
    const bucket = await makeListed(1000)
    assert.deepEqual([await nextListing(web), await nextListing(paused)], [null, null])
    assert.equal(await nextListing(bucket, 0), null)
    const none = await findSourcesToList(database.db, { intervalHours: 0 })
    assert.ok(![web, paused, bucket].some((id) => none.includes(id)))
    const { db } = database
    assert.ok((await findSourcesToList(db, { intervalHours: 0, starting: true })).includes(bucket))
  })

  test('folders of this machine are listed at each start, buckets when they are due', async () => {
    const folder = await makeListed(1, 'local')
    const bucket = await makeListed(1)
    const { id: never } = await makeSource(database.db)
    const due = { intervalHours: 24 }
    const later = await findSourcesToList(database.db, due)
    assert.deepEqual(
      [folder, bucket, never].map((id) => later.includes(id)),
      [false, false, true],
    )
    const first = await findSourcesToList(database.db, { ...due, starting: true })
    assert.deepEqual(
      [folder, bucket, never].map((id) => first.includes(id)),
      [true, false, true],
    )
  })
})

test('stretches count into their listing', async () => {
  const { id } = await makeSource(database.db)
  const listing = await beginListing(database.db, id, ['m'])
  assert.deepEqual(
    listing.parts.map(({ cursor, upTo }) => [cursor, upTo]),
    [
      ['', 'm'],
      ['m', null],
    ],
  )
  const done = {
    finished: false,
    seen: 5,
    changed: 2,
    removed: 1,
    skipped: { count: 0, first: [] },
  }
  for (const position of [0, 1, 1]) {
    await advanceListing(database.db, { listingId: listing.id, position }, { ...done, cursor: 'x' })
  }
  const states = indexStates({ listingIntervalHours: 24, renderedAssetsPerMonth: 1 })
  const found = (await states.find(database.db, [id])).get(id)
  assert.equal(found?.state, 'listing')
  assert.deepEqual(
    { seen: found?.listing?.seen, changed: found?.listing?.changed, gone: found?.listing?.gone },
    { seen: 15, changed: 6, gone: 3 },
  )
})
