import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import sharp from 'sharp'
import { startWebDouble, type WebDouble } from '../server/origins/http/double.ts'
import { callApi, findAsset, startVitrine, until, type Vitrine } from './vitrine.ts'

/** A web folder and a web proxy as Sources, through the Management API, from a rendering to the index. */

let web: WebDouble
let folder = ''
let vitrine: Vitrine
before(async () => {
  web = await startWebDouble({ headers: { 'Cache-Control': 'max-age=77' } })
  const picture = { width: 300, height: 200, channels: 3, background: '#2459dc' } as const
  web.put('shop/a+b ç.jpg', await sharp({ create: picture }).jpeg().toBuffer())
  folder = await mkdtemp(join(tmpdir(), 'vitrine-web-'))
  vitrine = await startVitrine({
    folders: [folder],
    environment: { ALLOW_PRIVATE_ORIGINS: '127.0.0.1' },
  })
})
after(async () => {
  await vitrine.remove()
  await web.close()
  await rm(folder, { recursive: true })
})

async function addSource(name: string, deployment: object) {
  const attributes = { name, deployment: { imgix_subdomains: [name], ...deployment } }
  const made = await callApi(vitrine, '/sources', {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.api+json' },
    body: JSON.stringify({ data: { type: 'sources', attributes } }),
  })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  return made.body.data
}

async function sizeOf(answer: Response): Promise<string> {
  assert.equal(answer.status, 200, await answer.clone().text())
  const { width, height } = await sharp(await answer.arrayBuffer()).metadata()
  return `${width}x${height}`
}

/** What was asked for is in the index a moment later, under just this path. */
async function untilKnown(sourceId: string, path: string): Promise<void> {
  await until(`${path} is indexed`, async () => {
    const found = await findAsset(vitrine, sourceId, path)
    return found?.media_width === 300 && found.origin_path === `/${path}`
  })
}

test('a web folder', async () => {
  const source = await addSource('folder', {
    type: 'webfolder',
    webfolder_base_url: `${web.address}/shop`,
  })
  const answer = await fetch(`${vitrine.url}/render/folder/a%2Bb%20%C3%A7.jpg?w=30`)
  assert.equal(answer.headers.get('cache-control'), 'public, max-age=77')
  assert.equal(await sizeOf(answer), '30x20')
  assert.equal((await fetch(`${vitrine.url}/render/folder/none.jpg?w=30`)).status, 404)
  await untilKnown(source.id, 'a+b ç.jpg')
})

test('a web proxy answers what is signed, and nothing else', async () => {
  const source = await addSource('proxy', { type: 'webproxy', secure_url_enabled: false })
  assert.equal(source.attributes.deployment.secure_url_enabled, true)
  const address = `${web.address}/shop/a%2Bb%20%C3%A7.jpg`
  const path = `/${encodeURIComponent(address)}?w=30`
  const asked = web.asked.length
  for (const unsigned of [path, `${path}&s=${'0'.repeat(32)}`]) {
    assert.equal((await fetch(`${vitrine.url}/render/proxy${unsigned}`)).status, 403)
  }
  assert.equal(web.asked.length, asked)
  const token = source.attributes.secure_url_token
  const s = createHash('md5')
    .update(token + path)
    .digest('hex')
  assert.equal(await sizeOf(await fetch(`${vitrine.url}/render/proxy${path}&s=${s}`)), '30x20')
  await untilKnown(source.id, address)
})
