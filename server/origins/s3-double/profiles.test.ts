import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { answerTo, clientOf, type OpenDouble, outcome, streamed, withDouble } from './fixture.ts'
import type { S3Profile } from './profile.ts'

const PROFILES = ['aws', 'ceph', 'swift', 'ignores-inm', 'gcs'] as const

/** What profiles answer: `usual` unless they have a line of their own. */
type Answers = { usual: string } & Partial<Record<S3Profile, string>>

function eachProfile(
  behaviour: string,
  answers: Answers,
  ask: (profile: S3Profile) => Promise<string>,
): void {
  for (const profile of PROFILES) {
    const expected = answers[profile] ?? answers.usual
    test(`${behaviour}: ${profile}`, async () => assert.equal(await ask(profile), expected))
  }
}

/** Asks a double in which there is an object at "taken". */
function withTaken(
  ask: (opened: OpenDouble) => Promise<string>,
): (profile: S3Profile) => Promise<string> {
  return async (profile) => {
    let answer = ''
    await withDouble({ profile }, async (opened) => {
      opened.bucket.put('taken', Buffer.from('hello'), 'text/plain')
      answer = await ask(opened)
    })
    return answer
  }
}

const PUT = { Bucket: 'b', Key: 'taken', Body: 'other' }
const FAILED = '412 PreconditionFailed'
const MISSING = '501 NotImplemented'
const FORBIDDEN = '403 SignatureDoesNotMatch'

describe('the S3 double, overwriting', () => {
  const ways: [string, Partial<typeof PUT & { IfNoneMatch: string }>, Answers][] = [
    ['unconditional PUT', {}, { usual: '200 other' }],
    [
      'PUT with If-None-Match',
      { IfNoneMatch: '*' },
      {
        usual: `${FAILED} hello`,
        swift: `${MISSING} hello`,
        'ignores-inm': '200 other',
        gcs: '200 other',
      },
    ],
    [
      'the same where nothing is',
      { IfNoneMatch: '*', Key: 'new' },
      { usual: '200 hello', swift: `${MISSING} hello` },
    ],
  ]
  for (const [behaviour, input, answers] of ways) {
    eachProfile(
      behaviour,
      answers,
      withTaken(async ({ client, bucket }) => {
        const answer = await outcome(client.send(new PutObjectCommand({ ...PUT, ...input })))
        return `${answer} ${bucket.find('taken')?.read()}`
      }),
    )
  }

  const presigned = { usual: FAILED, swift: MISSING, 'ignores-inm': '200', gcs: '200' }
  eachProfile(
    'presigned, the condition signed and sent',
    presigned,
    withTaken(async ({ presign }) => {
      const url = await presign({ Key: 'taken', IfNoneMatch: '*' })
      assert.match(url, /SignedHeaders=host%3Bif-none-match/)
      return answerTo(url, { method: 'PUT', headers: { 'If-None-Match': '*' }, body: 'x' })
    }),
  )
  eachProfile(
    'presigned, the condition sent and not signed',
    presigned,
    withTaken(async ({ presign }) => {
      const url = await presign({ Key: 'taken' })
      return answerTo(url, { method: 'PUT', headers: { 'If-None-Match': '*' }, body: 'x' })
    }),
  )
  eachProfile(
    'presigned, the condition signed and not sent',
    { usual: FORBIDDEN },
    withTaken(async ({ presign }) => {
      const url = await presign({ Key: 'taken', IfNoneMatch: '*' })
      return answerTo(url, { method: 'PUT', body: 'x' })
    }),
  )
  eachProfile(
    'twelve at once',
    { usual: '1 × 200', swift: '0 × 200', 'ignores-inm': '12 × 200', gcs: '12 × 200' },
    withTaken(async ({ client }) => {
      const input = { ...PUT, Key: 'race', IfNoneMatch: '*' }
      const all = Array.from({ length: 12 }, () => client.send(new PutObjectCommand(input)))
      const answers = await Promise.all(all.map(outcome))
      return `${answers.filter((answer) => answer === '200').length} × 200`
    }),
  )
})

describe('the S3 double, who may', () => {
  eachProfile(
    'another secret',
    { usual: FORBIDDEN },
    withTaken(async ({ double }) => {
      const credentials = { ...double.credentials, secretAccessKey: 'guessed' }
      const client = clientOf(double, { credentials })
      const command = new GetObjectCommand({ Bucket: 'b', Key: 'taken' })
      return outcome(client.send(command)).finally(() => client.destroy())
    }),
  )
  eachProfile(
    'unknown access key',
    { usual: '403 InvalidAccessKeyId', swift: FORBIDDEN },
    withTaken(async ({ double }) => {
      const credentials = { ...double.credentials, accessKeyId: 'NOBODY' }
      const client = clientOf(double, { credentials })
      const command = new GetObjectCommand({ Bucket: 'b', Key: 'taken' })
      return outcome(client.send(command)).finally(() => client.destroy())
    }),
  )
  eachProfile(
    'another region',
    { usual: '400 AuthorizationHeaderMalformed', ceph: '200', gcs: '200' },
    withTaken(async ({ double }) => {
      const client = clientOf(double, { region: 'mars-1' })
      const command = new GetObjectCommand({ Bucket: 'b', Key: 'taken' })
      return outcome(client.send(command)).finally(() => client.destroy())
    }),
  )
  eachProfile(
    'nobody at all',
    { usual: '403 AccessDenied', swift: '400 AccessDenied' },
    withTaken(({ double }) => answerTo(`${double.endpoint}/b/taken`)),
  )
  eachProfile(
    'presigned, an x-amz-* header too many',
    { usual: '403 AccessDenied', ceph: '200' },
    withTaken(async ({ presign }) => {
      const headers = { 'x-amz-meta-colour': 'red' }
      return answerTo(await presign({}), { method: 'PUT', headers, body: 'x' })
    }),
  )
})

describe('the S3 double, bodies', () => {
  eachProfile(
    'a body of unknown length',
    { usual: '411 MissingContentLength', swift: '200', gcs: '200' },
    withTaken(async ({ presign }) => {
      return answerTo(await presign({}), streamed(Readable.from([Buffer.from('x')])))
    }),
  )
  eachProfile(
    'another length than was signed',
    { usual: FORBIDDEN },
    withTaken(async ({ presign }) => {
      const url = await presign({ ContentLength: 5 })
      assert.match(url, /SignedHeaders=content-length%3Bhost/)
      return answerTo(url, { method: 'PUT', body: 'longer than that' })
    }),
  )
  eachProfile(
    'another MD5',
    { usual: '400 BadDigest' },
    withTaken(async ({ presign }) => {
      const headers = { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' }
      return answerTo(await presign({}), { method: 'PUT', headers, body: 'x' })
    }),
  )
  eachProfile(
    'the checksum of nothing, which the SDK writes into addresses of itself',
    { usual: '200', aws: '400 BadDigest' },
    withTaken(async ({ client, presign }) => {
      client.config.requestChecksumCalculation = async () => 'WHEN_SUPPORTED'
      const url = await presign({})
      assert.match(url, /x-amz-checksum-crc32=AAAAAA/)
      return answerTo(url, { method: 'PUT', body: 'x' })
    }),
  )
  eachProfile(
    'the checksum that the SDK sends behind a stream',
    { usual: '411 MissingContentLength', swift: MISSING, gcs: MISSING },
    withTaken(async ({ client }) => {
      client.config.requestChecksumCalculation = async () => 'WHEN_SUPPORTED'
      const Body = Readable.from(['x'])
      return outcome(client.send(new PutObjectCommand({ ...PUT, Body, ContentLength: 1 })))
    }),
  )
  eachProfile(
    'a key of 1024 and one of 1025 bytes',
    { usual: '200 400 KeyTooLongError', ceph: '200 400 InvalidObjectName' },
    withTaken(async ({ client }) => {
      const put = (Key: string) => outcome(client.send(new PutObjectCommand({ ...PUT, Key })))
      return `${await put('é'.repeat(512))} ${await put(`${'é'.repeat(512)}x`)}`
    }),
  )
})

describe('the S3 double, lists', () => {
  eachProfile(
    'the largest page',
    { usual: '1000', swift: '5000' },
    withTaken(async ({ double, client }) => {
      const keyAt = (index: number) => String(index).padStart(5, '0')
      const contentAt = () => Buffer.alloc(0)
      double.addVirtualBucket('many', { count: 6000, keyAt, contentAt, sizeBytesAt: () => 0 })
      const command = new ListObjectsV2Command({ Bucket: 'many', MaxKeys: 5000 })
      return String((await client.send(command)).Contents?.length)
    }),
  )
  eachProfile(
    'whether the token of the next page shows the last key',
    { usual: 'false', ceph: 'true' },
    withTaken(async ({ client, bucket }) => {
      bucket.put('zoo', Buffer.from('x'), 'text/plain')
      const page = await client.send(new ListObjectsV2Command({ Bucket: 'b', MaxKeys: 1 }))
      return String(page.NextContinuationToken === 'taken')
    }),
  )
  eachProfile(
    'parts of a second in a list, and in a HEAD',
    { usual: '0 0', ceph: '234 0' },
    async (profile) => {
      let answer = ''
      await withDouble(
        { profile, now: () => Date.now() - (Date.now() % 1000) + 234 },
        async (opened) => {
          const { bucket, client } = opened
          bucket.put('k', Buffer.from('x'), 'text/plain')
          const list = await client.send(new ListObjectsV2Command({ Bucket: 'b' }))
          const head = await client.send(new HeadObjectCommand({ Bucket: 'b', Key: 'k' }))
          const times = [list.Contents?.[0]?.LastModified, head.LastModified]
          answer = times.map((time) => time?.getUTCMilliseconds()).join(' ')
        },
      )
      return answer
    },
  )
})
