import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { type OpenDouble, outcome, streamed, withDouble } from './fixture.ts'

const MIB = 2 ** 20
const AT = { Bucket: 'b', Key: 'k' }

/** So many bytes, made as they are wanted. */
function bytes(sizeBytes: number): Readable {
  const chunk = Buffer.alloc(MIB, 'abcd')
  return Readable.from(
    (function* () {
      for (let at = 0; at < sizeBytes; at += MIB) yield chunk
    })(),
  )
}

async function put({ presign, double }: OpenDouble, body: Readable, sizeBytes: number) {
  const headers = { 'content-length': String(sizeBytes), 'cache-control': 'no-store' }
  const { status } = await fetch(await presign({}), streamed(body, headers))
  assert.equal(status, 200)
  assert.equal(double.requests.at(-1)?.bodyBytes, sizeBytes)
}

const foldersOfDoubles = () =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`s3-double-${process.pid}-`))

describe('the S3 double, large bodies', () => {
  test('come back as they were, ranges too', () =>
    withDouble({}, async (opened) => {
      const { client, bucket } = opened
      const content = randomBytes(20 * MIB + 17)
      await put(opened, Readable.from([content]), content.length)
      assert.equal(bucket.find('k')?.etag, createHash('md5').update(content).digest('hex'))
      const get = async (Range?: string) => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k', Range }))
        return Buffer.from((await Body?.transformToByteArray()) ?? '')
      }
      assert.ok(content.equals(await get()))
      assert.ok(
        content
          .subarray(9 * MIB, 9 * MIB + 100)
          .equals(await get(`bytes=${9 * MIB}-${9 * MIB + 99}`)),
      )
      assert.ok(content.subarray(-5).equals(await get('bytes=-5')))
      const beyond = get(`bytes=${content.length}-`)
      assert.equal(await outcome(beyond), '416 InvalidRange')
    }))

  test('leave nothing on the disk', async () => {
    const before = foldersOfDoubles()
    await withDouble({}, async (opened) => {
      await put(opened, bytes(9 * MIB), 9 * MIB)
      assert.equal(foldersOfDoubles().length, before.length + 1)
    })
    assert.deepEqual(foldersOfDoubles(), before)
  })

  test('of 2 GB are taken and given without being kept', () =>
    withDouble({ discardsBodies: true }, async (opened) => {
      const sizeBytes = 2048 * MIB
      const before = process.memoryUsage().rss
      let peak = 0
      const watch = setInterval(() => {
        peak = Math.max(peak, process.memoryUsage().rss)
      }, 50)
      await put(opened, bytes(sizeBytes), sizeBytes)
      const command = new GetObjectCommand(AT)
      const { Body, CacheControl } = await opened.client.send(command)
      assert.equal(CacheControl, 'no-store')
      const first = await opened.client.send(new GetObjectCommand({ ...AT, Range: 'bytes=0-3' }))
      assert.equal(await first.Body?.transformToString(), 'abcd')
      let seenBytes = 0
      for await (const chunk of Body as Readable) seenBytes += chunk.length
      clearInterval(watch)
      assert.equal(seenBytes, sizeBytes)
      assert.ok(peak - before < 300 * MIB, `${Math.round((peak - before) / MIB)} MiB more`)
    }))
})

describe('the S3 double, objects', () => {
  const rows: [string, Partial<Record<'IfMatch' | 'IfNoneMatch', string>>, string][] = [
    ['If-None-Match of what is there', { IfNoneMatch: 'ETAG' }, '304 Unknown'],
    ['If-None-Match in a list', { IfNoneMatch: '"x", W/ETAG' }, '304 Unknown'],
    ['If-None-Match of something else', { IfNoneMatch: '"x"' }, '200'],
    ['If-Match of what is there', { IfMatch: 'ETAG' }, '200'],
    ['If-Match of something else', { IfMatch: '"x"' }, '412 PreconditionFailed'],
  ]
  for (const [condition, input, expected] of rows) {
    test(`are read on a condition: ${condition}`, () =>
      withDouble({}, async ({ client, bucket }) => {
        const { etag } = bucket.put('k', Buffer.from('hello'), 'text/plain')
        const filled = Object.entries(input).map(([name, text]) => [
          name,
          text.replace('ETAG', `"${etag}"`),
        ])
        const command = new GetObjectCommand({
          Bucket: 'b',
          Key: 'k',
          ...Object.fromEntries(filled),
        })
        assert.equal(await outcome(client.send(command)), expected)
      }))
  }

  test('of no bytes are objects, too, and go when deleted', () =>
    withDouble({}, async ({ client }) => {
      const at = { Bucket: 'b', Key: 'empty' }
      await client.send(new PutObjectCommand({ ...at, Body: '' }))
      const { Body, ContentLength } = await client.send(new GetObjectCommand(at))
      assert.equal(await Body?.transformToString(), '')
      assert.equal(ContentLength, 0)
      await client.send(new DeleteObjectCommand(at))
      assert.equal(await outcome(client.send(new GetObjectCommand(at))), '404 NoSuchKey')
    }))

  test('stand still where a fault says so, until one of both goes', async () => {
    const stop = new AbortController()
    const uploads: Promise<unknown>[] = []
    await withDouble({}, async ({ double, presign }) => {
      double.faults.push({ stallAfterBytes: 9 * MIB })
      for (const signal of [stop.signal, null]) {
        const body = Buffer.alloc(12 * MIB)
        uploads.push(fetch(await presign({}), { method: 'PUT', body, signal }))
      }
      const haveCome = () => double.requests.filter(({ bodyBytes }) => bodyBytes > 9 * MIB).length
      while (haveCome() < 2) await new Promise(setImmediate)
      stop.abort()
    })
    const ends = await Promise.allSettled(uploads)
    assert.deepEqual(
      ends.map(({ status }) => status),
      ['rejected', 'rejected'],
    )
  })

  test('break off in both directions where a fault says so', () =>
    withDouble({}, async (opened) => {
      const { double, presign, client } = opened
      await put(opened, bytes(10 * MIB), 10 * MIB)
      double.faults.push({ cutAfterBytes: MIB })
      const { Body } = await client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }))
      await assert.rejects(async () => Body?.transformToByteArray(), /aborted/)
      const body = Buffer.alloc(4 * MIB)
      await assert.rejects(fetch(await presign({ Key: 'cut' }), { method: 'PUT', body }))
      assert.ok((double.requests.at(-1)?.bodyBytes ?? 0) > MIB)
      double.faults.length = 0
      const gone = client.send(new GetObjectCommand({ Bucket: 'b', Key: 'cut' }))
      assert.equal(await outcome(gone), '404 NoSuchKey')
    }))
})
