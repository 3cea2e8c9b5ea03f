import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  DeleteBucketCorsCommand,
  GetBucketCorsCommand,
  PutBucketCorsCommand,
} from '@aws-sdk/client-s3'
import type { CorsRule } from './cors.ts'
import { answerTo, type OpenDouble, outcome, withDouble } from './fixture.ts'
import type { S3Profile } from './profile.ts'

const PAGE = 'https://assets.example.com'
const RULE: CorsRule = {
  allowedOrigins: ['https://*.example.com', 'http://localhost:3000'],
  allowedMethods: ['PUT', 'GET'],
  allowedHeaders: ['Content-Type', 'if-none-match', 'x-amz-meta-*'],
  exposeHeaders: ['ETag'],
  maxAgeSeconds: 600,
}

async function preflight({ double }: OpenDouble, asked: Record<string, string> = {}) {
  const headers = { origin: PAGE, 'access-control-request-method': 'PUT', ...asked }
  return fetch(`${double.endpoint}/b/new.jpg`, { method: 'OPTIONS', headers })
}

async function preflightOutcome(opened: OpenDouble, asked: Record<string, string>) {
  const response = await preflight(opened, asked)
  const [, code = ''] = /<Code>(.*?)<\/Code>/.exec(await response.text()) ?? []
  const origin = response.headers.get('access-control-allow-origin')
  return `${response.status} ${origin ? 'yes' : 'no'} ${code}`.trim()
}

const HEADERS = 'access-control-request-headers'
const METHOD = 'access-control-request-method'

describe('the S3 double, preflights', () => {
  const rows: [string, Record<string, string>, Partial<Record<S3Profile, string>>][] = [
    ['a rule fits', {}, { aws: '200 yes', ceph: '200 yes', swift: '200 yes', gcs: '200 yes' }],
    [
      'headers in any case, with a wildcard',
      { [HEADERS]: 'content-type, If-None-Match,x-amz-meta-a' },
      { aws: '200 yes', ceph: '200 yes', swift: '200 yes', gcs: '200 yes' },
    ],
    [
      'a header that is not allowed',
      { [HEADERS]: 'content-type,x-other' },
      {
        aws: '403 no AccessForbidden',
        ceph: '403 no AccessDenied',
        swift: '200 yes',
        gcs: '200 no',
      },
    ],
    [
      'a foreign origin',
      { origin: 'https://example.com.evil.org' },
      {
        aws: '403 no AccessForbidden',
        ceph: '403 no AccessDenied',
        swift: '401 no',
        gcs: '200 no',
      },
    ],
    [
      'a method that is not allowed',
      { [METHOD]: 'DELETE' },
      {
        aws: '403 no AccessForbidden',
        ceph: '403 no AccessDenied',
        swift: '200 yes',
        gcs: '200 no',
      },
    ],
  ]
  for (const [behaviour, asked, answers] of rows) {
    for (const [profile, expected] of Object.entries(answers)) {
      test(`${behaviour}: ${profile}`, () =>
        withDouble({ profile: profile as S3Profile, serverCorsOrigins: [PAGE] }, async (opened) => {
          opened.bucket.cors = [RULE]
          assert.equal(await preflightOutcome(opened, asked), expected)
        }))
    }
  }

  const without = {
    aws: '403 no AccessForbidden',
    ceph: '403 no AccessDenied',
    swift: '401 no',
    gcs: '200 no',
  }
  for (const [profile, expected] of Object.entries(without)) {
    test(`no rules at all: ${profile}`, () =>
      withDouble({ profile: profile as S3Profile }, async (opened) =>
        assert.equal(await preflightOutcome(opened, {}), expected),
      ))
  }

  test('tell what is allowed', () =>
    withDouble({}, async (opened) => {
      opened.bucket.cors = [RULE]
      const { headers } = await preflight(opened, { [HEADERS]: 'if-none-match' })
      assert.equal(headers.get('access-control-allow-origin'), PAGE)
      assert.equal(headers.get('access-control-allow-methods'), 'PUT, GET')
      assert.equal(headers.get('access-control-allow-headers'), 'if-none-match')
      assert.equal(headers.get('access-control-max-age'), '600')
      assert.match(headers.get('vary') ?? '', /Origin/)
      opened.bucket.cors = [{ ...RULE, allowedOrigins: ['*'] }]
      const open = await preflight(opened)
      assert.equal(open.headers.get('access-control-allow-origin'), '*')
    }))

  test('are only those that say what they ask for', () =>
    withDouble({}, async ({ double }) => {
      const answer = answerTo(`${double.endpoint}/b/k`, { method: 'OPTIONS' })
      assert.equal(await answer, '400 BadRequest')
    }))
})

describe('the S3 double, what pages may read', () => {
  const rows: [S3Profile, taken: string, forged: string][] = [
    ['aws', '412 yes', '403 yes'],
    ['ceph', '412 yes', '403 no'],
    ['swift', '501 no', '403 no'],
  ]
  for (const [profile, taken, forged] of rows) {
    test(`of a refusal: ${profile}`, () =>
      withDouble({ profile, serverCorsOrigins: [PAGE] }, async ({ bucket, presign }) => {
        bucket.cors = [RULE]
        bucket.put('k', Buffer.from('hello'), 'text/plain')
        const put = async (url: string) => {
          const headers = { origin: PAGE, 'if-none-match': '*' }
          const response = await fetch(url, { method: 'PUT', headers, body: 'x' })
          const isReadable = response.headers.has('access-control-allow-origin')
          return `${response.status} ${isReadable ? 'yes' : 'no'}`
        }
        const url = await presign({ IfNoneMatch: '*' })
        assert.equal(await put(url), taken)
        assert.equal(await put(url.replace('/b/k?', '/b/other?')), forged)
      }))
  }

  for (const profile of ['aws', 'ceph', 'swift', 'gcs'] as const) {
    test(`of a success: ${profile}`, () =>
      withDouble({ profile, serverCorsOrigins: [PAGE] }, async ({ bucket, presign }) => {
        bucket.cors = [RULE]
        const put = async (origin: string) => {
          const options = { method: 'PUT', headers: { origin }, body: 'x' }
          const { status, headers } = await fetch(await presign({}), options)
          assert.equal(status, 200)
          return [
            headers.get('access-control-allow-origin'),
            headers.get('access-control-expose-headers')?.toLowerCase(),
          ]
        }
        assert.deepEqual(await put(PAGE), [PAGE, 'etag'])
        assert.deepEqual(await put('https://other.org'), [null, undefined])
      }))
  }
})

describe('the S3 double, CORS documents', () => {
  for (const profile of ['aws', 'ceph'] as const) {
    test(`are put, read and deleted: ${profile}`, () =>
      withDouble({ profile }, async ({ client, bucket }) => {
        const get = () => client.send(new GetBucketCorsCommand({ Bucket: 'b' }))
        assert.equal(await outcome(get()), '404 NoSuchCORSConfiguration')
        const CORSRules = [
          {
            AllowedOrigins: [PAGE, 'http://a.b/?<&>"'],
            AllowedMethods: ['PUT'],
            AllowedHeaders: ['*'],
            ExposeHeaders: ['ETag'],
            MaxAgeSeconds: 60,
          },
          { AllowedOrigins: ['*'], AllowedMethods: ['GET', 'HEAD'] },
        ]
        const input = { Bucket: 'b', CORSConfiguration: { CORSRules } }
        await client.send(new PutBucketCorsCommand(input))
        assert.deepEqual(bucket.cors[0]?.allowedOrigins, CORSRules[0]?.AllowedOrigins)
        assert.deepEqual((await get()).CORSRules, CORSRules)
        await client.send(new DeleteBucketCorsCommand({ Bucket: 'b' }))
        assert.deepEqual(bucket.cors, [])
      }))
  }

  test('are refused for what can’t be a rule', () =>
    withDouble({}, async ({ client, bucket }) => {
      const rows = [
        [['PATCH'], [PAGE], '400 InvalidRequest'],
        [['PUT'], ['http://*.*'], '400 InvalidRequest'],
        [[], [PAGE], '400 MalformedXML'],
      ] as const
      for (const [methods, origins, expected] of rows) {
        const rule = { AllowedMethods: [...methods], AllowedOrigins: [...origins] }
        const CORSConfiguration = { CORSRules: [rule] }
        const command = new PutBucketCorsCommand({ Bucket: 'b', CORSConfiguration })
        assert.equal(await outcome(client.send(command)), expected)
      }
      assert.deepEqual(bucket.cors, [])
    }))

  test('are unknown to Swift', () =>
    withDouble({ profile: 'swift' }, async ({ client }) => {
      const rule = { AllowedMethods: ['PUT'], AllowedOrigins: [PAGE] }
      const CORSConfiguration = { CORSRules: [rule] }
      const commands = [
        new PutBucketCorsCommand({ Bucket: 'b', CORSConfiguration }),
        new DeleteBucketCorsCommand({ Bucket: 'b' }),
      ]
      for (const command of commands) {
        // biome-ignore lint/suspicious/noExplicitAny: the SDK has no type for "any of these commands".
        assert.equal(await outcome(client.send(command as any)), '501 NotImplemented')
      }
    }))
})
