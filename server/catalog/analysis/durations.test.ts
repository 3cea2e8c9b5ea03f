import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts'
import { ensureAssets } from '../assets.ts'
import { makeSource } from '../fixtures.ts'
import { findDurations } from './durations.ts'

let database: TestDatabase

before(async () => {
  database = await createTestDatabase()
})
after(() => database.close())

test('the median of the latest looks of each provider, of all Sources of the account', async () => {
  const { db, pool } = database
  const { id: sourceId, accountId } = await makeSource(db)
  assert.deepEqual(await findDurations(db, accountId), [])
  const known = { etag: 'e', sizeBytes: 1, modifiedAt: new Date() }
  const files = Array.from({ length: 300 }, (_, i) => ({ path: `${i}.jpg`, ...known }))
  await ensureAssets(db, { sourceId, files })
  // The hundred oldest took an hour each, the next as many milliseconds as there were before them.
  await pool.query(
    `insert into asset_analyses (asset_id, source_id, provider, model, version, etag, capabilities, alerts, findings,
       took_ms, analyzed_at)
     select id, source_id, case when place = 300 then 'google' else 'builtin' end, 'm', '1', 'e', '{}', '{}', '{}',
       case when place <= 100 then 3600000 when place = 299 then null else place end,
       now() - make_interval(secs => 300 - place)
     from (select *, row_number() over (order by id) as place from assets where source_id = $1) a`,
    [sourceId],
  )
  assert.deepEqual(await findDurations(db, accountId), [
    { provider: 'builtin', median_ms: 199, looks: 198 },
    { provider: 'google', median_ms: 300, looks: 1 },
  ])
})
