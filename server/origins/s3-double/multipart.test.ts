import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { outcome, withDouble } from './fixture.ts'

const AT = { Bucket: 'b', Key: 'big/é+.bin' }
const FIRST = Buffer.alloc(5 * 2 ** 20, 'a')
const LAST = Buffer.from('the end')

async function begin(client: S3Client): Promise<string> {
  const input = { ...AT, ContentType: 'video/mp4', CacheControl: 'max-age=60' }
  const { UploadId = '' } = await client.send(new CreateMultipartUploadCommand(input))
  assert.notEqual(UploadId, '')
  return UploadId
}

async function putPart(client: S3Client, UploadId: string, PartNumber: number, Body: Buffer) {
  const { ETag } = await client.send(new UploadPartCommand({ ...AT, UploadId, PartNumber, Body }))
  return { PartNumber, ETag }
}

function complete(
  client: S3Client,
  UploadId: string,
  upload: { Parts: { PartNumber: number; ETag?: string | undefined }[]; IfNoneMatch?: string },
) {
  const { Parts, ...more } = upload
  const input = { ...AT, UploadId, MultipartUpload: { Parts }, ...more }
  return client.send(new CompleteMultipartUploadCommand(input))
}

const md5 = (content: Buffer) => createHash('md5').update(content)

describe('the S3 double, parts', () => {
  test('become one object, in any order, those sent twice once', () =>
    withDouble({}, async ({ client, bucket }) => {
      const UploadId = await begin(client)
      const last = await putPart(client, UploadId, 7, LAST)
      await putPart(client, UploadId, 2, LAST)
      const first = await putPart(client, UploadId, 2, FIRST)
      await putPart(client, UploadId, 9, Buffer.from('not wanted in the end'))
      assert.equal(bucket.find(AT.Key), null)
      const { ETag } = await complete(client, UploadId, { Parts: [first, last] })
      const both = Buffer.concat([md5(FIRST).digest(), md5(LAST).digest()])
      assert.equal(ETag, `"${md5(both).digest('hex')}-2"`)
      const head = await client.send(new HeadObjectCommand(AT))
      assert.equal(head.ETag, ETag)
      assert.equal(head.ContentType, 'video/mp4')
      assert.equal(head.CacheControl, 'max-age=60')
      const Range = `bytes=${FIRST.length - 2}-${FIRST.length + 2}`
      const seam = await client.send(new GetObjectCommand({ ...AT, Range }))
      assert.equal(await seam.Body?.transformToString(), 'aathe')
      assert.equal(
        await outcome(complete(client, UploadId, { Parts: [first] })),
        '404 NoSuchUpload',
      )
    }))

  const mistakes: [string, string, (first: string, last: string) => [number, string][]][] = [
    [
      'small parts before the last',
      '400 EntityTooSmall',
      (a, b) => [
        [1, b],
        [2, a],
      ],
    ],
    [
      'another ETag',
      '400 InvalidPart',
      (a) => [
        [1, a],
        [2, a],
      ],
    ],
    [
      'a part that never came',
      '400 InvalidPart',
      (a, b) => [
        [1, a],
        [3, b],
      ],
    ],
    [
      'the wrong order',
      '400 InvalidPartOrder',
      (a, b) => [
        [2, b],
        [1, a],
      ],
    ],
    [
      'one part twice',
      '400 InvalidPartOrder',
      (a) => [
        [1, a],
        [1, a],
      ],
    ],
    ['no parts', '400 MalformedXML', () => []],
  ]
  for (const [mistake, expected, list] of mistakes) {
    test(`are refused: ${mistake}`, () =>
      withDouble({}, async ({ client, bucket }) => {
        const UploadId = await begin(client)
        const isSmall = expected.endsWith('TooSmall')
        const first = await putPart(client, UploadId, isSmall ? 2 : 1, FIRST)
        const last = await putPart(client, UploadId, isSmall ? 1 : 2, LAST)
        const Parts = list(first.ETag ?? '', last.ETag ?? '').map(([PartNumber, ETag]) => ({
          PartNumber,
          ETag,
        }))
        assert.equal(await outcome(complete(client, UploadId, { Parts })), expected)
        assert.equal(bucket.find(AT.Key), null)
        assert.equal(await outcome(complete(client, UploadId, { Parts: [last] })), '200')
      }))
  }

  for (const number of [0, 10_001]) {
    test(`have numbers, and ${number} is none of them`, () =>
      withDouble({}, async ({ client }) => {
        const UploadId = await begin(client)
        const put = putPart(client, UploadId, number, LAST)
        assert.equal(await outcome(put), '400 InvalidArgument')
      }))
  }

  test('are listed in pages, and uploads too, until they are aborted', () =>
    withDouble({}, async ({ client }) => {
      const UploadId = await begin(client)
      for (const number of [10, 2, 1]) await putPart(client, UploadId, number, LAST)
      const list = (PartNumberMarker?: string) =>
        client.send(new ListPartsCommand({ ...AT, UploadId, MaxParts: 2, PartNumberMarker }))
      const page = await list()
      assert.deepEqual(
        page.Parts?.map(({ PartNumber, Size, ETag }) => [PartNumber, Size, ETag]),
        [1, 2].map((number) => [number, LAST.length, `"${md5(LAST).digest('hex')}"`]),
      )
      assert.equal(page.IsTruncated, true)
      const next = await list(page.NextPartNumberMarker)
      assert.deepEqual(
        next.Parts?.map(({ PartNumber }) => PartNumber),
        [10],
      )
      assert.equal(next.IsTruncated, false)
      const listUploads = () => client.send(new ListMultipartUploadsCommand({ Bucket: 'b' }))
      const { Uploads } = await listUploads()
      assert.deepEqual(
        Uploads?.map((upload) => [upload.Key, upload.UploadId]),
        [[AT.Key, UploadId]],
      )
      const abort = () => client.send(new AbortMultipartUploadCommand({ ...AT, UploadId }))
      await abort()
      assert.equal((await listUploads()).Uploads, undefined)
      assert.equal(await outcome(list()), '404 NoSuchUpload')
      assert.equal(await outcome(putPart(client, UploadId, 1, LAST)), '404 NoSuchUpload')
      assert.equal(await outcome(abort()), '404 NoSuchUpload')
    }))

  const endings = {
    aws: ['412 PreconditionFailed', 'there', true],
    ceph: ['200', 'the end', false],
    swift: ['412 InvalidRequest', 'there', true],
    'ignores-inm': ['200', 'the end', true],
    gcs: ['200', 'the end', true],
  } as const
  for (const [profile, [expected, content, tellsEtag]] of Object.entries(endings)) {
    test(`end with a condition: ${profile}`, () =>
      withDouble({ profile: profile as keyof typeof endings }, async ({ client, bucket }) => {
        const key = { IfNoneMatch: '*' }
        bucket.put(AT.Key, Buffer.from('there'), 'text/plain')
        const UploadId = await begin(client)
        const Parts = [await putPart(client, UploadId, 1, LAST)]
        assert.equal(await outcome(complete(client, UploadId, { Parts, ...key })), expected)
        assert.equal(bucket.find(AT.Key)?.read().toString(), content)
        bucket.delete(AT.Key)
        const other = await begin(client)
        const more = [await putPart(client, other, 1, LAST)]
        const { ETag } = await complete(client, other, { Parts: more, ...key })
        assert.equal(/-1"$/.test(ETag ?? ''), tellsEtag)
        assert.match((await client.send(new HeadObjectCommand(AT))).ETag ?? '', /-1"$/)
      }))
  }

  test('come by presigned addresses', () =>
    withDouble({}, async ({ client, bucket, double }) => {
      const UploadId = await begin(client)
      const command = new UploadPartCommand({ ...AT, UploadId, PartNumber: 1 })
      const url = await getSignedUrl(client, command, { expiresIn: 60 })
      const response = await fetch(url, { method: 'PUT', body: LAST })
      assert.equal(response.status, 200)
      const other = url.replace('partNumber=1', 'partNumber=2')
      assert.equal((await fetch(other, { method: 'PUT', body: LAST })).status, 403)
      const ETag = response.headers.get('etag') ?? ''
      await complete(client, UploadId, { Parts: [{ PartNumber: 1, ETag }] })
      assert.equal(bucket.find(AT.Key)?.read().toString(), 'the end')
      const bytes = double.requests.filter(({ query }) => query.has('partNumber'))
      assert.deepEqual(
        bytes.map(({ bodyBytes }) => bodyBytes),
        [LAST.length, 0],
      )
    }))
})
