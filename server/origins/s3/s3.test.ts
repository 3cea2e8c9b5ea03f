import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { describeOrigin } from '../contract/origin.contract.ts'
import { openOrigin } from '../index.ts'
import type { SkippedEntry } from '../origin.ts'
import type { S3Profile } from '../s3-double/profile.ts'
import { startS3Double } from '../s3-double/s3-double.ts'
import type { OverwriteRefusal } from '../upload-target.ts'
import { configOf, openTarget, PRIVATE, withBucket, withCode, write } from './fixture.ts'

const PROVIDERS: [profile: S3Profile, prefix: string, overwriting: OverwriteRefusal][] = [
  ['aws', '', 'refuses'],
  ['aws', '/my folder+é/', 'refuses'],
  ['ceph', '', 'refuses'],
  ['gcs', '', 'refuses'],
  ['gcs', '/my folder+é/', 'refuses'],
  ['swift', '', 'unsupported'],
  ['ignores-inm', '', 'ignores'],
]

for (const [profile, prefix, overwriting] of PROVIDERS) {
  const make = async () => {
    const double = await startS3Double({ profile })
    const bucket = double.addBucket('pictures')
    return {
      origin: openOrigin(configOf(double, { prefix }), { allowPrivate: PRIVATE }),
      target: openTarget(configOf(double, { prefix })),
      async put(path: string, content: string) {
        bucket.put(prefix.slice(1) + path, Buffer.from(content), 'text/plain')
      },
      close: () => double.close(),
    }
  }
  describeOrigin(`s3 (double of ${profile}, prefix “${prefix}”)`, make, {
    writes: overwriting === 'refuses',
  })
}

describe('s3, by provider', () => {
  for (const profile of ['aws', 'ceph', 'gcs'] as const) {
    test(`${profile} is written to without overwriting`, () =>
      withBucket(
        async ({ origin, target, bucket }) => {
          await write(target, 'a.png', 'one')
          await assert.rejects(write(target, 'a.png', 'two'), withCode('path_taken'))
          assert.equal(bucket.find('a.png')?.read().toString(), 'one')
          assert.equal(bucket.find('a.png')?.contentType, 'image/png')
          assert.equal((await origin.open('a.png'))?.contentType, 'image/png')
        },
        { profile },
      ))
  }

  for (const profile of ['swift', 'ignores-inm'] as const) {
    test(`${profile} is never written to, since it would overwrite`, () =>
      withBucket(
        async ({ origin, target, bucket }) => {
          const refused = withCode('origin_refused', /can’t refuse to overwrite/)
          await assert.rejects(write(target, 'a.png', 'one'), refused)
          await assert.rejects(write(target, 'b.png', 'one'), refused)
          assert.equal(bucket.find('a.png'), null)
          const files = (await Array.fromAsync(origin.list())).flat()
          assert.deepEqual(files, [])
        },
        { profile },
      ))
  }

  test('the probe is made once and shows nowhere', () =>
    withBucket(async ({ origin, target, double }) => {
      await write(target, 'a.png', 'one')
      await write(target, 'b.png', 'two')
      const probes = double.requests.filter(({ key }) => key === '.vitrine-write-probe')
      assert.equal(probes.length, 2)
      assert.equal(await origin.stat('.vitrine-write-probe'), null)
      const end = write(target, '.vitrine-write-probe', 'x')
      await assert.rejects(end, withCode('invalid_path'))
      const files = (await Array.fromAsync(origin.list())).flat()
      assert.deepEqual(
        files.map((file) => file.path),
        ['a.png', 'b.png'],
      )
    }))

  test('Cache-Control comes along with the file', () =>
    withBucket(async ({ origin, target }) => {
      await write(target, 'a.png', 'x')
      assert.equal((await origin.stat('a.png'))?.cacheControl, undefined)
      const presigned = await target.presign?.('b.png', { contentType: 'a/b', expiresSeconds: 60 })
      assert.ok(presigned)
      const headers = { ...presigned.headers, 'cache-control': 'public, max-age=60' }
      const { status } = await fetch(presigned.url, { method: 'PUT', body: 'x', headers })
      assert.equal(status, 200)
      const opened = await origin.open('b.png')
      opened?.body.destroy()
      for (const file of [opened, await origin.stat('b.png')]) {
        assert.equal(file?.cacheControl, 'public, max-age=60')
      }
    }))

  test('folder markers are no files and odd keys are told', () =>
    withBucket(async ({ origin, bucket }) => {
      const keys = ['/lead', 'a', 'a/', 'a/b', 'a/../b', 'a//b', 'a/./b', 'folder/', 'x/../../y']
      for (const key of keys) bucket.put(key, Buffer.from(key), 'text/plain')
      const skipped: SkippedEntry[] = []
      const options = { onSkipped: (entry: SkippedEntry) => skipped.push(entry) }
      const files = (await Array.fromAsync(origin.list(options))).flat()
      const paths = files.map((file) => file.path)
      assert.deepEqual(paths, ['a', 'a/./b', 'a//b', 'a/b'])
      assert.deepEqual(
        skipped.map((entry) => entry.path),
        ['/lead', 'a/../b', 'x/../../y'],
      )
      for (const path of paths) {
        const opened = await origin.open(path)
        assert.equal(opened && (await text(opened.body)), path)
      }
    }))

  test('a key too long for S3 is not there and can’t be made', () =>
    withBucket(async ({ origin, target }) => {
      assert.equal(await origin.stat('k'.repeat(1025)), null)
      await assert.rejects(write(target, 'k'.repeat(1025), 'x'), withCode('invalid_path'))
      await write(target, 'k'.repeat(1024), 'x')
    }))

  test('the bucket can be in the host name, and in the path', () =>
    withBucket(async ({ double }) => {
      for (const pathStyle of [true, false]) {
        const config = configOf(double, { endpoint: 'http://s3.invalid', pathStyle })
        const origin = openOrigin(config, { allowPrivate: PRIVATE })
        const host = pathStyle ? /named s3\.invalid/ : /named pictures\.s3\.invalid/
        await assert.rejects(origin.stat('a.png'), withCode('origin_unreachable', host))
        await origin.close()
      }
    }))

  test('a million objects are listed page by page', () =>
    withBucket(async ({ double }) => {
      const keyAt = (index: number) => `${String(index).padStart(7, '0')}.jpg`
      const contentAt = (index: number) => Buffer.from(keyAt(index))
      double.addVirtualBucket('huge', { count: 1_000_000, keyAt, contentAt, sizeBytesAt: () => 11 })
      const origin = openOrigin(configOf(double, { bucket: 'huge' }), { allowPrivate: PRIVATE })
      let pages = 0
      for await (const page of origin.list({ after: keyAt(499_999) })) {
        assert.equal(page[0]?.path, keyAt(500_000 + 1000 * pages))
        pages += 1
        if (pages === 3) break
      }
      const opened = await origin.open(keyAt(123_456))
      assert.equal(opened && (await text(opened.body)), '0123456.jpg')
      assert.equal(await origin.stat('0123456.png'), null)
      await origin.close()
    }))
})
