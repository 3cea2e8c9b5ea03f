import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openOrigin } from '../index.ts'
import type { ListableOrigin } from '../origin.ts'
import type { DoubleBucket } from '../s3-double/bucket.ts'
import { configOf, PRIVATE, withBucket, withCode } from './fixture.ts'

function fill(bucket: DoubleBucket, keys: Iterable<string>): void {
  for (const key of keys) bucket.put(key, Buffer.from('x'), 'image/jpeg')
}

function split(origin: ListableOrigin, parts: number): Promise<string[]> {
  assert.ok(origin.split)
  return origin.split(parts)
}

async function pathsOf(origin: ListableOrigin, after?: string, upTo?: string): Promise<string[]> {
  const pages = await Array.fromAsync(
    origin.list({ ...(after !== undefined && { after }), ...(upTo !== undefined && { upTo }) }),
  )
  return pages.flat().map(({ path }) => path)
}

/** The stretches of the cuts hold each file once, in order, and none of them most of the files. */
async function checkStretches(origin: ListableOrigin, cuts: string[], largest = 0.6) {
  const ends = [...cuts, undefined]
  const stretches = await Promise.all(
    ends.map((upTo, index) => pathsOf(origin, ends[index - 1], upTo)),
  )
  const all = await pathsOf(origin)
  assert.deepEqual(stretches.flat(), all)
  const most = Math.max(...stretches.map(({ length }) => length))
  assert.ok(most <= largest * all.length, `${stretches.map(({ length }) => length)} at ${cuts}`)
}

function* numbered(count: number, name: (index: number) => string): Generator<string> {
  for (let index = 0; index < count; index += 1) yield name(index)
}

describe('a bucket is split for listing', () => {
  test('between folders, however deep they begin', () =>
    withBucket(async ({ origin, bucket, double }) => {
      const months = (index: number) => String(index % 12).padStart(2, '0')
      fill(bucket, ['cover.jpg', 'photos', 'photos/', 'zz.jpg'])
      fill(
        bucket,
        numbered(2400, (index) => `photos/2024/${months(index)}/${index}.jpg`),
      )
      const cuts = await split(origin, 4)
      assert.deepEqual(cuts, ['photos/2024/03/', 'photos/2024/06/', 'photos/2024/09/'])
      assert.ok(double.requests.length < 10)
      await checkStretches(origin, cuts, 0.26)
    }))

  test('below a prefix', () =>
    withBucket(async ({ double, bucket }) => {
      fill(
        bucket,
        numbered(1500, (index) => `our files/${index % 3}/${index}.jpg`),
      )
      fill(bucket, ['a/b', 'z/1'])
      const config = configOf(double, { prefix: 'our files' })
      const origin = openOrigin(config, { allowPrivate: PRIVATE })
      const cuts = await split(origin, 8)
      assert.deepEqual(cuts, ['1/', '2/'])
      await checkStretches(origin, cuts)
      await origin.close()
    }))

  test('with more folders than fit on a page', () =>
    withBucket(async ({ origin, bucket }) => {
      fill(
        bucket,
        numbered(3000, (index) => `${(index * 7919) % 9000}/${index}.jpg`),
      )
      const cuts = await split(origin, 8)
      assert.equal(cuts.length, 7)
      await checkStretches(origin, cuts, 0.3)
    }))

  test('by the beginnings of names where there are no folders', () =>
    withBucket(async ({ origin, bucket, double }) => {
      const hex = (index: number) =>
        ((index * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0')
      fill(
        bucket,
        numbered(3000, (index) => `all/IMG_${hex(index)}.jpg`),
      )
      const cuts = await split(origin, 4)
      assert.equal(cuts.length, 3)
      assert.ok(double.requests.length < 100)
      await checkStretches(origin, cuts, 0.4)
    }))

  test('a million names that begin the same', () =>
    withBucket(async ({ double }) => {
      const keyAt = (index: number) => `IMG_${String(index).padStart(9, '0')}.jpg`
      const contentAt = () => Buffer.from('x')
      double.addVirtualBucket('huge', { count: 1_000_000, keyAt, contentAt, sizeBytesAt: () => 1 })
      const origin = openOrigin(configOf(double, { bucket: 'huge' }), { allowPrivate: PRIVATE })
      const cuts = await split(origin, 5)
      assert.deepEqual(cuts, ['IMG_0002', 'IMG_0004', 'IMG_0006', 'IMG_0008'])
      assert.ok(double.requests.length < 40)
      await origin.close()
    }))

  test('not where one walk is as good', () =>
    withBucket(async ({ origin, bucket }) => {
      assert.deepEqual(await split(origin, 8), [])
      fill(
        bucket,
        numbered(1000, (index) => `${index % 5}/${index}.jpg`),
      )
      assert.deepEqual(await split(origin, 8), [])
      fill(bucket, ['one-more.jpg'])
      assert.deepEqual(await split(origin, 1), [])
      assert.deepEqual(await split(origin, 3), ['2/', '3/'])
    }))

  test('never at what can’t be a path', () =>
    withBucket(async ({ origin, bucket }) => {
      fill(bucket, ['/x/1', '../y', 'a/../b', 'b/1', 'c/1'])
      fill(
        bucket,
        numbered(1100, (index) => `d/${index}.jpg`),
      )
      const cuts = await split(origin, 100)
      for (const cut of cuts) assert.doesNotMatch(cut, /^\/|\.\./)
      await checkStretches(origin, cuts, 1)
    }))

  test('and says when it can’t be asked', () =>
    withBucket(async ({ origin, double }) => {
      double.faults.push({ answer: { status: 403, code: 'AccessDenied' } })
      await assert.rejects(split(origin, 8), withCode('origin_refused', /ListBucket/))
    }))
})

describe('a stretch of a bucket', () => {
  test('ends with its last path, and nothing behind it is asked for', () =>
    withBucket(async ({ origin, bucket, double }) => {
      fill(
        bucket,
        numbered(3500, (index) => `${String(index).padStart(4, '0')}.jpg`),
      )
      fill(bucket, ['1000.jpg/../x'])
      for (const [upTo, count, pages] of [
        ['0999.jpg', 1000, 1],
        ['0999.jp', 999, 1],
        ['1000', 1000, 2],
        ['1000.jpg', 1001, 2],
        ['9', 3500, 4],
      ] as const) {
        const before = double.requests.length
        const skipped: string[] = []
        const listed = origin.list({ upTo, onSkipped: ({ path }) => skipped.push(path) })
        const found = (await Array.fromAsync(listed)).flat()
        assert.equal(found.length, count, upTo)
        assert.equal(double.requests.length - before, pages, upTo)
        assert.equal(skipped.length, upTo === '9' ? 1 : 0, upTo)
      }
    }))
})
