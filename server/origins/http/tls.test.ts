import assert from 'node:assert/strict'
import dns from 'node:dns'
import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import http from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { after, before, beforeEach, test } from 'node:test'
import tls from 'node:tls'
import { isFailure } from '../../lib/failures.ts'
import { openOrigin } from '../index.ts'
import { readNetworkAllowList } from '../network-guard.ts'

/** Of nobody but this test: a certificate for open.test and cdn.test that vouches for itself. */
const CERTIFICATE = [
  'MIIBnjCCAUWgAwIBAgIUFRqoS/iX734u6lBMhgnr/ttlwXkwCgYIKoZIzj0EAwIw',
  'FDESMBAGA1UEAwwJb3Blbi50ZXN0MCAXDTI2MTEyMjAzMzUwNloYDzIxMjYxMDI5',
  'MDMzNTA2WjAUMRIwEAYDVQQDDAlvcGVuLnRlc3QwWTATBgcqhkjOPQIBBggqhkjO',
  'PQMBBwNCAATISMkWtaFuO0mesw+Uj8+jJ91kPIRholMstBO9E7WzbtpBHzNXwvIZ',
  '/hWiS6+DxuWZu6TATerGsvbeuFgqMuLqo3MwcTAdBgNVHQ4EFgQUux5EDz5WxI5M',
  'NhFxGvDYiWNkvNQwHwYDVR0jBBgwFoAUux5EDz5WxI5MNhFxGvDYiWNkvNQwDwYD',
  'VR0TAQH/BAUwAwEB/zAeBgNVHREEFzAVgglvcGVuLnRlc3SCCGNkbi50ZXN0MAoG',
  'CCqGSM49BAMCA0cAMEQCIFDkixcupWs8xNJlurmIlG8+mcbv3yvkjTBByaVniGcc',
  'AiBBOZ5b2IOejHtRELIaMz3soO3fN6AJHprkPlG2z2O1oQ==',
]
const KEY = [
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQggxLXSnyQUyxiD07+',
  'dDMQDBX69l7pVqGCURmrBdC0pFihRANCAATISMkWtaFuO0mesw+Uj8+jJ91kPIRh',
  'olMstBO9E7WzbtpBHzNXwvIZ/hWiS6+DxuWZu6TATerGsvbeuFgqMuLq',
]

function pem(label: string, lines: readonly string[]): string {
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

let seen: string[] = []
let redirectTo: string | null = null
const answer: RequestListener = ({ url, headers }, response) => {
  seen.push(`${url} ${headers.authorization ? 'with' : 'without'} login`)
  const isFirst = redirectTo !== null && url === '/a.jpg'
  response.writeHead(isFirst ? 301 : 200, { Location: redirectTo ?? '', 'Content-Length': 5 })
  response.end('hello')
}
const cert = pem('CERTIFICATE', CERTIFICATE)
const secure = https.createServer({ cert, key: pem('PRIVATE KEY', KEY) }, answer)
const plain = http.createServer(answer)
const ports = { https: 0, http: 0 }
const { lookup } = dns

before(async () => {
  for (const [scheme, server] of [
    ['https', secure],
    ['http', plain],
  ] as const) {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    ports[scheme] = (server.address() as AddressInfo).port
  }
  tls.setDefaultCACertificates([cert])
  // The network ends here: every name is this machine.
  const here = (_name: string, _options: unknown, done: (...args: unknown[]) => void) =>
    process.nextTick(done, null, [{ address: '127.0.0.1', family: 4 }])
  dns.lookup = here as unknown as typeof dns.lookup
  syncBuiltinESMExports()
})
after(() => {
  dns.lookup = lookup
  syncBuiltinESMExports()
  for (const server of [secure, plain]) {
    server.closeAllConnections()
    server.close()
  }
})
beforeEach(() => {
  seen = []
  redirectTo = null
})

async function read(url: string): Promise<string> {
  const credentials = { username: 'reader', password: 'word' }
  const config = { type: 'webproxy', credentials, redirectHosts: ['cdn.test'] } as const
  const allowPrivate = readNetworkAllowList('127.0.0.1')
  const origin = openOrigin(config, { allowPrivate, idleSeconds: 20 })
  try {
    const opened = await origin.open(url)
    assert.ok(opened)
    return (await buffer(opened.body)).toString()
  } finally {
    await origin.close()
  }
}

test('https to a host whose certificate is its own', async () => {
  assert.equal(await read(`https://open.test:${ports.https}/a.jpg`), 'hello')
  assert.deepEqual(seen, ['/a.jpg with login'])
})

test('not to one with the certificate of another', async () => {
  for (const host of ['evil.test', 'sub.open.test', '127.0.0.1']) {
    await assert.rejects(read(`https://${host}:${ports.https}/a.jpg`), (error) => {
      return isFailure(error, 'origin_unreachable') && /not trusted/.test(error.detail)
    })
  }
  assert.deepEqual(seen, [])
})

test('redirects stay with https', async () => {
  redirectTo = `http://open.test:${ports.http}/b.jpg`
  await assert.rejects(read(`https://open.test:${ports.https}/a.jpg`), (error) => {
    return isFailure(error, 'origin_refused') && /from https to http/.test(error.detail)
  })
  assert.deepEqual(seen, ['/a.jpg with login'])
})

test('redirects to https are followed; the login stays where it belongs', async () => {
  for (const host of ['open.test', 'cdn.test']) {
    seen = []
    redirectTo = `https://${host}:${ports.https}/b.jpg`
    assert.equal(await read(`http://open.test:${ports.http}/a.jpg`), 'hello')
    assert.deepEqual(seen, ['/a.jpg with login', '/b.jpg without login'])
  }
})
