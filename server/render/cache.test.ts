import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import type { SourcePurges } from '../../contract/purges.ts'
import { freshnessOf, previewKey, variantOf } from './cache.ts'
import { readParams } from './params/index.ts'
import { quarters, SOURCE_ID, startTestService, type TestService } from './test-service.ts'

let service: TestService

before(async () => {
  service = await startTestService()
  const picture = await quarters(300, 200)
  await service.write('a.jpg', await picture.clone().jpeg().toBuffer())
  await service.write('a.png', await picture.clone().png().toBuffer())
})

beforeEach(() => {
  service.rendered.length = 0
  service.source.defaultParams = {}
})

after(() => service.close())

describe('cache', () => {
  test('renders once, and not at all for who has it', async () => {
    const first = await service.get('a.jpg?w=61')
    assert.equal(service.rendered.length, 1)
    assert.deepEqual([service.rendered[0]?.path, first.status], ['a.jpg', 200])
    assert.match(first.headers['cache-control'] ?? '', /^public, max-age=31536000$/)
    const second = await service.get('a.jpg?width=61&ixlib=js')
    assert.deepEqual([second.headers.etag, service.rendered.length], [first.headers.etag, 1])
    assert.deepEqual(second.body, first.body)
    const etag = first.headers.etag ?? ''
    const third = await service.get('a.jpg?w=61', {
      headers: { 'if-none-match': `"x", W/${etag}` },
    })
    assert.deepEqual([third.status, third.body.length, third.headers.etag], [304, 0, etag])
  })
  test('a 304 needs no rendering', async () => {
    const { headers } = await service.get('a.jpg?w=62')
    await service.cache.purge({ sourceId: SOURCE_ID, path: 'a.jpg' })
    service.rendered.length = 0
    const again = await service.get('a.jpg?w=62', {
      headers: { 'if-none-match': headers.etag ?? '' },
    })
    assert.deepEqual([again.status, service.rendered.length], [304, 0])
  })
  test('HEAD is GET without a body', async () => {
    const get = await service.get('a.jpg?w=63')
    const head = await service.get('a.jpg?w=63', { method: 'HEAD' })
    assert.equal(head.status, 200)
    assert.equal(head.body.length, 0)
    for (const name of ['content-type', 'content-length', 'etag', 'cache-control']) {
      assert.equal(head.headers[name], get.headers[name], name)
    }
  })
  test('a hundred at once are one rendering', async () => {
    const all = await Promise.all(
      Array.from({ length: 100 }, () => service.get('a.jpg?w=64&blur=9')),
    )
    assert.deepEqual([...new Set(all.map(({ status }) => status))], [200])
    assert.equal(service.rendered.length, 1)
  })
  test('a purge concerns one asset', async () => {
    await service.get('a.jpg?w=65')
    await service.get('a.jpg?w=66')
    await service.get('a.png?w=65')
    service.rendered.length = 0
    assert.ok((await service.cache.purge({ sourceId: SOURCE_ID, path: 'a.jpg' })) >= 2)
    for (const address of ['a.jpg?w=65', 'a.jpg?w=66', 'a.png?w=65']) await service.get(address)
    assert.deepEqual(
      service.rendered.map(({ path }) => path),
      ['a.jpg', 'a.jpg'],
    )
  })
  test('what was under way when its asset was purged is given to those who waited, and not kept', async () => {
    const asset = { sourceId: SOURCE_ID, path: 'under-way.jpg' }
    const variant = variantOf(asset, readParams('w=67', {}), null)
    const fresh = { now: 0, least: 0 }
    const file = { path: asset.path, etag: 'e', sizeBytes: 1, modifiedAt: new Date(0) }
    const ask = async (render: () => Promise<string>) => {
      const make = async () => ({ body: Buffer.from(await render()), meta: { originEtag: 'e' } })
      return (await service.cache.findOrRender({ variant, file, fresh }, make)).body.toString()
    }
    const slow = Promise.withResolvers<string>()
    const begun = Promise.withResolvers<void>()
    const before = ask(() => {
      begun.resolve()
      return slow.promise
    })
    await begun.promise
    await service.cache.purge(asset)
    const behind = ask(async () => 'new')
    slow.resolve('old')
    assert.deepEqual(await Promise.all([before, behind]), ['old', 'new'])
    assert.equal(await ask(async () => 'newer'), 'new')
  })
  test('nor what the Origin was about to say of it', async () => {
    const asset = { sourceId: SOURCE_ID, path: 'said.jpg' }
    const slow = Promise.withResolvers<string>()
    const ask = async (stat: () => Promise<string>) => {
      const said = async (path: string) => {
        const etag = await stat()
        return { path, etag, sizeBytes: 1, modifiedAt: new Date(0) }
      }
      const fresh = { now: 0, least: 0 }
      return (await service.cache.findFile({ ...service.source.origin, stat: said }, asset, fresh))
        ?.etag
    }
    const before = ask(() => slow.promise)
    service.cache.forgetFile(asset)
    const behind = ask(async () => 'new')
    slow.resolve('old')
    assert.deepEqual(await Promise.all([before, behind]), ['old', 'new'])
    assert.equal(await ask(async () => 'newer'), 'new')
  })
  test('a purge of many: those are rendered anew and have another ETag, others stay', async () => {
    await service.write('trip/b.jpg', await (await quarters(90, 60)).jpeg().toBuffer())
    const [trip, other] = [await service.get('trip/b.jpg?w=31'), await service.get('a.jpg?w=31')]
    service.source.purges = { count: 7, below: [['trip/', 7]] }
    service.rendered.length = 0
    const ask = (address: string, etag = '') =>
      service.get(address, { headers: { 'if-none-match': etag } })
    const again = await ask('trip/b.jpg?w=31', trip.headers.etag)
    assert.equal(again.status, 200)
    assert.equal((await ask('trip/b.jpg?w=31', again.headers.etag)).status, 304)
    assert.equal((await ask('a.jpg?w=31', other.headers.etag)).status, 304)
    await service.get('a.jpg?w=31')
    await service.get('trip/b.jpg?w=31')
    assert.deepEqual(
      service.rendered.map(({ path }) => path),
      ['trip/b.jpg'],
    )
    service.source.enabled = false
    assert.equal((await service.get('trip/b.jpg?w=31')).status, 200)
    service.source.purges = { count: 8, below: [['', 8]] }
    assert.equal((await service.get('trip/b.jpg?w=31')).status, 410)
    Object.assign(service.source, { enabled: true, purges: { count: 0, below: [] } })
  })
  test('what was found missing, or broken, is looked at anew after a purge of many', async () => {
    const address = 'late/c.jpg?w=32'
    assert.equal((await service.get(address)).status, 404)
    await service.write('late/c.jpg', Buffer.from('no picture'))
    service.source.purges = { count: 1, below: [['late/', 1]] }
    assert.notEqual((await service.get(address)).status, 404)
    await service.write('late/c.jpg', await (await quarters(90, 60)).jpeg().toBuffer())
    service.source.purges = { count: 2, below: [['', 2]] }
    assert.equal((await service.get(address)).status, 200)
    service.source.purges = { count: 0, below: [] }
  })
  test('the default parameters of the source count', async () => {
    service.source.defaultParams = { w: '40', fm: 'png' }
    const { body, headers } = await service.get('a.jpg')
    assert.deepEqual(
      [headers['content-type'], (await sharp(body).metadata()).width],
      ['image/png', 40],
    )
    assert.equal((await sharp((await service.get('a.jpg?w=30')).body).metadata()).width, 30)
  })
})

describe('restart and limits', () => {
  test('the cache survives, also on another process beside it', async () => {
    const cacheFolder = `${service.folder}/../shared-cache`
    const options = { cacheFolder, folder: service.folder }
    const first = await startTestService(options)
    await first.get('a.jpg?w=70')
    const beside = await startTestService(options)
    assert.equal((await beside.get('a.jpg?w=70')).status, 200)
    await first.close()
    const second = await startTestService(options)
    assert.equal((await second.get('a.jpg?w=70')).status, 200)
    assert.deepEqual(
      [first, beside, second].map(({ rendered }) => rendered.length),
      [1, 0, 0],
    )
    await beside.close()
    await second.close()
  })
  test('more than may wait are answered 503 with Retry-After', async () => {
    const small = await startTestService({ processes: 1, maxWaiting: 1, folder: service.folder })
    const widths = Array.from({ length: 12 }, (_, n) => 200 + n)
    const all = await Promise.all(widths.map((width) => small.get(`a.jpg?w=${width}&fm=avif`)))
    const refused = all.filter(({ status }) => status === 503)
    assert.deepEqual([refused.length, all.filter(({ status }) => status === 200).length], [10, 2])
    assert.match(refused[0]?.headers['retry-after'] ?? '', /^\d+$/)
    assert.equal(refused[0]?.headers['cache-control'], 'no-store')
    await small.close()
  })
  test('what waits is not rendered once those who asked have gone', async () => {
    const small = await startTestService({ processes: 1, folder: service.folder })
    const { port } = new URL(await small.app.listen({ port: 0, host: '127.0.0.1' }))
    const leaving = new AbortController()
    const ask = (query: string, signal?: AbortSignal) =>
      fetch(`http://127.0.0.1:${port}/render/test/a.jpg?${query}`, { signal: signal ?? null })
    const waiting = async (count: number) => {
      while (small.renderer.load().waiting !== count) await sleep(2)
    }
    const first = ask('w=2400&fm=avif')
    while (small.renderer.load().running === 0) await sleep(2)
    const left = [ask('w=81', leaving.signal), ask('w=82', leaving.signal)]
    await waiting(2)
    const stays = ask('w=82')
    const settled = Promise.allSettled(left)
    leaving.abort()
    await waiting(1)
    assert.deepEqual(
      (await settled).map(({ status }) => status),
      ['rejected', 'rejected'],
    )
    for (const answer of [await first, await stays]) assert.equal(answer.status, 200)
    assert.equal(small.rendered.filter(({ path }) => path === 'a.jpg').length, 2)
    await small.close()
  })
  test('what takes too long is stopped, and the next rendering works', async () => {
    // More than a busy machine needs for a small picture, and a hundredth of what it needs for the big one.
    const hasty = await startTestService({ processes: 1, timeoutSeconds: 6 })
    const big = await quarters(4000, 4000)
    await hasty.write('big.png', await big.png().toBuffer())
    await hasty.write('small.png', await (await quarters(40, 40)).png().toBuffer())
    const slow = await hasty.get('big.png?w=6300&blur=90&sat=50&rot=7&fm=avif&lossless=true')
    assert.equal(slow.status, 504)
    const again = await hasty.get('big.png?w=6300&blur=90&sat=50&rot=7&fm=avif&lossless=true')
    assert.equal(again.status, 504)
    assert.equal((await hasty.get('small.png?w=20')).status, 200)
    await hasty.close()
  })
})

describe('preview', () => {
  /** Another colour than the original: which one was used can be seen. */
  async function keep(path: string, width: number, height: number) {
    const shrunk = Math.min(1, 512 / width)
    const size = { width: width * shrunk, height: height * shrunk }
    const picture = { create: { ...size, channels: 3, background: '#f0f' } } as const
    const { etag = '' } = (await service.source.origin.stat(path)) ?? {}
    const meta = { format: 'png', width, height, hasAlpha: false, frames: 1 }
    const body = await sharp(picture).jpeg().toBuffer()
    await service.cache.disk.put(previewKey(SOURCE_ID, path, etag), body, meta)
  }
  before(async () => {
    await service.write('wide.png', await (await quarters(2000, 1000)).png().toBuffer())
    await keep('wide.png', 2000, 1000)
  })
  const rows: [query: string, size: string, fromPreview: boolean][] = [
    ['w=384', '384x192', true],
    ['h=192', '384x192', true],
    ['w=100&h=100&fit=crop', '100x100', true],
    ['w=60&h=60&fit=crop&crop=left&sat=-20', '60x60', true],
    ['w=128&dpr=2', '256x128', true],
    ['w=386', '386x193', false],
    ['w=193&dpr=2', '386x193', false],
    ['h=200', '400x200', false],
    ['w=100&rect=1000,0,500,500', '100x100', false],
    ['w=100&trim=color', '100x50', false],
    ['w=50&h=50&fit=crop&crop=focalpoint&fp-z=8', '50x50', false],
    ['w=0.1', '200x100', false],
    ['fm=jpg', '2000x1000', false],
  ]
  for (const [query, size, fromPreview] of rows) {
    test(`${query}: ${fromPreview ? 'preview' : 'original'}`, async () => {
      const { body, status } = await service.get(`wide.png?${query}`)
      assert.equal(status, 200)
      const { width, height } = await sharp(body).metadata()
      assert.equal(`${width}x${height}`, size)
      const { channels } = await sharp(body).stats()
      const [red, green] = channels
      assert.equal((red?.mean ?? 0) > 200 && (green?.mean ?? 0) < 60, fromPreview)
    })
  }
  test('of a picture as small as itself is used for what is smaller still', async () => {
    await service.write('small.png', await (await quarters(400, 200)).png().toBuffer())
    await keep('small.png', 400, 200)
    const green = async (query: string) => {
      const { body } = await service.get(`small.png?${query}`)
      return (await sharp(body).stats()).channels[1]?.mean ?? 0
    }
    assert.ok((await green('w=300')) < 60)
    assert.ok((await green('w=302')) > 100)
  })
  test('of another version of the file is not used', async () => {
    await service.write('wide.png', await (await quarters(2000, 1000)).png().toBuffer())
    await service.cache.purge({ sourceId: SOURCE_ID, path: 'wide.png' })
    const { body } = await service.get('wide.png?w=200')
    assert.ok(((await sharp(body).stats()).channels[1]?.mean ?? 0) > 100)
  })
})

describe('what a purge of many concerns', () => {
  const purges: SourcePurges = {
    count: 2,
    below: [
      ['trips/', 1],
      ['https://example.com/a/', 2],
    ],
  }
  const cases: [path: string, least: number][] = [
    ['trips/a.jpg', 1],
    ['./trips/a.jpg', 1],
    ['.//./trips/a.jpg', 1],
    ['trips//./a.jpg', 1],
    ['.trips/a.jpg', 0],
    ['./.trips/a.jpg', 0],
    ['a/trips/a.jpg', 0],
    ['https://example.com/a/b.jpg', 2],
    ['https://example.com/./a//b.jpg', 2],
    ['https://example.com/b/a.jpg', 0],
  ]
  for (const [path, least] of cases) {
    test(path, () => assert.deepEqual(freshnessOf(purges, path), { now: 2, least }))
  }
})
