import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBucketToList } from './list-bucket.ts'

/** `npm run test:long`: takes some minutes. With a number behind it, a bucket of so many objects. */
const COUNT = Number(process.argv[2] ?? 2_000_000)

test('what a listing holds in memory does not grow with the bucket', async () => {
  const bucket = await openBucketToList(COUNT)
  try {
    const { heapBytes } = await bucket.finish(bucket.start(['--expose-gc']))
    const tenth = Math.ceil(heapBytes.length / 10)
    const megabytes = (values: number[]) => Math.round(Math.max(...values) / 2 ** 20)
    const begin = megabytes(heapBytes.slice(tenth, 3 * tenth))
    const end = megabytes(heapBytes.slice(-2 * tenth))
    console.log(`In use after collecting: ${begin} MB near the beginning, ${end} MB near the end.`)
    assert.ok(heapBytes.length >= 20, 'it took long enough to tell')
    assert.ok(end <= begin + 20, `${begin} MB became ${end} MB`)
    const { rows } = await bucket.database.pool.query('select count(*)::int as n from assets')
    assert.equal(rows[0].n, COUNT)
  } finally {
    await bucket.close()
  }
})
