import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, describe, test } from 'node:test'
import { startTestUploads, type TestUploads, until } from './test-uploads.ts'

let api: TestUploads
let sid = ''
before(async () => {
  api = await startTestUploads()
  sid = api.source.publicId
})
after(() => api.close())

describe('bodies that are no file', () => {
  const cases: [headers: Record<string, string>, what: RegExp][] = [
    [{ 'content-type': 'multipart/form-data; boundary=x' }, /not a form/],
    [{ 'content-encoding': 'gzip' }, /Content-Encoding/],
    [{ 'content-range': 'bytes 0-1/5' }, /Content-Range/],
  ]
  for (const [headers, what] of cases) {
    test(JSON.stringify(headers), async () => {
      const path = `/sources/${sid}/upload/form.jpg`
      const answer = await api.call('POST', path, { body: 'x', headers })
      assert.equal(answer.status, 415)
      assert.match(answer.body.errors[0].detail, what)
    })
  }
})

/** A request whose body the test sends by hand. */
function open(path: string, headers: Record<string, string | number>): ClientRequest {
  return httpRequest(`${api.address}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.apiKey}`, ...headers },
  })
}

async function answerOf(request: ClientRequest): Promise<[status: number, body: string]> {
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const body = Buffer.concat(await response.toArray()).toString()
  return [response.statusCode ?? 0, body]
}

describe('bodies', () => {
  test('too large by what is announced: refused without the body', async () => {
    const request = open(`/sources/${sid}/upload/large.bin`, { 'content-length': 100_001 })
    request.flushHeaders()
    const [status, body] = await answerOf(request)
    assert.equal(status, 413)
    assert.match(body, /100,000 bytes/)
    request.destroy()
  })

  test('too large by count: nothing is left', async () => {
    const before = await api.listFiles()
    const body = Readable.toWeb(
      Readable.from(Array.from({ length: 30 }, () => Buffer.alloc(10_000))),
    )
    const answer = await api.call('POST', `/sources/${sid}/upload/sub/large.bin`, {
      body: body as NonNullable<RequestInit['body']>,
    })
    assert.equal(answer.status, 413)
    assert.deepEqual(await api.listFiles(), before)
  })

  test('a client that still sends reads the refusal', async () => {
    // Far more than the buffers of a connection hold.
    const answer = await api.call('POST', `/sources/${sid}/upload/much.bin`, {
      body: Buffer.alloc(30 * 2 ** 20),
    })
    assert.equal(answer.status, 413)
  })

  test('with Expect: 100-continue a refused body is never sent', async () => {
    await writeFile(join(api.folder, 'there.txt'), 'there')
    const headers = { expect: '100-continue', 'content-length': 5 }
    const request = open(`/sources/${sid}/upload/there.txt`, headers)
    let continued = false
    request.on('continue', () => {
      continued = true
    })
    request.flushHeaders()
    const [status] = await answerOf(request)
    assert.deepEqual([status, continued], [409, false])
    request.destroy()
  })

  test('with Expect: 100-continue a taken body is asked for', async () => {
    const headers = { expect: '100-continue', 'content-length': 5 }
    const request = open(`/sources/${sid}/upload/asked-for.txt`, headers)
    request.on('continue', () => request.end('hello'))
    request.flushHeaders()
    const [status, body] = await answerOf(request)
    assert.equal(status, 201, body)
    assert.equal(await api.read('asked-for.txt'), 'hello')
  })

  test('a client that goes away leaves nothing', async () => {
    const before = await api.listFiles()
    const request = open(`/sources/${sid}/upload/new/gone.bin`, { 'content-length': 50_000 })
    request.on('error', () => {})
    request.write(Buffer.alloc(20_000))
    // Only when a draft is there has the upload begun.
    await until(async () => (await api.listFiles()).length > before.length)
    request.destroy()
    await until(async () => (await api.listFiles()).length === before.length)
    assert.deepEqual(await api.listFiles(), before)
    const list = await api.call('GET', `/sources/${sid}/assets?filter[keyword]=gone`)
    assert.equal(list.body.data.length, 0)
  })

  test('a client that goes away leaves nothing in a bucket', async () => {
    const { source, bucket, double } = await api.addBucket('aws')
    const path = `/sources/${source.publicId}/upload/gone.bin`
    const request = open(path, { 'content-length': 95_000 })
    request.on('error', () => {})
    // More than one chunk, since the last one is held back until the end is seen.
    request.write(Buffer.alloc(90_000))
    const isPut = ({ method, key }: { method: string; key: string }) =>
      method === 'PUT' && key === 'gone.bin'
    await until(() => double.requests.some(isPut))
    request.destroy()
    // The upload has ended when its path can be written to again.
    const again = await api.call('POST', path, { body: 'again' })
    assert.equal(again.status, 201, JSON.stringify(again.body))
    assert.equal(bucket.find('gone.bin')?.read().toString(), 'again')
  })
})
