import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import type { Failure } from '../../lib/failures.ts'
import { openOrigin } from '../index.ts'
import type { S3OriginConfig } from '../origin-config.ts'
import { startS3Double } from '../s3-double/s3-double.ts'
import { configOf, openTarget, PRIVATE, withBucket, withCode, write } from './fixture.ts'

describe('s3, what goes wrong', () => {
  const settings: [title: string, change: Partial<S3OriginConfig>, detail: RegExp][] = [
    ['a bucket that is not there', { bucket: 'missing' }, /no bucket “missing”/],
    [
      'an unknown access key',
      { credentials: { accessKeyId: 'other', secretAccessKey: 'x' } },
      /does not know the access key/,
    ],
    [
      'a wrong secret key',
      { credentials: { accessKeyId: 'DOUBLEKEY', secretAccessKey: 'x' } },
      /secret key does not belong/,
    ],
    ['another region', { region: 'us-west-1' }, /another region.*: eu-test-1\./],
  ]
  for (const [title, change, detail] of settings) {
    test(title, () =>
      withBucket(async ({ double, bucket }) => {
        bucket.put('a.png', Buffer.from('x'), 'image/png')
        const origin = openOrigin(configOf(double, change), { allowPrivate: PRIVATE })
        const refused = withCode('origin_refused', detail)
        await assert.rejects(origin.stat('a.png'), refused)
        await assert.rejects(origin.open('a.png'), refused)
        await assert.rejects(Array.fromAsync(origin.list()), refused)
        const target = openTarget(configOf(double, change))
        await assert.rejects(write(target, 'b.png', 'x'), refused)
        await origin.close()
        await target.close()
      }),
    )
  }

  test('a wrong clock', () =>
    withBucket(
      async ({ origin }) => {
        // The SDK sets its own clock right after the first refusal and tries again; so does a double that
        // stays twenty minutes ahead of each.
        await assert.rejects(origin.stat('a.png'), withCode('origin_refused', /clock/))
      },
      { now: skewing() },
    ))

  const answers: [status: number, code: string, failure: Failure['code'], detail: RegExp][] = [
    [403, 'AccessDenied', 'origin_refused', /refused access/],
    [403, 'InvalidObjectState', 'origin_refused', /archived/],
    [403, 'InvalidSecurity', 'origin_refused', /does not know the access key/],
    [403, 'UserSuspended', 'origin_refused', /suspended/],
    [400, 'ExpiredToken', 'origin_refused', /has expired/],
    [400, 'KeyTooLongError', 'origin_refused', /too long/],
    [403, 'QuotaExceeded', 'origin_refused', /no room left/],
    [507, 'InsufficientStorage', 'origin_refused', /no room left/],
    [400, 'RequestTimeout', 'origin_unreachable', /in time/],
    [301, 'PermanentRedirect', 'origin_refused', /another region/],
    [307, 'TemporaryRedirect', 'origin_refused', /another region/],
    [400, 'SomethingNew', 'origin_refused', /status 400, SomethingNew\)/],
    [400, 'Long'.repeat(20), 'origin_refused', /status 400\)/],
    [404, 'NoSuchTenant', 'origin_refused', /status 404/],
    [503, 'SlowDown', 'origin_unreachable', /status 503/],
    [500, 'InternalError', 'origin_unreachable', /status 500/],
  ]
  for (const [status, code, failure, detail] of answers) {
    test(`an answer ${status} ${code}`, () =>
      withBucket(async ({ origin, target, double }) => {
        const headers = { location: 'http://127.0.0.1:1/elsewhere' }
        double.faults.push({ answer: { status, code, headers } })
        const calls = [
          origin.stat('a.png'),
          origin.open('a.png'),
          Array.fromAsync(origin.list()),
          write(target, 'a.png', 'x'),
        ]
        await Promise.all(calls.map((call) => assert.rejects(call, withCode(failure, detail))))
      }))
  }

  test('another region, and which', () =>
    withBucket(async ({ origin, target, double }) => {
      const named = withCode('origin_refused', /another region than was given: eu-south-2\./)
      const xml = '<Error><Code>PermanentRedirect</Code><Region>eu-south-2</Region></Error>'
      const headers = { 'x-amz-bucket-region': 'eu-south-2' }
      double.faults.push({ answer: { status: 301, html: xml } })
      await assert.rejects(write(target, 'a.png', 'x'), named)
      double.faults.splice(0, 1, { answer: { status: 301, headers } })
      await assert.rejects(origin.stat('a.png'), named)
      const evil = { 'x-amz-bucket-region': 'evil.example/#' }
      double.faults.splice(0, 1, { answer: { status: 301, headers: evil } })
      const unnamed = withCode('origin_refused', /another region or has another endpoint/)
      await assert.rejects(origin.stat('a.png'), unnamed)
    }))

  test('a server that is not S3', () =>
    withBucket(async ({ origin, double }) => {
      const html = '<html><body><h1>It works!</h1><br></body></html>'
      for (const status of [200, 404]) {
        double.faults.splice(0, 1, { answer: { status, html } })
        await assert.rejects(
          Array.fromAsync(origin.list()),
          withCode('origin_refused', /as S3 does/),
        )
      }
      await assert.rejects(origin.open('a.png'), withCode('origin_refused', /as S3 does/))
    }))

  test('XML that would take minutes or gigabytes to read', () =>
    withBucket(async ({ origin, double }) => {
      const types = `<?xml version="1.0"?>${'<!DocType a>'.repeat(3000)}<Error/>`
      const long = `<Error><!-- --><Code>${'x'.repeat(9 * 2 ** 20)}</Code></Error>`
      for (const html of [types, long]) {
        for (const status of [200, 400]) {
          double.faults.splice(0, 1, { answer: { status, html } })
          const refused = withCode('origin_refused', /far too much/)
          await assert.rejects(Array.fromAsync(origin.list()), refused)
        }
      }
    }))

  test('a part of a file that is more than that, or without an end', async () => {
    for (const length of ['1000', null]) {
      const server = createHttpServer((_request, response) => {
        const headers = { 'content-range': 'bytes 0-9/1000', 'content-type': 'image/png' }
        response.writeHead(
          206,
          length === null ? headers : { ...headers, 'content-length': length },
        )
        Readable.from(endless()).pipe(response)
      }).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      const config = { bucket: 'pictures', prefix: '', region: null, credentials: KEYS }
      const endpoint = `http://127.0.0.1:${port}`
      const origin = openOrigin({ type: 's3', ...config, endpoint }, { allowPrivate: PRIVATE })
      const asked = origin.open('a.png', { range: { start: 0, end: 9 } })
      await assert.rejects(asked, withCode('origin_refused', /as S3 does/))
      await origin.close()
      server.closeAllConnections()
      server.close()
    }
  })

  test('http where https is meant, and what is no HTTP', async () => {
    const double = await startS3Double()
    const endpoint = double.endpoint.replace('http:', 'https:')
    const secure = openOrigin(configOf(double, { endpoint }), { allowPrivate: PRIVATE })
    await assert.rejects(secure.stat('a.png'), withCode('origin_unreachable', /over https/))
    await secure.close()
    await double.close()
    const mail = createServer((socket) => socket.end('220 mail.example ESMTP\r\n')).listen(0)
    await once(mail, 'listening')
    const { port } = mail.address() as AddressInfo
    const other = openOrigin(configOf(double, { endpoint: `http://127.0.0.1:${port}` }), {
      allowPrivate: PRIVATE,
    })
    await assert.rejects(other.stat('a.png'), withCode('origin_refused', /as S3 does/))
    await other.close()
    mail.close()
  })

  test('a passing fault is tried again', () =>
    withBucket(async ({ origin, double, bucket }) => {
      bucket.put('a.png', Buffer.from('x'), 'image/png')
      double.faults.push({ times: 1, answer: { status: 503, code: 'SlowDown' } })
      assert.equal((await origin.stat('a.png'))?.sizeBytes, 1)
    }))

  test('nobody there', async () => {
    const double = await startS3Double()
    await double.close()
    const origin = openOrigin(configOf(double), { allowPrivate: PRIVATE })
    const unreachable = withCode('origin_unreachable', /refused the connection/)
    await assert.rejects(origin.stat('a.png'), unreachable)
    const unknown = openOrigin(configOf(double, { endpoint: 'http://no.such.host.invalid' }), {
      allowPrivate: PRIVATE,
    })
    await assert.rejects(
      unknown.stat('a.png'),
      withCode('origin_unreachable', /no host named no\.such\.host\.invalid/),
    )
    await origin.close()
    await unknown.close()
  })

  test('no answer at all', () =>
    withBucket(
      async ({ origin, double }) => {
        double.faults.push({ hangs: true })
        const late = withCode('origin_unreachable', /in time/)
        await assert.rejects(origin.stat('a.png'), late)
        await assert.rejects(origin.open('a.png'), late)
        await assert.rejects(Array.fromAsync(origin.list()), late)
      },
      { idleSeconds: 0.3 },
    ))

  test('an answer that is cut off or stands still is an error of the body', () =>
    withBucket(
      async ({ origin, double, bucket }) => {
        bucket.put('a.bin', Buffer.alloc(500_000, 'x'), 'image/png')
        double.faults.push({ cutAfterBytes: 100_000 })
        const cut = await origin.open('a.bin')
        assert.ok(cut)
        await assert.rejects(text(cut.body), withCode('origin_unreachable', /broke off/))
        double.faults.splice(0, 1, { stallAfterBytes: 100_000 })
        const stalled = await origin.open('a.bin')
        assert.ok(stalled)
        await assert.rejects(text(stalled.body), withCode('origin_unreachable', /in time/))
      },
      { idleSeconds: 0.5 },
    ))

  test('a slow answer can be given up', () =>
    withBucket(async ({ origin, target, double }) => {
      double.faults.push({ hangs: true })
      const stop = new AbortController()
      const reason = new Error('enough')
      const calls = [
        origin.stat('a.png', stop.signal),
        origin.open('a.png', { signal: stop.signal }),
        Array.fromAsync(origin.list({ signal: stop.signal })),
        target.create('b', Readable.from(['x']), { contentType: 'x/y', signal: stop.signal }),
      ]
      const ends = Promise.allSettled(calls)
      while (double.requests.length < calls.length) await new Promise(setImmediate)
      stop.abort(reason)
      for (const end of await ends) {
        assert.equal(end.status === 'rejected' && end.reason, reason)
      }
    }))

  test('a list that leaves the order is not believed', () =>
    withBucket(async ({ origin, double }) => {
      const names = ['a', 'c', 'b']
      double.addVirtualBucket('pictures', {
        count: 3,
        keyAt: (index) => names[index] ?? '',
        sizeBytesAt: () => 1,
        contentAt: () => Buffer.from('x'),
      })
      const refused = withCode('origin_refused', /order/)
      await assert.rejects(Array.fromAsync(origin.list()), refused)
    }))

  test('settings that can’t be right', () => {
    const config: S3OriginConfig = {
      type: 's3',
      bucket: 'pictures',
      prefix: '',
      region: null,
      endpoint: null,
      credentials: null,
    }
    const wrong: Partial<S3OriginConfig>[] = [
      { bucket: '' },
      { bucket: 'a/b' },
      { bucket: 'evil.example#' },
      { bucket: 'arn:aws:s3:eu-west-1:1:accesspoint/x' },
      { bucket: 'fast--use1-az4--x-s3' },
      { region: 'eu.evil.example/#' },
      { endpoint: 'ftp://example.com' },
      { endpoint: 'example.com' },
      { endpoint: 'https://user:pass@example.com' },
    ]
    for (const change of wrong) {
      const open = () => openOrigin({ ...config, ...change }, { allowPrivate: PRIVATE })
      assert.throws(open, withCode('invalid_parameter'), JSON.stringify(change))
    }
  })
})

/** Jumps twenty minutes further from the real time with every look, so that no correction helps. */
function skewing(): () => number {
  let looks = 0
  return () => {
    looks += 1
    return Date.now() + looks * 20 * 60_000
  }
}

const KEYS = { accessKeyId: 'a', secretAccessKey: 'b' }

function* endless() {
  for (;;) yield Buffer.alloc(1000)
}
