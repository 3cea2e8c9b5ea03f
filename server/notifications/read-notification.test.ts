import assert from 'node:assert/strict'
import { type KeyObject, sign } from 'node:crypto'
import { describe, test } from 'node:test'
import { type FailureCode, isFailure } from '../lib/failures.ts'
import type { FetchText } from './notice.ts'
import {
  cephRecord,
  cloudEvent,
  eventBridgeEvent,
  eventGridEvent,
  eventGridValidation,
  minioEvent,
  pubSubPush,
  pubSubUnwrapped,
  s3Record,
} from './payloads.ts'
import { notificationReader } from './read-notification.ts'
import { makeCertificate } from './self-signed.ts'

const offline: FetchText = async (url) => assert.fail(`asked for ${url}`)
const read = (body: unknown) => notificationReader(offline)(JSON.parse(JSON.stringify(body)))
const AWKWARD = 'a b/ä+c%2B&#?.jpg'
const encoded = encodeURIComponent(AWKWARD).replaceAll('%20', '+').replaceAll('%2F', '/')

const cases: [what: string, body: unknown, ...keys: string[]][] = [
  ['S3, keys encoded', { Records: [s3Record(encoded), s3Record('b')] }, AWKWARD, 'b'],
  ['S3, removed', { Records: [s3Record('gone.jpg', 'ObjectRemoved:Delete')] }, 'gone.jpg'],
  ['S3, a key that is not encoded after all', { Records: [s3Record('100%.jpg')] }, '100%.jpg'],
  ['S3, the first test', { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'pictures' }],
  ['Ceph, keys as they are', { Records: [cephRecord(AWKWARD)] }, AWKWARD],
  ['MinIO', minioEvent(encoded), AWKWARD],
  ['EventBridge', eventBridgeEvent(AWKWARD), AWKWARD],
  ['EventBridge, deleted', eventBridgeEvent('x', 'Object Deleted'), 'x'],
  ['Event Grid', [eventGridEvent(AWKWARD), eventGridEvent('b')], AWKWARD, 'b'],
  ['Event Grid, something else', [eventGridEvent('x', 'Microsoft.Storage.BlobTierChanged')], 'x'],
  ['CloudEvents', cloudEvent('a/b.jpg'), 'a/b.jpg'],
  ['CloudEvents, several', [cloudEvent('a'), cloudEvent('b')], 'a', 'b'],
  ['Pub/Sub', pubSubPush(AWKWARD), AWKWARD],
  ['Pub/Sub, attributes left out', pubSubPush(AWKWARD, { named: false }), AWKWARD],
  ['Pub/Sub, unwrapped', pubSubUnwrapped('a.jpg'), 'a.jpg'],
]
describe('the dialects', () => {
  for (const [what, body, ...keys] of cases) {
    test(what, async () => {
      const objects = keys.map((key) => ({ bucket: 'pictures', key }))
      assert.deepEqual(await read(body), { kind: 'files', objects })
    })
  }

  test('Event Grid hears its code', async () => {
    const { validationCode } = eventGridValidation.data
    const body = { validationResponse: validationCode }
    assert.deepEqual(await read([eventGridValidation]), { kind: 'answer', body })
  })
})

const hostile: [what: string, body: unknown, code: FailureCode | null][] = [
  ['nothing', null, 'invalid_body'],
  ['a number', 7, 'invalid_body'],
  ['an empty list', [], 'invalid_body'],
  ['another thing', { hello: 'world' }, 'invalid_body'],
  ['records that are none', { Records: 'x' }, 'invalid_body'],
  ['records without anything', { Records: [null, 1, {}, { s3: { object: { key: 5 } } }] }, null],
  ['too many records', { Records: Array(1001).fill(s3Record('a')) }, 'too_large'],
  ['too many events', Array(1001).fill(eventGridEvent('a')), 'too_large'],
  ['a subject of something else', [{ ...eventGridEvent('a'), subject: '/x' }], null],
  ['data that is no JSON', { message: { data: '!!' } }, null],
  ['names of prototypes', { message: { attributes: { objectId: ['x'] }, data: 1 } }, null],
]
describe('hostile bodies', () => {
  for (const [what, body, code] of hostile) {
    test(what, async () => {
      if (code) await assert.rejects(read(body), (error) => isFailure(error, code))
      else assert.deepEqual(await read(body), { kind: 'files', objects: [] })
    })
  }
})

type Envelope = Record<string, string>
const CERTIFICATE_URL = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem'
const own = makeCertificate()

function envelope(over: Envelope = {}): Envelope {
  return {
    Type: 'Notification',
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: 'arn:aws:sns:eu-west-1:123456789012:pictures',
    Subject: 'Amazon S3 Notification',
    Message: JSON.stringify({ Records: [s3Record(encoded)] }),
    Timestamp: '2026-01-02T03:04:05.678Z',
    SignatureVersion: '2',
    SigningCertURL: CERTIFICATE_URL,
    ...over,
  }
}

const confirmation = (over: Envelope = {}) => {
  const { Subject: _, ...rest } = envelope({
    Type: 'SubscriptionConfirmation',
    Token: 'abc',
    SubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=abc',
    Message: 'You have chosen to subscribe.',
    ...over,
  })
  return rest
}

/** As the sender does it: all members that are signed in the order of their names, each with its value. */
function signed(message: Envelope, key: KeyObject = own.privateKey): Envelope {
  const names = 'Message MessageId Subject SubscribeURL Timestamp Token TopicArn Type'.split(' ')
  const present = names.filter((name) => name in message)
  const text = present.map((name) => `${name}\n${message[name]}\n`).join('')
  const algorithm = message.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256'
  return { ...message, Signature: sign(algorithm, Buffer.from(text), key).toString('base64') }
}

describe('Amazon SNS', () => {
  const asked: string[] = []
  const reader = notificationReader(async (url) => {
    asked.push(url.href)
    return own.pem
  })
  const objects = [{ bucket: 'pictures', key: AWKWARD }]

  test('signatures of both versions; the certificate is asked for once', async () => {
    for (const SignatureVersion of ['1', '2', '1']) {
      const notice = await reader(signed(envelope({ SignatureVersion })))
      assert.deepEqual(notice, { kind: 'files', objects })
    }
    assert.deepEqual(asked, [CERTIFICATE_URL])
  })

  test('a message without a subject, and one about something else', async () => {
    const { Subject: _, ...plain } = envelope()
    assert.deepEqual(await reader(signed(plain)), { kind: 'files', objects })
    const other = await reader(signed(envelope({ Message: 'hello' })))
    assert.deepEqual(other, { kind: 'files', objects: [] })
  })

  test('a subscription is confirmed, its end is not', async () => {
    const message = confirmation()
    assert.deepEqual(await reader(signed(message)), {
      kind: 'confirm',
      url: message.SubscribeURL,
    })
    const end = await reader(signed(confirmation({ Type: 'UnsubscribeConfirmation' })))
    assert.deepEqual(end, { kind: 'files', objects: [] })
  })

  const other = makeCertificate()
  const forged: [what: string, message: Envelope][] = [
    ['no signature', envelope()],
    ['another key', signed(envelope(), other.privateKey)],
    ['another message', { ...signed(envelope()), Message: '{"Records":[]}' }],
    ['another address', { ...signed(confirmation()), SubscribeURL: `${CERTIFICATE_URL}?x` }],
    ['an unknown version', signed(envelope({ SignatureVersion: '3' }))],
    ...[
      'http://sns.eu-west-1.amazonaws.com/a.pem',
      'https://sns.eu-west-1.amazonaws.com.evil.example/a.pem',
      'https://evil.example/sns.eu-west-1.amazonaws.com',
      'https://sns.eu-west-1.amazonaws.com@evil.example/a.pem',
      'https://sns.eu-west-1.amazonaws.com:8443/a.pem',
      'https://bucket.s3.amazonaws.com/a.pem',
      'https://sns.s3.amazonaws.com/a.pem',
      'https://sns.s3-us-west-2.amazonaws.com/a.pem',
      'https://127.0.0.1/a.pem',
      'nonsense',
    ].map((url): [string, Envelope] => [
      `a certificate at ${url}`,
      signed(envelope({ SigningCertURL: url })),
    ]),
    [
      'a confirmation elsewhere',
      signed(confirmation({ SubscribeURL: 'https://169.254.169.254/latest/meta-data' })),
    ],
  ]
  for (const [what, message] of forged) {
    test(`refuses ${what}`, async () => {
      const before = asked.length
      await assert.rejects(reader(message), (error) => isFailure(error, 'invalid_signature'))
      assert.equal(asked.length, before)
    })
  }

  test('refuses certificates that are old, or none', async () => {
    const old = makeCertificate({ to: '20210101000000Z' })
    for (const text of [old.pem, '<html>', '']) {
      const careful = notificationReader(async () => text)
      await assert.rejects(careful(signed(envelope(), old.privateKey)), (error) =>
        isFailure(error, 'invalid_signature'),
      )
    }
  })
})
