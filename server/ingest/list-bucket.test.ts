import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { openBucketToList } from './list-bucket.ts'

const COUNT = 40_000

test('a process that is killed while it lists leaves a listing that another one ends', async () => {
  const bucket = await openBucketToList(COUNT)
  const { pool } = bucket.database
  const ask = async (query: string) => (await pool.query(query)).rows[0]
  try {
    const killed = bucket.start()
    for (let seen = 0; seen < COUNT / 4; await wait(20)) {
      seen = (await ask('select coalesce(max(objects_seen), 0)::int as seen from listings')).seen
      assert.equal(killed.exitCode, null)
    }
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    const { seen } = await ask('select objects_seen::int as seen from listings')
    assert.ok(seen < COUNT, 'it was killed on the way')
    const { rows } = await pool.query(
      'select cursor from listing_parts where not finished order by position',
    )
    const before = bucket.starts().length

    await bucket.finish(bucket.start())
    const places = rows.map(({ cursor }) => cursor).filter((cursor) => cursor !== '')
    assert.deepEqual(bucket.starts().slice(before).toSorted(), places)
    assert.deepEqual(
      await ask(
        `select state, objects_seen::int as seen, assets_changed::int as changed from listings`,
      ),
      { state: 'complete', seen: COUNT, changed: COUNT },
    )
    assert.deepEqual(
      await ask(`select count(*)::int as paths, count(distinct path)::int as different
        from pgboss.job, jsonb_array_elements_text(data -> 'paths') as path`),
      { paths: COUNT, different: COUNT },
    )
  } finally {
    await bucket.close()
  }
})
