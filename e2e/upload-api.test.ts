import assert from 'node:assert/strict'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import sharp from 'sharp'
import {
  callApi,
  findAsset,
  makeTemporaryFolder,
  onlySource,
  startVitrine,
  until,
  type Vitrine,
} from './vitrine.ts'

/** Files that come in through the API, and processes that are killed while they do. */

const MiB = 2 ** 20

let folder = ''
let vitrine: Vitrine
let sid = ''
before(async () => {
  folder = await makeTemporaryFolder('uploads')
  vitrine = await startVitrine({
    folders: [folder],
    environment: { UPLOAD_MAX_BYTES: String(1024 * MiB) },
  })
  sid = (await onlySource(vitrine)).id
})
after(async () => {
  await vitrine.remove()
  await rm(folder, { recursive: true, force: true })
})

const post = (path: string, body?: Uint8Array<ArrayBuffer> | ReadableStream) =>
  callApi(vitrine, path, { method: 'POST', ...(body && { body, duplex: 'half' }) })

async function picture(): Promise<Uint8Array<ArrayBuffer>> {
  const background = { r: 200, g: 80, b: 20 }
  const create = { width: 64, height: 48, channels: 3, background } as const
  return new Uint8Array(await sharp({ create }).jpeg().toBuffer())
}

test('what was acknowledged is there after kill -9, and is read', async () => {
  const answer = await post(`/sources/${sid}/upload/kept/a.jpg`, await picture())
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  await vitrine.kill()
  vitrine = await vitrine.restart()
  assert.deepEqual(new Uint8Array(await readFile(join(folder, 'kept/a.jpg'))), await picture())
  const find = () => findAsset(vitrine, sid, 'kept/a.jpg')
  await until('the file is read', async () => (await find())?.status === 'indexed')
  const asset = await find()
  assert.deepEqual([asset.media_width, asset.uploaded_by_api], [64, true])
})

test('an upload that kill -9 cuts leaves no file, and its path is free', async () => {
  const request = httpRequest(`${vitrine.url}/api/v1/sources/${sid}/upload/cut.jpg`, {
    method: 'POST',
    headers: { authorization: `Bearer ${vitrine.apiKey}`, 'content-length': 10 * MiB },
  })
  request.on('error', () => {})
  request.write(Buffer.alloc(MiB))
  const drafts = async () => (await readdir(folder)).filter((name) => name !== 'kept')
  await until('the upload has begun', async () => (await drafts()).length > 0)
  await vitrine.kill()
  vitrine = await vitrine.restart()
  assert.ok(!(await readdir(folder)).includes('cut.jpg'))
  const again = await post(`/sources/${sid}/upload/cut.jpg`, await picture())
  assert.equal(again.status, 201)
})

test('a session goes to COMPLETE, as imgix’s clients take the steps', async () => {
  const path = `/sources/${sid}/upload-sessions`
  const opened = await post(`${path}/session.jpg`)
  const { id, url } = opened.body.data.attributes
  const sent = await fetch(url, { method: 'PUT', body: await picture() })
  assert.equal(sent.status, 200)
  assert.equal((await post(`${path}/${id}`)).body.data.attributes.status, 'CLOSED')
  await until('the session is complete', async () => {
    const { body } = await callApi(vitrine, `${path}/${id}`)
    return body.data.attributes.status === 'COMPLETE'
  })
})

test('half a gigabyte passes through, and memory stays flat', async () => {
  const chunk = Buffer.alloc(MiB, 7)
  const body = Readable.from(
    (function* () {
      for (let sent = 0; sent < 512; sent += 1) yield chunk
    })(),
  )
  const before = await residentBytes()
  let most = before
  let done = false
  const watching = (async () => {
    while (!done) {
      most = Math.max(most, await residentBytes())
      await wait(20)
    }
  })()
  const stream = Readable.toWeb(body) as ReadableStream // of Node's own type
  const answer = await post(`/sources/${sid}/upload/large.bin`, stream)
  done = true
  await watching
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  assert.equal((await stat(join(folder, 'large.bin'))).size, 512 * MiB)
  assert.ok(most - before < 150 * MiB, `grew by ${Math.round((most - before) / MiB)} MiB`)
})

/** Of the server's own process, without its children. */
async function residentBytes(): Promise<number> {
  const status = await readFile(`/proc/${vitrine.process.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024
}
