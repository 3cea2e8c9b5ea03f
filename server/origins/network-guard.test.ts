import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { after, before, describe, test } from 'node:test'
import { type Failure, isFailure } from '../lib/failures.ts'
import { openOrigin, openUploadTarget } from './index.ts'
import { guardedAgents, mayReach, readNetworkAllowList } from './network-guard.ts'

const NOTHING = readNetworkAllowList('')

describe('which addresses are public', () => {
  const cases: [address: string, isPublic: boolean][] = [
    ['1.1.1.1', true],
    ['52.216.0.1', true],
    ['172.15.255.255', true],
    ['172.32.0.0', true],
    ['223.255.255.255', true],
    ['0.0.0.0', false],
    ['0.1.2.3', false],
    ['10.0.0.1', false],
    ['100.64.0.1', false],
    ['100.127.255.255', false],
    ['127.0.0.1', false],
    ['127.255.0.9', false],
    ['169.254.169.254', false],
    ['168.63.129.16', false],
    ['::ffff:168.63.129.16', false],
    ['168.63.129.17', true],
    ['172.16.0.1', false],
    ['172.31.255.255', false],
    ['192.0.0.8', false],
    ['192.0.2.1', false],
    ['192.88.99.1', false],
    ['192.168.1.1', false],
    ['198.19.0.1', false],
    ['198.51.100.1', false],
    ['203.0.113.1', false],
    ['224.0.0.1', false],
    ['239.255.255.255', false],
    ['240.0.0.1', false],
    ['255.255.255.255', false],
    ['2606:4700:4700::1111', true],
    ['2a00:1450::1', true],
    ['::', false],
    ['::1', false],
    ['0:0:0:0:0:0:0:1', false],
    ['::7f00:1', false],
    ['::ffff:10.0.0.1', false],
    ['::ffff:a00:1', false],
    ['0000:0000:0000:0000:0000:FFFF:7F00:0001', false],
    ['::ffff:1.1.1.1', true],
    ['::ffff:0:127.0.0.1', false],
    ['64:ff9b::10.0.0.1', false],
    ['64:ff9b::a9fe:a9fe', false],
    ['64:ff9b::1.1.1.1', true],
    ['64:ff9b:1::1.1.1.1', false],
    ['100::1', false],
    ['2001::1', false],
    ['2001:db8::1', false],
    ['2002:7f00:1::', false],
    ['2002:101:101::1', false],
    ['3fff::1', false],
    ['5f00::1', false],
    ['fc00::1', false],
    ['fd00:ec2::254', false],
    ['fe80::1', false],
    ['fe80::1%eth0', false],
    ['fec0::1', false],
    ['ff02::1', false],
  ]
  for (const [address, isPublic] of cases) {
    test(address, () => assert.equal(mayReach('some.host', address, NOTHING), isPublic))
  }
})

describe('what the operator allows', () => {
  const cases: [list: string, host: string, address: string, allowed: boolean][] = [
    ['10.0.0.0/8', 'x', '10.9.8.7', true],
    ['10.0.0.0/8', 'x', '::ffff:10.9.8.7', true],
    ['10.0.0.0/8', 'x', '64:ff9b::10.9.8.7', true],
    ['10.0.0.0/8', 'x', '11.0.0.1', true],
    ['10.0.0.0/8', 'x', '192.168.0.1', false],
    ['10.1.2.3', 'x', '10.1.2.3', true],
    ['10.1.2.3', 'x', '10.1.2.4', false],
    [' 192.168.0.0/16 , fd00::/8,', 'x', 'fd12::1', true],
    ['::1', 'x', '::1', true],
    ['::1', 'x', '127.0.0.1', false],
    ['minio.lan', 'minio.lan', '10.0.0.1', true],
    ['MinIO.lan.', 'minio.LAN', '10.0.0.1', true],
    ['minio.lan', 'minio.lan.', '10.0.0.1', true],
    ['minio.lan', 'bucket.minio.lan', '10.0.0.1', true],
    ['minio.lan', 'evilminio.lan', '10.0.0.1', false],
    ['minio.lan', 'minio.lan.evil.example', '10.0.0.1', false],
    ['localhost', '127.0.0.1', '127.0.0.1', false],
  ]
  for (const [list, host, address, allowed] of cases) {
    test(`${list}: ${host} at ${address}`, () => {
      assert.equal(mayReach(host, address, readNetworkAllowList(list)), allowed)
    })
  }

  const unreadable = [
    '10.0.0.0/33',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '10.0.0.256',
    'fd00::/129',
    'localhost:9000',
    'http://minio',
    '*.lan',
    'a b',
    '-x.lan',
    '*',
  ]
  for (const entry of unreadable) {
    test(`“${entry}” is not taken`, () => {
      const isTold = (error: unknown) =>
        isFailure(error, 'invalid_parameter') && error.detail.includes(`“${entry}”`)
      assert.throws(() => readNetworkAllowList(`10.0.0.1, ${entry}`), isTold)
    })
  }
})

describe('guarded connections', () => {
  const server = http.createServer((_request, response) => response.end('inside'))
  let connections = 0
  let port = 0
  server.on('connection', () => {
    connections += 1
  })

  before(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  async function ask(host: string, list: string, scheme: 'http' | 'https' = 'http') {
    const agents = guardedAgents(readNetworkAllowList(list), { maxSockets: 4 })
    try {
      const options = {
        host,
        port,
        agent: scheme === 'http' ? agents.httpAgent : agents.httpsAgent,
      }
      const request = scheme === 'http' ? http.get(options) : https.get(options)
      const [response] = await once(request, 'response')
      response.resume()
      return response.statusCode
    } finally {
      agents.httpAgent.destroy()
      agents.httpsAgent.destroy()
    }
  }

  const isRefused = (error: unknown): error is Failure =>
    isFailure(error, 'origin_refused') && /ALLOW_PRIVATE_ORIGINS/.test(error.detail)

  test('no spelling of this machine gets through', async () => {
    const spellings = ['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '0', '::ffff:127.0.0.1']
    for (const host of spellings) {
      await assert.rejects(ask(host, ''), isRefused, host)
      await assert.rejects(ask(host, '', 'https'), isRefused, host)
    }
    assert.equal(connections, 0)
  })

  test('what is allowed does', async () => {
    assert.equal(await ask('127.0.0.1', '127.0.0.1'), 200)
    assert.equal(await ask('localhost', 'localhost'), 200)
    assert.equal(await ask('2130706433', '127.0.0.0/8'), 200)
    assert.equal(connections, 3)
    connections = 0
  })

  test('an Origin of S3 has no way round, neither reading nor writing', async () => {
    const hosts = ['127.0.0.1', 'localhost', '[::ffff:7f00:1]', '2130706433', '[::1]']
    for (const host of hosts) {
      for (const scheme of ['http', 'https']) {
        const endpoint = `${scheme}://${host}:${port}`
        const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
        const config = {
          type: 's3',
          bucket: 'pictures',
          prefix: '',
          region: null,
          endpoint,
          credentials,
        } as const
        const origin = openOrigin(config, { allowPrivate: NOTHING })
        const target = openUploadTarget(config, { allowPrivate: NOTHING })
        const body = Readable.from(['x'])
        const calls = [
          origin.stat('a'),
          origin.open('a'),
          Array.fromAsync(origin.list()),
          target?.create('a', body, { contentType: 'x/y', sizeBytes: 1 }),
        ]
        for (const call of await Promise.allSettled(calls)) {
          assert.ok(call.status === 'rejected' && isRefused(call.reason), endpoint)
        }
        await origin.close()
        await target?.close()
      }
    }
    assert.equal(connections, 0)
  })
})
