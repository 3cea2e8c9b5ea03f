import assert from 'node:assert/strict'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type imgix from '@imgix/js-core'
import sharp from 'sharp'
import { type Library, openLibrary } from './library.ts'
import { AWKWARD_NAME, makePicture } from './pictures.ts'
import { callApi, findAsset, patchSource, until } from './vitrine.ts'

const ImgixClient: typeof imgix.default = createRequire(import.meta.url)('@imgix/js-core')

/** The Rendering API as the outside sees it: addresses in, bytes and headers out. */
describe('renderings', () => {
  let library: Library
  before(async () => {
    library = await openLibrary()
  })
  after(() => library?.close())

  /** By path, `/render/pictures/…`; the path is sent as it is. */
  const render = (path: string, headers: Record<string, string> = {}) =>
    get(library.vitrine.url, `/render/pictures${path}`, headers)
  const PICTURE = '/travel/alps/picture-00.jpg'
  const path = (name: string) => encodeURIComponent(name)
  const odd = `/odd%20names/${path(AWKWARD_NAME)}`

  test('by path and by host the same picture', async () => {
    const { url } = library.vitrine
    const byPath = await render(`${PICTURE}?w=100`)
    assert.equal(byPath.status, 200)
    assert.deepEqual(await shapeOf(byPath.body), { format: 'jpeg', width: 100, height: 67 })
    const { port } = new URL(url)
    const byHost = await get(url, `${PICTURE}?w=100`, { host: `pictures.localhost:${port}` })
    assert.equal(byHost.status, 200)
    assert.deepEqual(byHost.body, byPath.body)
    assert.equal((await get(url, PICTURE, { host: `nobody.localhost:${port}` })).status, 404)
    assert.equal((await get(url, `/render/nobody${PICTURE}`)).status, 404)
  })

  const FORMATS: [query: string, accept: string, type: string, vary: string | undefined][] = [
    ['w=90', 'image/avif,image/webp,*/*', 'image/jpeg', undefined],
    ['w=90&auto=format', 'image/avif,image/webp,*/*', 'image/avif', 'Accept'],
    ['w=90&auto=format', 'image/webp,*/*', 'image/webp', 'Accept'],
    ['w=90&auto=format', '*/*', 'image/jpeg', 'Accept'],
    ['w=90&fm=png', 'image/avif,*/*', 'image/png', undefined],
  ]
  for (const [query, accept, type, vary] of FORMATS) {
    test(`${query} for a browser that accepts ${accept} is ${type}`, async () => {
      const { status, headers, body } = await render(`${PICTURE}?${query}`, { accept })
      assert.equal(status, 200)
      assert.equal(headers['content-type'], type)
      assert.equal(headers.vary, vary)
      const { format, width } = await shapeOf(body)
      assert.equal(`image/${format === 'heif' ? 'avif' : format}`, type)
      assert.equal(width, 90)
    })
  }

  test('what a browser has already is not sent again', async () => {
    const first = await render(`${PICTURE}?w=110`)
    const etag = first.headers.etag ?? ''
    assert.match(etag, /^"[^"]+"$/)
    assert.match(first.headers['cache-control'] ?? '', /^public, max-age=\d+$/)
    const again = await render(`${PICTURE}?w=110`, { 'if-none-match': etag })
    assert.equal(again.status, 304)
    assert.equal(again.body.length, 0)
    assert.equal(again.headers.etag, etag)
    const other = await render(`${PICTURE}?w=111`, { 'if-none-match': etag })
    assert.equal(other.status, 200)
    const byHead = await render(`${PICTURE}?w=110`, { method: 'HEAD' })
    assert.equal(byHead.status, 200)
    assert.equal(byHead.headers['content-length'], String(first.body.length))
    assert.equal(byHead.body.length, 0)
  })

  const REFUSALS: [path: string, status: number, text: RegExp][] = [
    ['/nothing/here.jpg', 404, /no such file/],
    ['/nothing/here.jpg?w=100', 404, /no such file/],
    [`${PICTURE}?w=wide`, 400, /\bw\b/],
    [`${PICTURE}?fit=stretch`, 400, /\bfit\b/],
    [`${PICTURE}?w=99999`, 400, /\bw\b/],
    ['/%2e%2e/%2e%2e/etc/passwd', 400, /\.\./],
    ['/../../../etc/passwd', 400, /\.\./],
    ['/a%00b.jpg', 400, /NUL/],
    ['/broken.jpg?w=100', 422, /./],
  ]
  for (const [address, status, text] of REFUSALS) {
    test(`${address} is ${status}, with a sentence`, async () => {
      const answer = await render(address)
      const said = answer.body.toString()
      assert.equal(answer.status, status, said)
      assert.match(answer.headers['content-type'] ?? '', /^text\/plain/)
      assert.match(said, text)
      assert.doesNotMatch(said, /\bat .*:\d+|node:|\/tmp\/|\.ts\b/)
      assert.equal(answer.headers['x-content-type-options'], 'nosniff')
    })
  }

  test('an address that cannot be decoded is 400', async () => {
    const { status, body } = await render('/travel/%zz.jpg')
    assert.equal(status, 400)
    assert.doesNotMatch(body.toString(), /\bat .*:\d+|\.ts\b/)
  })

  test('without parameters the bytes are those of the file', async () => {
    const rows: [address: string, file: string, type: string][] = [
      [PICTURE, 'travel/alps/picture-00.jpg', 'image/jpeg'],
      [odd, `odd names/${AWKWARD_NAME}`, 'image/jpeg'],
      ['/moving/turning.gif', 'moving/turning.gif', 'image/gif'],
      ['/drawings/notes.txt', 'drawings/notes.txt', 'application/octet-stream'],
      ['/broken.jpg', 'broken.jpg', 'image/jpeg'],
    ]
    for (const [address, file, type] of rows) {
      const { status, headers, body } = await render(address)
      assert.equal(status, 200, address)
      assert.equal(headers['content-type'], type, address)
      assert.deepEqual(body, await readFile(join(library.folder, file)), address)
    }
    const part = await render(PICTURE, { range: 'bytes=2-5' })
    assert.equal(part.status, 206)
    const whole = await readFile(join(library.folder, PICTURE))
    assert.deepEqual(part.body, whole.subarray(2, 6))
  })

  test('a vector image can run nothing, whoever shows it', async () => {
    const { status, headers } = await render('/drawings/badge.svg')
    assert.equal(status, 200)
    assert.equal(headers['content-type'], 'image/svg+xml')
    const policy = headers['content-security-policy'] ?? ''
    assert.match(policy, /default-src 'none'/)
    assert.match(policy, /sandbox/)
    assert.doesNotMatch(policy, /allow-scripts/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    const drawn = await render('/drawings/badge.svg?w=240&fm=png')
    assert.deepEqual(await shapeOf(drawn.body), { format: 'png', width: 240, height: 160 })
  })

  test('a file that nobody has listed is indexed once it was asked for', async () => {
    const file = '/portraits/unlisted.jpg'
    await writeFile(join(library.folder, file), await makePicture(50))
    assert.equal(await findAsset(library.vitrine, library.sid, file), null)
    assert.equal((await render(`${file}?w=64`)).status, 200)
    await until('it is indexed', async () => {
      return (await findAsset(library.vitrine, library.sid, file))?.status === 'indexed'
    })
    await rm(join(library.folder, file))
  })

  test('Refresh forgets the renderings of a file that was changed', async () => {
    const file = '/products/picture-03.jpg'
    const before = await render(`${file}?w=50`)
    assert.deepEqual(await shapeOf(before.body), { format: 'jpeg', width: 50, height: 50 })
    await writeFile(join(library.folder, file), await makePicture(6))
    const refresh = `/sources/${library.sid}/assets/refresh${file}`
    const { status } = await callApi(library.vitrine, refresh, { method: 'POST' })
    assert.equal(status, 200)
    await until('the new picture is rendered', async () => {
      const now = await render(`${file}?w=50`)
      return (await shapeOf(now.body)).height === 25
    })
    await until('the index knows the new size', async () => {
      const asset = await findAsset(library.vitrine, library.sid, file)
      return asset.media_width === 400
    })
  })

  test('a signed Source answers to signed addresses alone', async () => {
    const signed = await patchSource(library.vitrine, library.sid, {
      deployment: { type: 'local', secure_url_enabled: true },
    })
    const token = signed.attributes.secure_url_token
    assert.match(token, /^\S{8,}$/)
    const client = new ImgixClient({
      domain: 'pictures.localhost',
      secureURLToken: token,
      includeLibraryParam: false,
    })
    const rows: [file: string, params: Record<string, string | number>][] = [
      [PICTURE, { w: 70 }],
      [`/odd names/${AWKWARD_NAME}`, { w: 70, auto: 'format,compress' }],
      [PICTURE, {}],
    ]
    await until('the setting has arrived', async () => (await render(PICTURE)).status === 403)
    for (const [file, params] of rows) {
      const { pathname, search } = new URL(client.buildURL(file, params))
      assert.equal((await render(pathname + search)).status, 200, pathname + search)
      const unsigned = search.replace(/[?&]s=.*/, '')
      const refused = await render(pathname + unsigned)
      assert.equal(refused.status, 403)
      assert.doesNotMatch(refused.body.toString(), new RegExp(token))
      assert.equal((await render(pathname + search.replace(/.$/, '~'))).status, 403)
    }
    await patchSource(library.vitrine, library.sid, {
      deployment: { type: 'local', secure_url_enabled: false },
    })
    await until('it is open again', async () => (await render(PICTURE)).status === 200)
  })

  test('a Source that is off serves what it has and is gone for the rest', async () => {
    const kept = await render(`${PICTURE}?w=130`)
    assert.equal(kept.status, 200)
    await patchSource(library.vitrine, library.sid, { enabled: false })
    await until('it is off', async () => (await render(`${PICTURE}?w=131`)).status === 410)
    const again = await render(`${PICTURE}?w=130`)
    assert.equal(again.status, 200)
    assert.deepEqual(again.body, kept.body)
    assert.match((await render(PICTURE)).body.toString(), /disabled/)
    await patchSource(library.vitrine, library.sid, { enabled: true })
    await until('it is on again', async () => (await render(`${PICTURE}?w=131`)).status === 200)
  })
})

interface Answer {
  status: number
  headers: Record<string, string | undefined>
  body: Buffer
}

/** Asks with just this path and, when given, another Host; fetch would change both. */
async function get(
  origin: string,
  path: string,
  { method = 'GET', ...headers }: Record<string, string> = {},
): Promise<Answer> {
  const { hostname, port } = new URL(origin)
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const asked = request({ hostname, port, path, method, headers, agent: false }, async (answer) => {
    const chunks: Buffer[] = []
    for await (const chunk of answer) chunks.push(chunk)
    resolve({
      status: answer.statusCode ?? 0,
      headers: answer.headers as Answer['headers'], // none of those looked at comes twice
      body: Buffer.concat(chunks),
    })
  })
  asked.on('error', reject)
  asked.end()
  return await promise
}

async function shapeOf(body: Buffer) {
  const { format, width, height } = await sharp(body).metadata()
  return { format, width, height }
}
