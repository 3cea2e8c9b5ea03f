import assert from 'node:assert/strict'
import dns from 'node:dns'
import { once } from 'node:events'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { after, before, beforeEach, describe, test } from 'node:test'
import { isFailure } from '../../lib/failures.ts'
import { openOrigin } from '../index.ts'
import { readNetworkAllowList } from '../network-guard.ts'

/** Stands for the open web; everything else on this machine is as private as it is. */
const OPEN = '127.0.0.2'
const credentials = { username: 'reader', password: 'the-secret' }

let port = 0
let seen: { host: string; authorization: string | undefined }[] = []
let redirectTo: ((request: IncomingMessage) => string | null) | null = null

/** One server on all addresses of this machine, so that whatever gets through is seen. */
const server = http.createServer((request: IncomingMessage, response: ServerResponse) => {
  const { host = '', authorization } = request.headers
  seen.push({ host, authorization })
  const location = redirectTo?.(request) ?? null
  response.setHeader('Connection', 'close')
  if (location !== null) response.writeHead(302, { Location: location, 'Content-Length': 0 }).end()
  else response.writeHead(200, { 'Content-Length': 5 }).end('hello')
})

/** Names of the tests' own, whose addresses may change from one question to the next. */
const names = new Map<string, string[][]>()
const { lookup } = dns

before(async () => {
  server.listen(0, '0.0.0.0')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
  // The network ends here.
  const fake = (name: string, options: dns.LookupAllOptions, done: (...args: never[]) => void) => {
    const answers = names.get(name)
    if (!answers) return lookup(name, options, done as never)
    if (answers.length === 0) {
      const missing = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })
      return process.nextTick(() => done(missing as never))
    }
    const found = (answers.length > 1 ? answers.shift() : answers[0]) ?? []
    const addresses = found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    process.nextTick(() => done(null as never, addresses as never))
  }
  dns.lookup = fake as unknown as typeof dns.lookup
  syncBuiltinESMExports()
})
after(async () => {
  dns.lookup = lookup
  syncBuiltinESMExports()
  server.close()
  await once(server, 'close')
})
beforeEach(() => {
  seen = []
  redirectTo = null
})

async function read(url: string, redirectHosts: string[] = [], allowed = OPEN): Promise<string> {
  const config = { type: 'webproxy', credentials, redirectHosts } as const
  const allowPrivate = readNetworkAllowList(allowed)
  const origin = openOrigin(config, { allowPrivate, idleSeconds: 20 })
  try {
    const opened = await origin.open(url)
    assert.ok(opened)
    return (await buffer(opened.body)).toString()
  } finally {
    await origin.close()
  }
}

function isRefused(error: unknown, detail: RegExp): boolean {
  assert.ok(isFailure(error, 'origin_refused'), String(error))
  assert.match(error.detail, detail)
  assert.doesNotMatch(error.detail, /the-secret|key=/)
  return true
}

const isPrivate = (error: unknown) => isRefused(error, /ALLOW_PRIVATE_ORIGINS/)

describe('no address inside is reached', () => {
  const hosts = [
    '127.0.0.1',
    'localhost',
    'LOCALHOST',
    '127.1',
    '2130706433',
    '017700000001',
    '0177.0.0.1',
    '0x7f000001',
    '0x7f.0.0.1',
    '127.0.0.1.',
    '0',
    '0.0.0.0',
    '\uff11\uff12\uff17.0.0.1',
    '10.0.0.1',
    '100.100.100.200',
    '169.254.169.254',
    '2852039166',
    '0xa9fea9fe',
    '172.16.0.1',
    '192.168.0.1',
    '192.0.0.192',
    '255.255.255.255',
    '[::]',
    '[::1]',
    '[::127.0.0.1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:a9fe:a9fe]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b::a9fe:a9fe]',
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:4136:e378:8000:63bf:3fff:fdd2]',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '[fec0::1]',
    '[ff02::1]',
  ]
  for (const host of hosts) {
    test(host, async () => {
      for (const scheme of ['http', 'https']) {
        await assert.rejects(read(`${scheme}://${host}:${port}/a.jpg`), isPrivate)
      }
      const folder = openOrigin(
        { type: 'webfolder', baseUrl: `http://${host}:${port}/`, credentials, redirectHosts: [] },
        { allowPrivate: readNetworkAllowList(''), idleSeconds: 20 },
      )
      await assert.rejects(folder.stat('a.jpg'), isPrivate)
      await folder.close()
      assert.deepEqual(seen, [])
    })
  }

  const byName: [name: string, addresses: string[]][] = [
    ['inside.test', ['10.1.2.3']],
    ['loop.test', ['127.0.0.1']],
    ['mixed.test', [OPEN, '127.0.0.1']],
    ['mapped.test', ['::ffff:127.0.0.1']],
    ['metadata.test', ['fd00:ec2::254']],
  ]
  for (const [name, addresses] of byName) {
    test(`${name} at ${addresses}`, async () => {
      names.set(name, [addresses])
      await assert.rejects(read(`http://${name}:${port}/a.jpg`), isPrivate)
      assert.deepEqual(seen, [])
    })
  }

  test('a name whose address changes is looked at each time', async () => {
    names.set('rebind.test', [[OPEN], ['127.0.0.1']])
    assert.equal(await read(`http://rebind.test:${port}/a.jpg`), 'hello')
    await assert.rejects(read(`http://rebind.test:${port}/a.jpg`), isPrivate)
    assert.equal(seen.length, 1)
  })

  test('what was looked up is what is connected to', async () => {
    // Whoever looked the name up once to check and once to connect would get inside.
    names.set('once.test', [[OPEN], ['127.0.0.1'], ['127.0.0.1']])
    assert.equal(await read(`http://once.test:${port}/a.jpg`), 'hello')
    assert.equal(names.get('once.test')?.length, 2)
  })

  const redirects: [name: string, location: string][] = [
    ['an address', 'http://127.0.0.1:PORT/'],
    ['another spelling', 'http://2130706433:PORT/'],
    ['an IPv6 address', 'http://[::1]:PORT/'],
    ['a name that resolves to inside', 'http://cdn.test:PORT/'],
    ['a name below one that is allowed', 'http://deep.cdn.test:PORT/'],
  ]
  for (const [name, location] of redirects) {
    test(`by a redirect to ${name}`, async () => {
      names.set('cdn.test', [['127.0.0.1']])
      names.set('deep.cdn.test', [['10.0.0.1']])
      const hosts = ['127.0.0.1', '[::1]', 'cdn.test', '*.cdn.test']
      redirectTo = () => location.replace('PORT', String(port))
      await assert.rejects(read(`http://${OPEN}:${port}/a.jpg`, hosts), isPrivate)
      assert.equal(seen.length, 1)
    })
  }
})

describe('redirects', () => {
  /** Where the second request goes; whether it has the credentials. */
  const cases: [name: string, location: string, hosts: string[], authorized: boolean | RegExp][] = [
    ['to another path', '/b.jpg', [], true],
    ['to the same host', `http://${OPEN}:PORT/b.jpg`, [], true],
    ['to a named host', 'http://cdn.test:PORT/b.jpg', ['cdn.test'], false],
    ['to a named host in capitals', 'http://cdn.test:PORT/b.jpg', ['CDN.test'], false],
    ['to a host below a named one', 'http://a.cdn.test:PORT/b.jpg', ['*.cdn.test'], false],
    [
      'to the named one, where those below are meant',
      'http://cdn.test:PORT/',
      ['*.cdn.test'],
      /not among/,
    ],
    [
      'to a host that ends alike',
      'http://evilcdn.test:PORT/',
      ['*.cdn.test', 'cdn.test'],
      /not among/,
    ],
    ['to a host that begins alike', 'http://cdn.test.evil.test:PORT/', ['cdn.test'], /not among/],
    ['to any other', 'http://evil.test:PORT/?key=1', [], /not among/],
    ['without a scheme', '//evil.test/', [], /not among/],
  ]
  for (const [name, location, hosts, expected] of cases) {
    test(name, async () => {
      for (const host of ['cdn.test', 'a.cdn.test', 'evilcdn.test', 'evil.test']) {
        names.set(host, [[OPEN]])
      }
      redirectTo = ({ url }) => (url === '/a.jpg' ? location.replace('PORT', `${port}`) : null)
      const reading = read(`http://${OPEN}:${port}/a.jpg`, hosts)
      if (expected instanceof RegExp) {
        await assert.rejects(reading, (error) => isRefused(error, expected))
        return assert.equal(seen.length, 1)
      }
      assert.equal(await reading, 'hello')
      const [first, second] = seen.map(({ authorization }) => authorization !== undefined)
      assert.deepEqual([first, second, seen.length], [true, expected, 2])
    })
  }

  test('the credentials come back when the redirects do', async () => {
    names.set('cdn.test', [[OPEN]])
    redirectTo = ({ url, headers }) => {
      if (url === '/a.jpg') return `http://cdn.test:${port}/b.jpg`
      return headers.host?.startsWith('cdn.test') ? `http://${OPEN}:${port}/c.jpg` : null
    }
    assert.equal(await read(`http://${OPEN}:${port}/a.jpg`, ['cdn.test']), 'hello')
    assert.deepEqual(
      seen.map(({ authorization }) => authorization !== undefined),
      [true, false, true],
    )
  })

  test('five are followed, six are not', async () => {
    for (const [count, works] of [
      [5, true],
      [6, false],
    ] as const) {
      let left = count
      redirectTo = () => (left-- > 0 ? `/${left}` : null)
      const reading = read(`http://${OPEN}:${port}/a.jpg`)
      if (works) assert.equal(await reading, 'hello')
      else await assert.rejects(reading, (error) => isRefused(error, /again and again/))
    }
  })
})

test('https to a server that speaks http only', async () => {
  await assert.rejects(read(`https://${OPEN}:${port}/a.jpg`), (error) => {
    assert.ok(isFailure(error, 'origin_unreachable'), String(error))
    assert.match(error.detail, /can’t be spoken to over https/)
    return true
  })
})

test('a name that nobody has', async () => {
  names.set('nobody.test', [])
  await assert.rejects(read(`http://nobody.test:${port}/a.jpg?key=1`), (error) => {
    assert.ok(isFailure(error, 'origin_unreachable'), String(error))
    assert.equal(error.detail, 'There is no host named nobody.test.')
    return true
  })
})
