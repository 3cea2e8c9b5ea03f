/*
 * Runs against the double in this process. To run the promise of Origins against a real provider as well,
 * set S3_TEST_ENDPOINT, S3_TEST_BUCKET (which must exist), S3_TEST_REGION, S3_TEST_ACCESS_KEY_ID and
 * S3_TEST_SECRET_ACCESS_KEY; it works in folders of its own, which it empties.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import {
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { openOrigin, openUploadTarget } from './index.ts'
import { readNetworkAllowList } from './network-guard.ts'
import { describeOrigin } from './origin.contract.ts'
import type { SkippedEntry } from './origin.ts'
import { startS3Double } from './s3-double.ts'
import { configOf, openTarget, PRIVATE, withBucket, withCode, write } from './s3-fixture.ts'

for (const prefix of ['', '/my folder+é/']) {
  describeOrigin(`s3 (double, prefix “${prefix}”)`, async () => {
    const double = await startS3Double()
    const bucket = double.addBucket('pictures')
    return {
      origin: openOrigin(configOf(double, { prefix }), { allowPrivate: PRIVATE }),
      target: openTarget(configOf(double, { prefix })),
      async put(path, content) {
        bucket.put(prefix.slice(1) + path, Buffer.from(content), 'text/plain')
      },
      close: () => double.close(),
    }
  })
}

const { S3_TEST_ENDPOINT: liveEndpoint } = process.env
if (liveEndpoint) describeOrigin('s3 (live)', () => liveFixture(liveEndpoint))

async function liveFixture(endpoint: string) {
  const { env } = process
  const bucket = env.S3_TEST_BUCKET ?? ''
  const region = env.S3_TEST_REGION ?? 'us-east-1'
  const credentials = {
    accessKeyId: env.S3_TEST_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.S3_TEST_SECRET_ACCESS_KEY ?? '',
  }
  const prefix = `vitrine-test-${randomUUID()}`
  const allowPrivate = readNetworkAllowList(new URL(endpoint).hostname)
  const config = { type: 's3' as const, bucket, prefix, region, endpoint, credentials }
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
  return {
    origin: openOrigin(config, { allowPrivate }),
    target: openUploadTarget(config, { allowPrivate }),
    async put(path: string, content: string) {
      const Key = `${prefix}/${path}`
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: content }))
    },
    async close() {
      for (;;) {
        const list = new ListObjectsV2Command({ Bucket: bucket, Prefix: `${prefix}/` })
        const { Contents = [] } = await client.send(list)
        if (Contents.length === 0) return client.destroy()
        await Promise.all(
          Contents.map(({ Key }) => client.send(new DeleteObjectCommand({ Bucket: bucket, Key }))),
        )
      }
    },
  }
}

describe('s3, by provider', () => {
  for (const profile of ['aws', 'ceph'] as const) {
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
