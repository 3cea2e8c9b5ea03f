import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { loadConfig } from './config.ts'
import { openHttpServer } from './http-server.ts'
import { webAppRoutes } from './web-app.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-http-'))
})
after(() => rm(folder, { recursive: true }))

async function openServer(settings: Record<string, string>, stack: AsyncDisposableStack) {
  const config = loadConfig({ LOG_FILE: join(folder, 'log'), ...settings })
  const server = { version: '0', commit: '0' }
  const http = await openHttpServer(config, server, { stack, isCustomDomain: () => false })
  stack.defer(() => http.close())
  http.get('/who', async ({ ip, protocol }) => `${protocol} ${ip}`)
  return http
}

const proxies: [trusted: string, from: string, seen: string][] = [
  ['', '10.0.0.9', 'http 10.0.0.9'],
  ['10.0.0.0/8', '10.0.0.9', 'https 203.0.113.7'],
  ['loopback,10.0.0.9', '10.0.0.9', 'https 203.0.113.7'],
  ['10.0.0.0/8', '203.0.113.9', 'http 203.0.113.9'],
]
for (const [trusted, remoteAddress, seen] of proxies) {
  test(`TRUST_PROXY=${trusted}: a request of ${remoteAddress} is by ${seen}`, async () => {
    await using stack = new AsyncDisposableStack()
    const http = await openServer({ TRUST_PROXY: trusted }, stack)
    const headers = { 'x-forwarded-for': '198.51.100.1, 203.0.113.7', 'x-forwarded-proto': 'https' }
    assert.equal((await http.inject({ url: '/who', remoteAddress, headers })).body, seen)
  })
}

test('a long address has a short line in the log', async () => {
  const stack = new AsyncDisposableStack()
  const http = await openServer({ LOG_FILE: join(folder, 'long') }, stack)
  await http.inject(`/who?${'x'.repeat(10_000)}`)
  await stack.disposeAsync()
  const [line = ''] = (await readFile(join(folder, 'long'), 'utf8')).split('\n')
  assert.match(line, /"answered"/)
  assert.ok(line.length < 3000)
})

test('an address of 100 KB arrives, and a longer one has an answer like any other', async () => {
  await using stack = new AsyncDisposableStack()
  const http = await openServer({ LOG_FILE: join(folder, 'far') }, stack)
  const url = await http.listen({ host: '127.0.0.1', port: 0 })
  assert.equal((await fetch(`${url}/who?${'x'.repeat(100_000)}`)).status, 200)
  const { host, port } = { host: '127.0.0.1', port: Number(new URL(url).port) }
  const answer = async (bytes: string) => {
    const socket = connect({ host, port })
    socket.on('error', () => {})
    socket.write(bytes)
    const [head = '', body = '{}'] = (await text(socket)).split('\r\n\r\n')
    return [head.split('\r\n')[0], JSON.parse(body).errors?.[0]?.status]
  }
  // No more than what is read before it is refused: the rest would break the connection.
  const long = `GET /who?${'x'.repeat(128 * 1024)}`
  assert.deepEqual(await answer(long), ['HTTP/1.1 431 Request Header Fields Too Large', '431'])
  assert.deepEqual(await answer('\u0001\r\n\r\n'), ['HTTP/1.1 400 Bad Request', '400'])
})

test('the page of the web app is the same safe one under every name', async () => {
  await using stack = new AsyncDisposableStack()
  const http = await openServer({}, stack)
  await webAppRoutes(http)
  for (const url of ['/', '/index.html']) {
    const { statusCode, headers } = await http.inject(url)
    assert.equal(statusCode, 200, 'the web app has to be built before: npm test does')
    assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/, url)
  }
  const nowhere = { url: '/no/such/page', headers: { accept: 'text/html,*/*' } }
  const { statusCode, headers, body } = await http.inject(nowhere)
  assert.deepEqual([statusCode, body.includes('id="root"')], [404, true])
  assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/)
  assert.equal(headers['cache-control'], 'no-store')
  const program = await http.inject('/no/such/page?key=secret')
  assert.equal(program.json().message, 'Route GET:/no/such/page not found')
})

test('what was built is sent compressed, as the browser takes it, and kept by it', async () => {
  await using stack = new AsyncDisposableStack()
  const http = await openServer({}, stack)
  await webAppRoutes(http)
  const ask = (url: string, encodings: string, more = {}) =>
    http.inject({ url, headers: { 'accept-encoding': encodings, ...more } })
  const page = await ask('/settings/sources', 'gzip, br')
  assert.equal(page.headers['content-encoding'], 'br')
  assert.equal(page.headers['cache-control'], 'no-cache')
  const again = await ask('/settings/sources', 'gzip, br', {
    'if-none-match': String(page.headers.etag),
  })
  assert.equal(again.statusCode, 304)
  const plain = await ask('/', 'identity')
  assert.equal(plain.headers['content-encoding'], undefined)
  const script =
    plain.body.match(/type="module"[^>]* src="([^"]+)"(?![\s\S]*type="module")/)?.[1] ?? ''
  const sizes = []
  for (const encoding of ['br', 'gzip', 'identity']) {
    const { headers, rawPayload } = await ask(script, encoding)
    const expected = encoding === 'identity' ? undefined : encoding
    assert.equal(headers['content-encoding'], expected)
    assert.equal(headers.vary, 'accept-encoding')
    assert.match(String(headers['content-type']), /javascript/)
    assert.match(String(headers['cache-control']), /immutable/)
    sizes.push(rawPayload.length)
  }
  assert.deepEqual(
    sizes,
    sizes.toSorted((a, b) => a - b),
  )
  assert.equal((await ask(`${script}.br`, 'identity')).statusCode, 404)
})
