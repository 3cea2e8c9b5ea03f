import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import type { PresignedPut, UploadTarget, WriteProbe } from '../upload-target.ts'
import { withBucket, withCode, write } from './fixture.ts'

const PNG = { contentType: 'image/png', expiresSeconds: 28_800 }

/** As a browser does it: the headers it was given, and nothing else of note. */
function put({ url, headers }: PresignedPut, content: string): Promise<Response> {
  return fetch(url, { method: 'PUT', body: content, headers })
}

function presign(target: UploadTarget, path: string, options = PNG): Promise<PresignedPut> {
  assert.ok(target.presign)
  return target.presign(path, options)
}

function partsOf(target: UploadTarget) {
  assert.ok(target.parts)
  return target.parts
}

function corsOf(target: UploadTarget) {
  assert.ok(target.cors)
  return target.cors
}

describe('a presigned PUT', () => {
  const CONDITIONS = { aws: 'If-None-Match', gcs: 'x-goog-if-generation-match' } as const
  for (const [profile, condition] of Object.entries(CONDITIONS)) {
    test(`${profile}: writes once, and nothing over it`, () =>
      withBucket(
        async ({ target, bucket }) => {
          const path = 'a folder/Grüße+100%.png'
          const presigned = await presign(target, path)
          assert.equal((await put(presigned, 'one')).status, 200)
          assert.equal((await put(presigned, 'two')).status, 412)
          const { [condition]: _, ...others } = presigned.headers
          assert.equal((await put({ ...presigned, headers: others }, 'three')).status, 403)
          assert.equal(bucket.find(path)?.contentType, 'image/png')
          assert.equal(bucket.find(path)?.sizeBytes, 3)
        },
        { profile: profile as keyof typeof CONDITIONS },
      ))
  }

  test('signs the condition alone, and no checksum of nothing', () =>
    withBucket(async ({ target }) => {
      const { url, headers } = await presign(target, 'a.png')
      const { searchParams } = new URL(url)
      assert.equal(searchParams.get('X-Amz-SignedHeaders'), 'host;if-none-match')
      assert.equal(searchParams.get('X-Amz-Expires'), '28800')
      assert.doesNotMatch(url, /checksum/i)
      assert.deepEqual(headers, { 'Content-Type': 'image/png', 'If-None-Match': '*' })
    }))

  test('is not made for what can’t be uploaded', () =>
    withBucket(async ({ target }) => {
      for (const path of ['', '/a', 'a/../b', 'a/./b', 'a/', 'k'.repeat(1025)]) {
        await assert.rejects(presign(target, path), withCode('invalid_path'), path)
      }
      const large = { ...PNG, sizeBytes: 5 * 2 ** 30 + 1 }
      await assert.rejects(presign(target, 'a.png', large), withCode('too_large'))
    }))

  test('ends with its time', () => {
    let clock = 0
    const now = () => Date.now() + clock
    return withBucket(
      async ({ target, bucket }) => {
        const presigned = await presign(target, 'a.png', { ...PNG, expiresSeconds: 60 })
        clock = 61_000
        assert.equal((await put(presigned, 'late')).status, 403)
        assert.equal(bucket.find('a.png'), null)
      },
      { now },
    )
  })
})

describe('what a bucket does with writes to a taken path', () => {
  const found: Record<string, WriteProbe> = {
    aws: { overwriting: 'refuses', partsRefuse: true },
    ceph: { overwriting: 'refuses', partsRefuse: false },
    gcs: { overwriting: 'refuses', partsRefuse: false },
    swift: { overwriting: 'unsupported', partsRefuse: false },
    'ignores-inm': { overwriting: 'ignores', partsRefuse: false },
  } satisfies Record<string, WriteProbe>
  for (const [profile, expected] of Object.entries(found)) {
    test(`${profile} is found out, and nothing is left but the probe`, () =>
      withBucket(
        async ({ target, origin, bucket }) => {
          assert.deepEqual(await target.probe(), expected)
          assert.deepEqual(await target.probe(), expected)
          assert.equal(bucket.uploads.size, 0)
          assert.deepEqual(await Array.fromAsync(origin.list()), [])
          assert.deepEqual(
            [...bucket.from('')].map(({ key }) => key),
            ['.vitrine-write-probe'],
          )
        },
        { profile: profile as 'aws' },
      ))
  }

  test('who may not write is told so', () =>
    withBucket(async ({ target, double }) => {
      const when = ({ method }: { method: string }) => method === 'PUT'
      double.faults.push({ when, answer: { status: 403, code: 'AccessDenied' } })
      await assert.rejects(target.probe(), withCode('origin_refused', /PutObject/))
    }))

  test('parts are not used where the key is not allowed all of it', () =>
    withBucket(async ({ target, double }) => {
      for (const denied of ['GET', 'DELETE', 'POST']) {
        double.faults.splice(0, 1, {
          when: ({ method, query }) =>
            method === denied && (query.has('uploadId') || query.has('uploads')),
          answer: { status: 403, code: 'AccessDenied' },
        })
        assert.equal((await target.probe()).partsRefuse, false, denied)
      }
    }))

  test('a role that may create and not overwrite is enough at Google', () =>
    withBucket(
      async ({ target, double, bucket }) => {
        double.faults.push({
          when: ({ method, key }) => method === 'PUT' && bucket.find(key) !== null,
          answer: { status: 403, code: 'AccessDenied' },
        })
        for (let round = 0; round < 2; round += 1) {
          assert.equal((await target.probe()).overwriting, 'refuses')
        }
        await write(target, 'a.png', 'one')
        await assert.rejects(write(target, 'a.png', 'two'), withCode('path_taken'))
        const when = ({ method }: { method: string }) => method === 'PUT'
        double.faults.splice(0, 1, { when, answer: { status: 403, code: 'AccessDenied' } })
        await assert.rejects(write(target, 'b.png', 'one'), withCode('origin_refused'))
      },
      { profile: 'gcs' },
    ))

  test('where overwriting can’t be refused, files can be replaced', () =>
    withBucket(
      async ({ target, bucket }) => {
        await assert.rejects(write(target, 'a.png', 'one'), withCode('origin_refused'))
        await target.replace('a.png', Readable.from([Buffer.from('new')]), { contentType: 'a/b' })
        assert.equal(bucket.find('a.png')?.sizeBytes, 3)
      },
      { profile: 'swift' },
    ))

  test('credentials that may write need not be allowed to read', () =>
    withBucket(async ({ target, double, bucket }) => {
      const when = ({ method }: { method: string }) => method === 'GET' || method === 'HEAD'
      double.faults.push({ when, answer: { status: 403, code: 'AccessDenied' } })
      await write(target, 'a.png', 'one')
      await assert.rejects(write(target, 'a.png', 'two'), withCode('path_taken'))
      assert.equal(bucket.find('a.png')?.sizeBytes, 3)
    }))
})

describe('an upload in parts', () => {
  const PART = 'p'.repeat(5 * 2 ** 20)

  async function send(target: UploadTarget, uploadId: string, number: number, content: string) {
    const part = { uploadId, number, expiresSeconds: 60 }
    const answer = await put(await partsOf(target).presignPart('film.mp4', part), content)
    assert.equal(answer.status, 200)
  }

  test('is put together of what has arrived', () =>
    withBucket(async ({ target, bucket }) => {
      const parts = partsOf(target)
      const uploadId = await parts.begin('film.mp4', { contentType: 'video/mp4' })
      await send(target, uploadId, 2, 'the end')
      await send(target, uploadId, 1, PART)
      const arrived = await parts.list('film.mp4', uploadId)
      assert.deepEqual(
        arrived.map(({ number, sizeBytes }) => [number, sizeBytes]),
        [
          [1, PART.length],
          [2, 7],
        ],
      )
      assert.equal(bucket.find('film.mp4'), null)
      await parts.complete('film.mp4', { uploadId, parts: arrived })
      assert.equal(bucket.find('film.mp4')?.sizeBytes, PART.length + 7)
      assert.equal(bucket.find('film.mp4')?.contentType, 'video/mp4')
    }))

  test('never replaces what came in between', () =>
    withBucket(async ({ target, bucket }) => {
      const parts = partsOf(target)
      const uploadId = await parts.begin('film.mp4', { contentType: 'video/mp4' })
      await send(target, uploadId, 1, 'later')
      bucket.put('film.mp4', Buffer.from('first'), 'video/mp4')
      const arrived = await parts.list('film.mp4', uploadId)
      const end = parts.complete('film.mp4', { uploadId, parts: arrived })
      await assert.rejects(end, withCode('path_taken'))
      assert.equal(bucket.find('film.mp4')?.sizeBytes, 5)
      await parts.abort('film.mp4', uploadId)
      assert.equal(bucket.uploads.size, 0)
    }))

  test('can be completed again by somebody who did not hear of it', () =>
    withBucket(async ({ target, bucket }) => {
      const parts = partsOf(target)
      const uploadId = await parts.begin('film.mp4', { contentType: 'video/mp4' })
      await send(target, uploadId, 1, PART)
      await send(target, uploadId, 2, 'the end')
      const upload = { uploadId, parts: await parts.list('film.mp4', uploadId) }
      await parts.complete('film.mp4', upload)
      await parts.complete('film.mp4', upload)
      bucket.put('film.mp4', Buffer.from('other'), 'video/mp4')
      await assert.rejects(parts.complete('film.mp4', upload), withCode('not_found'))
    }))

  test('lists more parts than fit on a page', () =>
    withBucket(async ({ target }) => {
      const parts = partsOf(target)
      const uploadId = await parts.begin('film.mp4', { contentType: 'video/mp4' })
      for (let first = 1; first <= 1001; first += 77) {
        const numbers = Array.from({ length: 77 }, (_, index) => first + index)
        await Promise.all(numbers.map((number) => send(target, uploadId, number, `${number}`)))
      }
      const arrived = await parts.list('film.mp4', uploadId)
      assert.deepEqual(
        arrived.map(({ number }) => number),
        Array.from({ length: 1001 }, (_, index) => index + 1),
      )
    }))

  test('a list of parts that goes in circles ends', () =>
    withBucket(async ({ target, double }) => {
      for (const next of [2, 1, 2, 1, 2, 1, 0]) {
        const html = `<ListPartsResult><IsTruncated>${next > 0}</IsTruncated><NextPartNumberMarker>${next}</NextPartNumberMarker><Part><PartNumber>${next}</PartNumber><ETag>e</ETag><Size>1</Size></Part></ListPartsResult>`
        double.faults.push({ times: 1, answer: { status: 200, html } })
      }
      assert.ok((await partsOf(target).list('film.mp4', 'id')).length < 3)
    }))

  test('says what is wrong', () =>
    withBucket(async ({ target }) => {
      const parts = partsOf(target)
      const gone = withCode('not_found', /no longer knows/)
      const upload = { uploadId: 'none', parts: [{ number: 1, etag: 'x' }] }
      await assert.rejects(parts.complete('film.mp4', upload), gone)
      await assert.rejects(parts.list('film.mp4', 'none'), gone)
      await parts.abort('film.mp4', 'none')
      const uploadId = await parts.begin('film.mp4', { contentType: 'video/mp4' })
      const wrong = parts.complete('film.mp4', { ...upload, uploadId })
      await assert.rejects(wrong, withCode('invalid_body', /Not all parts/))
      await send(target, uploadId, 1, 'small')
      await send(target, uploadId, 2, 'small')
      const arrived = await parts.list('film.mp4', uploadId)
      const small = parts.complete('film.mp4', { uploadId, parts: arrived })
      await assert.rejects(small, withCode('invalid_body', /Not all parts/))
    }))
})

describe('the CORS rule of a bucket', () => {
  const page = 'https://assets.example.com'
  const other = {
    allowedOrigins: ['https://shop.example.com'],
    allowedMethods: ['GET'],
    allowedHeaders: [],
    exposeHeaders: [],
  }

  for (const profile of ['aws', 'gcs'] as const) {
    test(`${profile}: is added beside the others, once`, () =>
      withBucket(
        async ({ target, bucket, double }) => {
          await corsOf(target).allow(page)
          assert.equal(bucket.cors.length, 1)
          bucket.cors = [other, { ...other, allowedOrigins: ['*'], allowedMethods: ['PUT'] }]
          await corsOf(target).allow(page)
          assert.equal(bucket.cors.length, 3)
          assert.ok(
            bucket.cors.some((rule) => rule.allowedOrigins[0] === 'https://shop.example.com'),
          )
          const writes = () => double.requests.filter(({ method }) => method === 'PUT').length
          const before = writes()
          await corsOf(target).allow(page)
          assert.equal(writes(), before)
          const presigned = await presign(target, 'a.png')
          const headers = {
            origin: page,
            'access-control-request-method': 'PUT',
            'access-control-request-headers': Object.keys(presigned.headers).join(','),
          }
          const answer = await fetch(presigned.url, { method: 'OPTIONS', headers })
          assert.equal(answer.headers.get('access-control-allow-origin'), page)
        },
        { profile },
      ))
  }

  test('a rule that is wide enough is enough', () =>
    withBucket(async ({ target, bucket }) => {
      const wide = {
        allowedOrigins: ['https://*.example.com'],
        allowedMethods: ['GET', 'PUT'],
        allowedHeaders: ['*'],
        exposeHeaders: [],
      }
      bucket.cors = [wide]
      await corsOf(target).allow(page)
      assert.deepEqual(bucket.cors, [wide])
    }))

  test('is not made for what is no page, or without the right to', () =>
    withBucket(async ({ target, double }) => {
      for (const wrong of ['*', 'assets.example.com', 'https://a.example/x', 'file://', '<a>']) {
        await assert.rejects(corsOf(target).allow(wrong), withCode('invalid_parameter'))
      }
      double.faults.push({ answer: { status: 403, code: 'AccessDenied' } })
      await assert.rejects(corsOf(target).allow(page), withCode('origin_refused', /PutBucketCORS/))
    }))
})
