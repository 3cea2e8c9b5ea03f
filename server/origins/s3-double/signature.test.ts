import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { encodeKeyPath, presignGoog, signGoogHeaders } from '../gcs/signature.ts'
import { answerTo, type OpenDouble, outcome, withDouble } from './fixture.ts'

const FORBIDDEN = '403 SignatureDoesNotMatch'

describe('the S3 double, presigned addresses', () => {
  const rows: [string, (url: string) => string, string][] = [
    ['as signed', (url) => url, '200'],
    ['another key', (url) => url.replace('/b/k?', '/b/other?'), FORBIDDEN],
    ['another parameter', (url) => `${url}&response-content-type=a`, FORBIDDEN],
    ['a longer life', (url) => url.replace('Expires=60', 'Expires=61'), FORBIDDEN],
    [
      'a life of more than a week',
      (url) => url.replace('Expires=60', 'Expires=604801'),
      '400 AuthorizationHeaderMalformed',
    ],
    ['fewer signed headers', (url) => url.replace('host%3Bif-none-match', 'host'), FORBIDDEN],
    [
      'no signed host',
      (url) => url.replace('host%3Bif-none-match', 'if-none-match'),
      '403 AccessDenied',
    ],
    [
      'yesterday’s scope',
      (url) => url.replace(/%2F\d{8}%2F/, '%2F20200101%2F'),
      '400 AuthorizationHeaderMalformed',
    ],
  ]
  for (const [what, change, expected] of rows) {
    test(what, () =>
      withDouble({}, async ({ presign }) => {
        const url = change(await presign({ IfNoneMatch: '*' }))
        const headers = { 'If-None-Match': '*' }
        assert.equal(await answerTo(url, { method: 'PUT', headers, body: 'x' }), expected)
      }),
    )
  }

  test('live until they expire, and not before they begin', async () => {
    let offset = 0
    await withDouble({ now: () => Date.now() + offset }, async ({ presign }) => {
      const options = { method: 'PUT', body: 'x' }
      const url = await presign({})
      const answers = []
      for (offset of [58_000, 62_000, -14 * 60_000, -17 * 60_000]) {
        answers.push(await answerTo(url, options))
      }
      assert.deepEqual(answers, ['200', '403 AccessDenied', '200', '403 AccessDenied'])
    })
  })

  test('of ours are refused by a clock that is twenty minutes off', async () => {
    const now = () => Date.now() + 20 * 60_000
    await withDouble({ now }, async ({ client }) => {
      const command = new ListObjectsV2Command({ Bucket: 'b' })
      assert.equal(await outcome(client.send(command)), '403 RequestTimeTooSkewed')
    })
  })
})

const TEN_SECONDS = { expiresSeconds: 10 }

describe('the S3 double, Google’s signatures', () => {
  const path = encodeKeyPath('b', 'a b/é+(1).txt')
  const key = 'a b/é+(1).txt'
  const hostOf = ({ double }: OpenDouble) => new URL(double.endpoint).host

  function putByGoogle(opened: OpenDouble, headers: Record<string, string>) {
    const request = { method: 'PUT', host: hostOf(opened), path, headers }
    const { credentials, endpoint } = opened.double
    return endpoint + presignGoog(credentials, { ...request, ...TEN_SECONDS }, new Date())
  }

  test('refuse to overwrite when signed so', () =>
    withDouble({ profile: 'gcs' }, async (opened) => {
      const headers = { 'x-goog-if-generation-match': '0' }
      const url = putByGoogle(opened, headers)
      const put = (sent: Record<string, string>, to = url) =>
        answerTo(to, { method: 'PUT', headers: sent, body: 'hello' })
      assert.equal(await put({}), FORBIDDEN)
      assert.equal(await put({ 'x-goog-if-generation-match': '1' }), FORBIDDEN)
      assert.equal(await put({ ...headers, 'x-goog-meta-a': 'b' }), '403 AccessDenied')
      assert.equal(await put(headers, url.replace('.txt', '.png')), FORBIDDEN)
      assert.equal(opened.bucket.find(key), null)
      assert.equal(await put(headers), '200')
      assert.equal(await put(headers), '412 PreconditionFailed')
      assert.equal(opened.bucket.find(key)?.read().toString(), 'hello')
    }))

  test('can be in the headers', () =>
    withDouble({ profile: 'gcs' }, async (opened) => {
      opened.bucket.put(key, Buffer.from('hello'), 'text/plain')
      const { double } = opened
      const request = { method: 'GET', host: hostOf(opened), path, headers: {} }
      const { host, ...headers } = signGoogHeaders(double.credentials, request, new Date())
      assert.equal(await (await fetch(double.endpoint + path, { headers })).text(), 'hello')
      const other = { headers: { ...headers, 'x-amz-meta-a': 'b' } }
      assert.equal(await answerTo(double.endpoint + path, other), '400 InvalidArgument')
      const late = signGoogHeaders(double.credentials, request, new Date(Date.now() - 10 ** 6))
      const { host: _, ...lateHeaders } = late
      const answer = await answerTo(double.endpoint + path, { headers: lateHeaders })
      assert.equal(answer, '403 RequestTimeTooSkewed')
    }))

  test('are not known elsewhere, and Amazon’s are at Google', async () => {
    await withDouble({ profile: 'aws' }, async (opened) => {
      const answer = await answerTo(putByGoogle(opened, {}), { method: 'PUT', body: 'x' })
      assert.equal(answer, '400 AuthorizationHeaderMalformed')
    })
    await withDouble({ profile: 'gcs' }, async ({ client, bucket }) => {
      bucket.put('k', Buffer.from('hello'), 'text/plain')
      const command = new GetObjectCommand({ Bucket: 'b', Key: 'k' })
      assert.equal(await outcome(client.send(command)), '200')
      assert.equal(await (await fetch(await getSignedUrl(client, command))).text(), 'hello')
    })
  })

  test('sign CORS documents in Google’s words', () =>
    withDouble({ profile: 'gcs' }, async (opened) => {
      const { double, bucket } = opened
      const document =
        '<CorsConfig><Cors><Origins><Origin>http://a.org</Origin></Origins><Methods><Method>PUT</Method></Methods><ResponseHeaders><ResponseHeader>content-type</ResponseHeader></ResponseHeaders><MaxAgeSec>60</MaxAgeSec></Cors></CorsConfig>'
      const send = async (method: string, body: string | null) => {
        const request = {
          method,
          host: hostOf(opened),
          path: '/b',
          query: { cors: '' },
          headers: {},
        }
        const { host, ...headers } = signGoogHeaders(double.credentials, request, new Date())
        const response = await fetch(`${double.endpoint}/b?cors=`, { method, headers, body })
        return `${response.status} ${(await response.text()).replace(/^.*\?>\n/, '')}`.trim()
      }
      assert.equal(await send('GET', null), '200 <CorsConfig></CorsConfig>')
      assert.equal(await send('PUT', document), '200')
      assert.deepEqual(bucket.cors, [
        {
          allowedOrigins: ['http://a.org'],
          allowedMethods: ['PUT'],
          allowedHeaders: ['content-type'],
          exposeHeaders: ['content-type'],
          maxAgeSeconds: 60,
        },
      ])
      assert.equal(await send('GET', null), `200 ${document}`)
      assert.equal(await send('PUT', '<CorsConfig></CorsConfig>'), '200')
      assert.deepEqual(bucket.cors, [])
    }))
})
