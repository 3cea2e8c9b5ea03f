import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

test('the page of the web app is the same safe one under every name', async () => {
  await using stack = new AsyncDisposableStack()
  const http = await openServer({}, stack)
  await webAppRoutes(http)
  for (const url of ['/', '/index.html']) {
    const { statusCode, headers } = await http.inject(url)
    assert.equal(statusCode, 200, 'the web app has to be built before: npm test does')
    assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/, url)
  }
})
