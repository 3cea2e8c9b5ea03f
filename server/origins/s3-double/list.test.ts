import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type S3Client,
} from '@aws-sdk/client-s3'
import { outcome, withDouble } from './fixture.ts'

/** All pages: objects as they are, folders with a > before them. */
async function listAll(client: S3Client, input: Partial<ListObjectsV2CommandInput>) {
  const pages: string[][] = []
  let ContinuationToken: string | undefined
  do {
    const command = new ListObjectsV2Command({ Bucket: 'b', ...input, ContinuationToken })
    const page = await client.send(command)
    const folders = (page.CommonPrefixes ?? []).map(({ Prefix }) => `>${Prefix}`)
    const keys = (page.Contents ?? []).map(({ Key = '' }) => Key)
    assert.equal(page.KeyCount, folders.length + keys.length)
    pages.push([...keys, ...folders])
    ContinuationToken = page.NextContinuationToken
    assert.equal(page.IsTruncated, ContinuationToken !== undefined)
  } while (ContinuationToken)
  return pages
}

const TREE = ['a', 'b/1', 'b/2', 'b0', 'c/x/1', 'c/x/2', 'c/y', 'd//e', 'é', '￿', '😀']

describe('the S3 double, lists', () => {
  const rows: [string, Partial<ListObjectsV2CommandInput>, string[][]][] = [
    ['everything, in the order of UTF-8', {}, [TREE]],
    ['a prefix', { Prefix: 'c/' }, [['c/x/1', 'c/x/2', 'c/y']]],
    ['folders', { Delimiter: '/' }, [['a', 'b0', 'é', '￿', '😀', '>b/', '>c/', '>d/']]],
    [
      'folders in pages',
      { Delimiter: '/', MaxKeys: 3 },
      [
        ['a', 'b0', '>b/'],
        ['é', '>c/', '>d/'],
        ['￿', '😀'],
      ],
    ],
    ['folders in pages of one', { Delimiter: '/', Prefix: 'c/', MaxKeys: 1 }, [['>c/x/'], ['c/y']]],
    ['an empty name', { Delimiter: '/', Prefix: 'd/' }, [['>d//']]],
    [
      'another delimiter',
      { Delimiter: '/x/' },
      [[...TREE.filter((key) => !key.startsWith('c/x')), '>c/x/']],
    ],
    ['after a key', { StartAfter: 'c/x/1', Prefix: 'c' }, [['c/x/2', 'c/y']]],
    ['after what is no key', { StartAfter: 'b/11', MaxKeys: 2, Prefix: 'b' }, [['b/2', 'b0']]],
    ['after all of the prefix', { StartAfter: 'x', Prefix: 'c' }, [[]]],
    ['nothing', { Prefix: 'nothing' }, [[]]],
    ['no keys', { MaxKeys: 0 }, [[]]],
  ]
  for (const profile of ['aws', 'ceph'] as const) {
    for (const [what, input, expected] of rows) {
      test(`${what}: ${profile}`, () =>
        withDouble({ profile }, async ({ client, bucket }) => {
          for (const key of TREE.toReversed()) bucket.put(key, Buffer.from(key), 'text/plain')
          assert.deepEqual(await listAll(client, input), expected)
        }))
    }
  }

  test('keys as in addresses when asked to', () =>
    withDouble({}, async ({ client, bucket }) => {
      const keys = ['%20', '+', 'a b', 'f', 'f/x', 'q?m=1&n#h', '\u0001<"&']
      for (const key of keys) bucket.put(key, Buffer.from(key), 'text/plain')
      const [page = []] = await listAll(client, { EncodingType: 'url' })
      const decoded = page.map((key) => decodeURIComponent(key.replaceAll('+', ' ')))
      assert.deepEqual(decoded.sort(), keys.sort())
      assert.ok(page.includes('q%3Fm%3D1%26n%23h'))
    }))

  test('the folders of ten million objects without looking at all of them', () =>
    withDouble({}, async ({ client, double }) => {
      let looks = 0
      const keyAt = (index: number) => {
        looks += 1
        const folder = String(Math.floor(index / 2_500_000))
        return `${folder}/${String(index).padStart(8, '0')}`
      }
      const contentAt = () => Buffer.alloc(0)
      const objects = { count: 10_000_000, keyAt, contentAt, sizeBytesAt: () => 0 }
      double.addVirtualBucket('b', objects)
      assert.deepEqual(await listAll(client, { Delimiter: '/' }), [['>0/', '>1/', '>2/', '>3/']])
      assert.ok(looks < 500, String(looks))
    }))
})

describe('the S3 double, buckets', () => {
  const places: [region: string, place: string | undefined][] = [
    ['eu-test-1', 'eu-test-1'],
    ['us-east-1', undefined],
  ]
  for (const [region, place] of places) {
    test(`are at a place: ${region}`, () =>
      withDouble({ region }, async ({ client }) => {
        const found = await client.send(new GetBucketLocationCommand({ Bucket: 'b' }))
        assert.equal(found.LocationConstraint || undefined, place)
      }))
  }

  test('are there or not', () =>
    withDouble({}, async ({ client }) => {
      assert.equal(await outcome(client.send(new HeadBucketCommand({ Bucket: 'b' }))), '200')
      const other = client.send(new HeadBucketCommand({ Bucket: 'other' }))
      assert.equal(await outcome(other), '404 NotFound')
      const list = client.send(new ListObjectsV2Command({ Bucket: 'other' }))
      assert.equal(await outcome(list), '404 NoSuchBucket')
    }))
})
