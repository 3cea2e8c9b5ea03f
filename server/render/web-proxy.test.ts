import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { after, before, beforeEach, describe, test } from 'node:test'
import type imgix from '@imgix/js-core'
import sharp from 'sharp'
import { startWebDouble, type WebDouble } from '../origins/http/double.ts'
import { openOrigin } from '../origins/index.ts'
import { readNetworkAllowList } from '../origins/network-guard.ts'
import type { Origin } from '../origins/origin.ts'
import { quarters, startTestService, type TestService } from './test-service.ts'

// Its types describe a module with a default export; what Node loads is the class itself.
const ImgixClient: typeof imgix.default = createRequire(import.meta.url)('@imgix/js-core')

const TOKEN = 'FOO123bar'
const client = new ImgixClient({ domain: 'x.imgix.net', secureURLToken: TOKEN })

let web: WebDouble
let service: TestService
let proxy: Origin

before(async () => {
  web = await startWebDouble()
  service = await startTestService({ revalidateSeconds: 0 })
  proxy = openOrigin(
    { type: 'webproxy', credentials: null, redirectHosts: [] },
    { allowPrivate: readNetworkAllowList('127.0.0.1'), idleSeconds: 20 },
  )
  Object.assign(service.source, { origin: proxy, secureUrlToken: TOKEN })
  const picture = await (await quarters(300, 200)).jpeg().toBuffer()
  for (const path of ['a.jpg', 'a b+c%20d.jpg', '写真/猫.jpg']) web.put(path, picture)
})
beforeEach(() => {
  web.asked.length = 0
  web.options.headers = {}
  service.source.cacheTtlBehavior = 'respect_origin'
})
after(async () => {
  await service.close()
  await proxy.close()
  await web.close()
})

/** As imgix's own client makes and signs the address; here it is a path. */
function addressOf(url: string, params: Record<string, unknown> = {}): string {
  return client.buildURL(url, { ...params, ixlib: undefined }).replace('https://x.imgix.net/', '')
}

describe('a web proxy', () => {
  const paths: [url: string, target: string][] = [
    ['a.jpg', '/a.jpg'],
    ['a.jpg?x=1&y=%20+', '/a.jpg?x=1&y=%20+'],
    ['a%20b+c%2520d.jpg', '/a%20b+c%2520d.jpg'],
    ['写真/猫.jpg', '/%E5%86%99%E7%9C%9F/%E7%8C%AB.jpg'],
  ]
  for (const [path, target] of paths) {
    test(`imgix's client asks for ${path}`, async () => {
      const answer = await service.get(addressOf(`${web.address}/${path}`, { w: 30 }))
      assert.equal(answer.status, 200, answer.text)
      assert.equal((await sharp(answer.body).metadata()).width, 30)
      assert.deepEqual(web.asked, [`HEAD ${target}`, `GET ${target}`])
    })
  }

  test('also by host, and with an address that nobody has encoded', async () => {
    const url = `${web.address}/a.jpg`
    const signed = addressOf(url, { w: 31 })
    assert.ok(signed.startsWith('http%3A%2F%2F'))
    const { statusCode } = await service.app.inject(`/render-host/test.example/${signed}`)
    assert.equal(statusCode, 200)
    const plain = new ImgixClient({ domain: 'x.imgix.net', secureURLToken: TOKEN })
    const raw = plain.buildURL(url, { w: 32 }, { disablePathEncoding: true })
    const path = raw.replace('https://x.imgix.net/', '')
    assert.ok(path.startsWith(`http://127.0.0.1:`))
    assert.equal((await service.get(path)).status, 200)
  })

  test('asks for nothing that is not signed', async () => {
    const encoded = encodeURIComponent(`${web.address}/a.jpg`)
    const signed = addressOf(`${web.address}/a.jpg`, { w: 33 })
    const other = encodeURIComponent(`${web.address}/b.jpg`)
    const rows = [
      encoded,
      `${encoded}?w=33`,
      `${encoded}?w=33&s=`,
      signed.replace('w=33', 'w=34'),
      signed.replace(encoded, other),
      signed.replace(encoded, decodeURIComponent(encoded)),
      signed.replace(/s=./, 's=g'),
    ]
    for (const address of rows) assert.equal((await service.get(address)).status, 403, address)
    assert.deepEqual(web.asked, [])
  })

  const refused: [path: string, status: number, text: RegExp][] = [
    ['a.jpg', 400, /whole address such as/],
    ['ftp://127.0.0.1/a.jpg', 400, /whole address/],
    ['https:/example.com/a.jpg', 400, /whole address/],
    ['http://user:word@127.0.0.1/a.jpg', 400, /whole address/],
    ['http://127.0.0.1/../a.jpg', 400, /“..”|"\.\."/],
    ['http://10.0.0.1/a.jpg', 502, /does not give this file away/],
    ['http://169.254.169.254/latest/meta-data/', 502, /does not give this file away/],
  ]
  for (const [path, status, text] of refused) {
    test(`${path} is refused`, async () => {
      const answer = await service.get(addressOf(path, { w: 9 }))
      assert.deepEqual([answer.status, text.test(answer.text)], [status, true], answer.text)
      assert.doesNotMatch(answer.text, /word|10\.0|ALLOW/)
    })
  }

  test('a file that is not there', async () => {
    assert.equal((await service.get(addressOf(`${web.address}/none.jpg`))).status, 404)
  })
})

describe('what the Origin says of caching', () => {
  const HOUR_AGO = new Date(Date.now() - 3_600_000).toUTCString()
  const cases: [headers: Record<string, string>, respected: string][] = [
    [{}, 'public, max-age=31536000'],
    [{ 'Cache-Control': 'max-age=77' }, 'public, max-age=77'],
    [{ 'Cache-Control': 'private, max-age=77' }, 'private, max-age=77'],
    [{ 'Cache-Control': 'no-store' }, 'no-store'],
    [{ Expires: HOUR_AGO }, 'public, max-age=0'],
    [{ Expires: '0' }, 'public, max-age=0'],
    [{ Expires: HOUR_AGO, 'Cache-Control': 'max-age=78' }, 'public, max-age=78'],
    [{ Expires: HOUR_AGO, 'Cache-Control': 'private' }, 'private, max-age=0'],
  ]
  for (const [headers, respected] of cases) {
    test(JSON.stringify(Object.entries(headers)), async () => {
      web.options.headers = headers
      const rendering = addressOf(`${web.address}/a.jpg`, { w: 40 })
      const original = addressOf(`${web.address}/a.jpg`)
      for (const address of [rendering, rendering, original]) {
        assert.equal((await service.get(address)).headers['cache-control'], respected)
      }
      const { headers: answered } = await service.get(rendering)
      const known = { headers: { 'if-none-match': answered.etag ?? '' } }
      const again = await service.get(rendering, known)
      assert.deepEqual([again.status, again.headers['cache-control']], [304, respected])
      service.source.cacheTtlBehavior = 'override_origin'
      const forced = await service.get(rendering)
      assert.equal(forced.headers['cache-control'], 'public, max-age=31536000')
    })
  }

  test('holds while the Origin is away, also after a restart', async () => {
    const other = await startWebDouble({ headers: { 'Cache-Control': 'private, max-age=79' } })
    other.put('a.png', await (await quarters(30, 20)).png().toBuffer())
    const address = addressOf(`${other.address}/a.png`, { w: 10 })
    assert.equal((await service.get(address)).status, 200)
    await other.close()
    service.cache.forgetFile({ sourceId: service.source.id, path: `${other.address}/a.png` })
    const { status, headers } = await service.get(address)
    assert.deepEqual([status, headers['cache-control']], [200, 'private, max-age=79'])
  })
})

describe('a file that changes while it is asked for', () => {
  test('is asked for anew', async () => {
    web.put('text.txt', 'first')
    const address = addressOf(`${web.address}/text.txt`)
    const { stat } = proxy
    let changes = 1
    service.source.origin = {
      ...proxy,
      stat: async (path, signal) => {
        const file = await stat(path, signal)
        if (changes-- > 0) web.put('text.txt', 'second one')
        return file
      },
    }
    const answer = await service.get(address)
    assert.deepEqual([answer.status, answer.text], [200, 'second one'])
    assert.equal(answer.headers['content-length'], '10')
    changes = 1
    const part = { headers: { range: 'bytes=0-3', 'if-range': answer.headers.etag ?? '' } }
    const whole = await service.get(address, part)
    assert.deepEqual([whole.status, whole.headers['content-range']], [200, undefined])
    changes = 100
    const never = await service.get(address)
    assert.deepEqual([never.status, never.headers['retry-after']], [503, '2'])
    service.source.origin = proxy
  })
})

test('one answer to HEAD is all that looking again costs', async () => {
  const address = addressOf(`${web.address}/a.jpg`, { w: 50 })
  await service.get(address)
  web.asked.length = 0
  await Promise.all(Array.from({ length: 20 }, () => service.get(address)))
  assert.deepEqual(web.asked, ['HEAD /a.jpg'])
})
