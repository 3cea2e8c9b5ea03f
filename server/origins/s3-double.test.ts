import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { after, before, describe, test } from 'node:test'
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { type S3Double, startS3Double } from './s3-double.ts'

describe('the S3 double', () => {
  let double: S3Double
  let client: S3Client
  let clock = 0
  before(async () => {
    double = await startS3Double({ now: () => Date.now() + clock })
    const { endpoint, region, credentials } = double
    client = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
    double.addBucket('b').put('a b+é.txt', Buffer.from('hello'), 'text/plain')
  })
  after(async () => {
    client.destroy()
    await double.close()
  })

  test('takes presigned addresses until they expire, as they were signed', async () => {
    const command = new GetObjectCommand({ Bucket: 'b', Key: 'a b+é.txt' })
    const url = await getSignedUrl(client, command, { expiresIn: 60 })
    assert.equal(await (await fetch(url)).text(), 'hello')
    assert.equal((await fetch(url, { method: 'PUT', body: 'x' })).status, 403)
    assert.equal((await fetch(url.replace('Expires=60', 'Expires=61'))).status, 403)
    assert.equal((await fetch(url, { headers: { 'x-amz-meta-a': 'b' } })).status, 403)
    clock = 61_000
    assert.match(await (await fetch(url)).text(), /has expired/)
    clock = 0
  })

  test('refuses who does not sign', async () => {
    assert.equal((await fetch(`${double.endpoint}/b/a`)).status, 403)
  })

  test('refuses the checksum trailers that the SDK sends of itself', async () => {
    const Body = Readable.from(['x'])
    const command = new PutObjectCommand({ Bucket: 'b', Key: 'c', Body, ContentLength: 1 })
    await assert.rejects(client.send(command), /Content-Length/)
  })

  test('lists by prefix and delimiter, in pages', async () => {
    const bucket = double.addBucket('tree')
    for (const key of ['a', 'b/1', 'b/2', 'b0', 'c/x/1', 'c/y'])
      bucket.put(key, Buffer.from(key), 'x')
    const seen: string[] = []
    let token: string | undefined
    do {
      const page = await client.send(
        new ListObjectsV2Command({
          Bucket: 'tree',
          Delimiter: '/',
          MaxKeys: 2,
          ContinuationToken: token,
        }),
      )
      for (const { Prefix = '' } of page.CommonPrefixes ?? []) seen.push(Prefix)
      for (const { Key = '' } of page.Contents ?? []) seen.push(Key)
      token = page.NextContinuationToken
    } while (token)
    assert.deepEqual(seen.sort(), ['a', 'b/', 'b0', 'c/'])
    const inC = await client.send(new ListObjectsV2Command({ Bucket: 'tree', Prefix: 'c/' }))
    assert.deepEqual(
      inC.Contents?.map(({ Key }) => Key),
      ['c/x/1', 'c/y'],
    )
  })
})
