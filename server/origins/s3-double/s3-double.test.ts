import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import {
  CopyObjectCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectAclCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { answerTo, outcome, withDouble } from './fixture.ts'

describe('the S3 double', () => {
  const keys = [
    'a b+é.txt',
    'a//b',
    'x/../y',
    'x/./y',
    'q?m=1&n#h',
    '+',
    '%20',
    '猫.jpg',
    'f',
    'f/x',
  ]
  for (const key of keys) {
    test(`takes, gives and lists ${key}`, () =>
      withDouble({}, async ({ client }) => {
        const at = { Bucket: 'b', Key: key }
        await client.send(new PutObjectCommand({ ...at, Body: 'hello', ContentType: 'a/b' }))
        const { Body, ContentType } = await client.send(new GetObjectCommand(at))
        assert.equal(await Body?.transformToString(), 'hello')
        assert.equal(ContentType, 'a/b')
        const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: 'b' }))
        assert.deepEqual(
          Contents?.map(({ Key }) => Key),
          [key],
        )
        const url = await getSignedUrl(client, new GetObjectCommand(at))
        // A URL object would make another path of the dots.
        const { hostname: host, port } = new URL(url)
        const raw = request({ host, port, path: url.slice(url.indexOf('/b/')) }).end()
        const [response] = await once(raw, 'response')
        assert.equal(await text(response), 'hello')
      }))
  }

  const ranges: [range: string, expected: string][] = [
    ['bytes=1-3', '206 ell'],
    ['bytes=3-', '206 lo'],
    ['bytes=-2', '206 lo'],
    ['bytes=-50', '206 hello'],
    ['bytes=4-50', '206 o'],
    ['bytes=5-', '416 '],
    ['pages=1', '200 hello'],
  ]
  for (const [range, expected] of ranges) {
    test(`reads ${range}`, () =>
      withDouble({}, async ({ client, bucket }) => {
        bucket.put('k', Buffer.from('hello'), 'text/plain')
        const url = await getSignedUrl(client, new GetObjectCommand({ Bucket: 'b', Key: 'k' }))
        const response = await fetch(url, { headers: { range } })
        const content = response.ok ? await response.text() : ''
        assert.equal(`${response.status} ${content}`, expected)
      }))
  }

  test('refuses what is larger than 5 GiB before it is sent', () =>
    withDouble({}, async ({ presign, double }) => {
      const put = async (sizeBytes: number) => {
        const headers = { 'content-length': sizeBytes, expect: '100-continue' }
        const sending = request(await presign({}), { method: 'PUT', headers })
        sending.flushHeaders()
        const first = Promise.race([
          once(sending, 'continue').then(() => '100'),
          once(sending, 'response').then(([response]) => text(response)),
        ])
        const answer = await first
        sending.on('error', () => {}).destroy()
        return answer
      }
      assert.match(await put(5 * 2 ** 30 + 1), /EntityTooLarge/)
      assert.equal(await put(5 * 2 ** 30), '100')
      assert.equal(double.requests[0]?.bodyBytes, 0)
    }))

  test('answers early also when a body is on its way', () =>
    withDouble({}, async ({ presign, bucket }) => {
      bucket.put('k', Buffer.from('hello'), 'text/plain')
      const url = await presign({ IfNoneMatch: '*' })
      const headers = { 'if-none-match': '*' }
      const body = Buffer.alloc(900_000)
      for (let round = 0; round < 20; round += 1) {
        const answer = answerTo(url, { method: 'PUT', headers, body })
        assert.equal(await answer, '412 PreconditionFailed')
      }
    }))

  test('refuses what is no address', () =>
    withDouble({}, async ({ double }) => {
      assert.equal(await answerTo(`${double.endpoint}/b/%ff`), '400 InvalidURI')
    }))

  test('does not take one operation for another', () =>
    withDouble({}, async ({ client, bucket }) => {
      bucket.put('k', Buffer.from('hello'), 'text/plain')
      const at = { Bucket: 'b', Key: 'k' }
      const acl = client.send(new PutObjectAclCommand({ ...at, ACL: 'public-read' }))
      assert.equal(await outcome(acl), '501 NotImplemented')
      const copy = client.send(new CopyObjectCommand({ ...at, CopySource: 'b/other' }))
      assert.equal(await outcome(copy), '501 NotImplemented')
      const match = client.send(new PutObjectCommand({ ...at, Body: 'x', IfMatch: '"x"' }))
      assert.equal(await outcome(match), '501 NotImplemented')
      assert.equal(bucket.find('k')?.read().toString(), 'hello')
    }))

  test('knows no GetObjectAttributes, as Ceph and Swift: the object comes', () =>
    withDouble({ profile: 'ceph' }, async ({ client, bucket }) => {
      bucket.put('k', Buffer.from('<a>hello</a>'), 'text/plain')
      const input = { Bucket: 'b', Key: 'k', ObjectAttributes: ['ObjectSize' as const] }
      const { ObjectSize } = await client.send(new GetObjectAttributesCommand(input))
      assert.equal(ObjectSize, undefined)
    }))

  test('says what it was asked, and with how much', () =>
    withDouble({}, async ({ presign, double }) => {
      await fetch(await presign({ Key: 'a/b' }), { method: 'PUT', body: 'hello' })
      const [seen] = double.requests
      assert.equal(`${seen?.method} ${seen?.bucket} ${seen?.key} ${seen?.bodyBytes}`, 'PUT b a/b 5')
      assert.equal(seen?.headers['content-length'], '5')
      assert.equal(seen?.query.get('X-Amz-Expires'), '60')
    }))
})
