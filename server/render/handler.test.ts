import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, describe, test } from 'node:test'
import sharp from 'sharp'
import { localFolder } from '../origins/local/local-folder.ts'
import { quarters, startTestService, type TestService } from './test-service.ts'

let service: TestService

before(async () => {
  service = await startTestService()
  const picture = await quarters(300, 200)
  await service.write('a.jpg', await picture.clone().jpeg().toBuffer())
  await service.write('a.png', await picture.clone().ensureAlpha(0.5).png().toBuffer())
  const frames = ['red', 'lime', 'blue'].map((background) =>
    sharp({ create: { width: 80, height: 60, channels: 3, background } })
      .png()
      .toBuffer(),
  )
  const animation = sharp(await Promise.all(frames), { join: { animated: true } })
  await service.write(
    'moves.gif',
    await animation.gif({ delay: [100, 200, 300], loop: 0 }).toBuffer(),
  )
  await service.write('notes.txt', 'Some text.\n')
  await service.write('page.html', '<!doctype html><script>alert(1)</script>')
  await service.write('fake.jpg', '<!doctype html><title>Not found</title>')
  await service.write('empty.jpg', '')
  const whole = await picture.clone().jpeg().toBuffer()
  await service.write('cut.jpg', whole.subarray(0, whole.length >> 1))
  await service.write(
    'v.svg',
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><script>alert(1)</script><rect width="9" height="9"/></svg>',
  )
  await service.write('Grün & 猫+.jpg', whole)
  await service.write('deep/er/a.jpg', whole)
})

beforeEach(() => {
  service.rendered.length = 0
  Object.assign(service.source, { enabled: true, secureUrlToken: null, defaultParams: {} })
})

after(() => service.close())

const BROWSER = { accept: 'image/avif,image/webp,image/png,*/*;q=0.8' }

describe('negotiation', () => {
  const rows: [address: string, accept: string, type: string, vary: string | undefined][] = [
    ['a.jpg?w=50&auto=format', 'image/avif,image/webp,*/*', 'image/avif', 'Accept'],
    ['a.jpg?w=50&auto=format', 'image/webp,*/*', 'image/webp', 'Accept'],
    ['a.jpg?w=50&auto=format', '*/*', 'image/jpeg', 'Accept'],
    ['a.jpg?w=50&auto=format', 'image/avif;q=0,image/webp', 'image/webp', 'Accept'],
    ['a.png?w=50&auto=format', '', 'image/png', 'Accept'],
    ['moves.gif?w=50&auto=format', 'image/avif,image/webp,*/*', 'image/webp', 'Accept'],
    ['moves.gif?w=50&auto=format', 'image/avif', 'image/gif', 'Accept'],
    ['a.jpg?w=50&fm=webp', '', 'image/webp', undefined],
    ['a.jpg?w=50', 'image/avif', 'image/jpeg', undefined],
  ]
  for (const [address, accept, type, vary] of rows) {
    test(`${address} for ${accept}`, async () => {
      const { headers, status } = await service.get(address, { headers: { accept } })
      assert.deepEqual([status, headers['content-type'], headers.vary], [200, type, vary])
    })
  }
  test('transparency survives in AVIF, WebP and PNG', async () => {
    for (const accept of ['image/avif', 'image/webp', '']) {
      const { body } = await service.get('a.png?w=50&auto=format', { headers: { accept } })
      assert.equal((await sharp(body).metadata()).hasAlpha, true, accept)
    }
  })
  test('the three answers have three ETags', async () => {
    const tags = new Set<string | undefined>()
    for (const accept of ['image/avif', 'image/webp', '']) {
      tags.add((await service.get('a.jpg?w=50&auto=format', { headers: { accept } })).headers.etag)
    }
    assert.equal(tags.size, 3)
  })
})

describe('animations', () => {
  async function look(address: string, accept = '') {
    const { body, status } = await service.get(address, { headers: { accept } })
    assert.equal(status, 200)
    const {
      format,
      pages = 1,
      delay,
      loop,
      width,
      pageHeight,
      height,
    } = await sharp(body).metadata()
    return { format, pages, delay, loop, size: `${width}x${pageHeight ?? height}` }
  }
  const MOVES = { pages: 3, delay: [100, 200, 300], loop: 0 }
  test('keep their frames and times', async () => {
    assert.deepEqual(await look('moves.gif?w=40'), { format: 'gif', size: '40x30', ...MOVES })
    const webp = await look('moves.gif?w=40&auto=format', 'image/webp')
    assert.deepEqual(webp, { format: 'webp', size: '40x30', ...MOVES })
  })
  test('also through passes of their own', async () => {
    const turned = await look('moves.gif?w=40&rot=20&sat=-50&pad=5&border=2,red&fm=webp')
    assert.deepEqual(turned, { format: 'webp', size: '40x33', ...MOVES })
    const crop = await look('moves.gif?w=40&h=40&fit=crop&crop=entropy&loop=3')
    assert.deepEqual(crop, { format: 'gif', size: '40x40', ...MOVES, loop: 3 })
    assert.equal((await look('moves.gif?rect=10,10,30,20')).size, '30x20')
  })
  test('one frame of them', async () => {
    const { body } = await service.get('moves.gif?frame=2&fm=png')
    const { data } = await sharp(body).raw().toBuffer({ resolveWithObject: true })
    assert.deepEqual([...data.subarray(0, 3)], [0, 255, 0])
  })
  test('never AVIF with frames', async () => {
    assert.equal((await look('moves.gif?fm=avif')).pages, 1)
    assert.equal((await look('moves.gif?fm=avif')).size, '80x60')
  })
})

describe('original', () => {
  test('without parameters the bytes are those of the file', async () => {
    const { body, headers, status } = await service.get('a.jpg?ixlib=js&ixid=1')
    assert.equal(status, 200)
    assert.equal((await sharp(body).metadata()).width, 300)
    assert.equal(headers['content-type'], 'image/jpeg')
    assert.equal(headers['accept-ranges'], 'bytes')
    assert.equal(headers['content-disposition'], undefined)
    const known = await service.get('a.jpg', { headers: { 'if-none-match': headers.etag ?? '' } })
    assert.deepEqual([known.status, known.body.length], [304, 0])
    const head = await service.get('a.jpg', { method: 'HEAD' })
    assert.deepEqual([head.body.length, head.headers['content-length']], [0, String(body.length)])
  })
  const ranges: [range: string, status: number, part: string][] = [
    ['bytes=0-3', 206, 'Some'],
    ['bytes=5-', 206, 'text.\n'],
    ['bytes=-3', 206, 't.\n'],
    ['bytes=5-8', 206, 'text'],
    ['bytes=5-800', 206, 'text.\n'],
    ['bytes=50-', 416, ''],
    ['bytes=3-1', 200, 'Some text.\n'],
    ['bytes=0-1,3-4', 200, 'Some text.\n'],
    ['lines=1-2', 200, 'Some text.\n'],
  ]
  for (const [range, status, part] of ranges) {
    test(`Range: ${range}`, async () => {
      const answer = await service.get('notes.txt', { headers: { range } })
      assert.equal(answer.status, status)
      if (status !== 416) assert.equal(answer.text, part)
    })
  }
  test('If-Range with another version is the whole', async () => {
    const headers = { range: 'bytes=0-3', 'if-range': '"other"' }
    assert.equal((await service.get('notes.txt', { headers })).status, 200)
  })
  test('what is no picture is a download, whatever is asked', async () => {
    for (const address of ['notes.txt', 'notes.txt?w=100', 'page.html', 'page.html?auto=format']) {
      const { status, headers } = await service.get(address)
      assert.equal(status, 200, address)
      assert.match(headers['content-disposition'] ?? '', /^attachment; filename="/)
      assert.doesNotMatch(headers['content-type'] ?? '', /html/)
    }
  })
  test('nothing a user put there can run', async () => {
    for (const address of [
      'v.svg',
      'v.svg?w=40',
      'page.html',
      'a.jpg',
      'a.jpg?w=9',
      'nowhere.jpg',
      'a.jpg?w=x',
    ]) {
      const { headers } = await service.get(address)
      assert.equal(
        headers['content-security-policy'],
        "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      )
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers['access-control-allow-origin'], '*')
    }
    assert.equal((await service.get('v.svg')).headers['content-type'], 'image/svg+xml')
    assert.equal((await service.get('v.svg?w=40')).headers['content-type'], 'image/png')
  })
  test('dl names the download', async () => {
    const address = `a.jpg?w=9&dl=${encodeURIComponent('Bücher/my "cat"\r\n.jpg')}`
    assert.equal(
      (await service.get(address)).headers['content-disposition'],
      `attachment; filename="my _cat_.jpg"; filename*=UTF-8''my%20%22cat%22.jpg`,
    )
  })
})

describe('errors', () => {
  const rows: [address: string, status: number, text: RegExp][] = [
    ['nowhere.jpg?w=9', 404, /^There is no such file\.\n$/],
    ['nowhere.jpg', 404, /no such file/],
    ['deep/er', 404, /no such file/],
    ['a.jpg?w=big', 400, /"w" must be/],
    ['a.jpg?rect=9000,0,5,5', 400, /"rect" lies outside/],
    ['cut.jpg?w=9', 422, /JPEG data ends too early/],
    ['fake.jpg?w=9', 422, /the content is a web page/],
    ['empty.jpg?w=9', 422, /is empty/],
    ['a%00.jpg?w=9', 400, /NUL/],
    ['deep%2F..%2F..%2Fsecret?w=9', 400, /"\.\."/],
    ['a.jpg?expires=1000', 404, /expired/],
    ['a.jpg?w=9&expires=1000', 404, /expired/],
  ]
  for (const [address, status, text] of rows) {
    test(address, async () => {
      const answer = await service.get(address)
      assert.equal(answer.status, status, answer.text)
      assert.match(answer.text, text)
      assert.doesNotMatch(answer.text, /\n.|\/tmp|node:/)
      assert.equal(answer.headers['cache-control'], 'public, max-age=300')
      assert.match(answer.headers['content-type'] ?? '', /^text\/plain/)
    })
  }
  test('an unknown source', async () => {
    const { statusCode, body } = await service.app.inject('/render/nobody/a.jpg')
    assert.deepEqual([statusCode, body], [404, 'There is no source at "nobody".\n'])
  })
  test('a disabled source answers from the cache alone', async () => {
    await service.get('a.jpg?w=81')
    service.source.enabled = false
    assert.equal((await service.get('a.jpg?w=81')).status, 200)
    assert.equal((await service.get('a.jpg?w=82')).status, 410)
    assert.equal((await service.get('a.jpg')).status, 410)
  })
})

describe('address', () => {
  const paths = [
    'Gr%C3%BCn%20%26%20%E7%8C%AB%2B.jpg',
    'Gr%C3%BCn%20&%20%E7%8C%AB+.jpg',
    'deep/er/a.jpg',
    'deep%2Fer%2Fa.jpg',
  ]
  for (const path of paths) {
    test(path, async () => assert.equal((await service.get(`${path}?w=9`)).status, 200))
  }
  test('is decoded once', async () => {
    assert.equal((await service.get('Gr%25C3%25BCn%20&%20%E7%8C%AB+.jpg')).status, 404)
  })
  test('by host', async () => {
    const { statusCode } = await service.app.inject('/render-host/test.example/a.jpg?w=9')
    assert.equal(statusCode, 200)
  })
  test('a path with dots that no client has tidied up', async () => {
    await service.app.listen({ port: 0, host: '127.0.0.1' })
    // Just listened on a port, so the address is not a pipe's name.
    const { port } = service.app.server.address() as AddressInfo
    for (const path of [
      '/render/test/../../../etc/passwd',
      '/render/test/deep/../../a.jpg',
      '/render/test/%2e%2e/a.jpg',
    ]) {
      const status = await new Promise((resolve, reject) => {
        const sent = httpRequest({ port, path, agent: false }, (answer) => {
          answer.resume()
          resolve(answer.statusCode)
        })
        sent.on('error', reject).end()
      })
      assert.equal(status, 400, path)
    }
  })
})

describe('signature', () => {
  const sign = (address: string) => createHash('md5').update(`secret/${address}`).digest('hex')
  test('only signed addresses are answered, and the rendering is shared', async () => {
    const { headers } = await service.get('a.jpg?w=91')
    service.source.secureUrlToken = 'secret'
    const signed = await service.get(`a.jpg?w=91&s=${sign('a.jpg?w=91')}`)
    assert.deepEqual([signed.status, signed.headers.etag], [200, headers.etag])
    assert.equal((await service.get(`a.jpg?s=${sign('a.jpg')}`)).status, 200)
    for (const address of [
      'a.jpg?w=91',
      'a.jpg',
      `a.jpg?w=92&s=${sign('a.jpg?w=91')}`,
      'a.jpg?s=',
    ]) {
      const answer = await service.get(address)
      assert.equal(answer.status, 403, address)
    }
  })
  test('a time limit shortens the caching', async () => {
    const expires = Math.floor(Date.now() / 1000) + 100
    const { headers } = await service.get(`a.jpg?w=93&expires=${expires}`)
    const [, seconds] = /max-age=(\d+)/.exec(headers['cache-control'] ?? '') ?? []
    assert.ok(Number(seconds) <= 100 && Number(seconds) > 90)
  })
})

test('where the files lie is not for everybody', async () => {
  const { origin } = service.source
  service.source.origin = localFolder('/srv/of/somebody')
  const { status, text } = await service.get('never-asked-for.jpg?w=9')
  service.source.origin = origin
  assert.deepEqual(
    [status, text],
    [502, 'The storage of this source does not answer at this moment.\n'],
  )
})

test('the browser header of the day gets AVIF', async () => {
  const { headers } = await service.get('a.jpg?w=20&auto=format,compress', { headers: BROWSER })
  assert.equal(headers['content-type'], 'image/avif')
})
