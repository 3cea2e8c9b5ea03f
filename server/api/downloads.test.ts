import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdir, readlink, rm, writeFile } from 'node:fs/promises'
import { createServer, get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { DownloadAttributes } from '../../contract/searching.ts'
import { forgetDownloads, MOST_FILES, type StoredFile } from '../catalog/downloads.ts'
import { Failure, isFailure } from '../lib/failures.ts'
import type { Origin } from '../origins/origin.ts'
import { writeZip } from './download-zip.ts'
import { longAnswers } from './long-answers.ts'
import { startTestLibrary, type TestLibrary } from './test-library.ts'
import { readZip } from './test-zip.ts'

let library: TestLibrary
let base: string
let address: string
before(async () => {
  library = await startTestLibrary()
  base = `/sources/${library.source.publicId}`
  await library.addFiles({ 'a.jpg': {}, 'sea/b.jpg': {}, 'sea/ü (1).jpg': {}, 'sky/c.jpg': {} })
  address = await library.app.listen({ port: 0, host: '127.0.0.1' })
})
after(() => library.close())

const make = (selection: unknown) =>
  library.send('POST', `${base}/downloads`, { type: 'downloads', attributes: { selection } })

async function made(selection: unknown): Promise<DownloadAttributes> {
  const answer = await make(selection)
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json().data.attributes
}

const authorization = () => ({ authorization: `Bearer ${library.apiKey}` })

const fetchIt = async (path: string) =>
  await library.app.inject({ url: path, headers: authorization() })

/** The contents by name; files of the test library hold their own path. */
async function contents(selection: unknown): Promise<Record<string, string>> {
  const answer = await fetchIt((await made(selection)).path)
  assert.equal(answer.statusCode, 200, answer.body)
  return texts(answer.rawPayload)
}

function texts(zip: Buffer): Record<string, string> {
  return Object.fromEntries([...readZip(zip)].map(([name, bytes]) => [name, bytes.toString()]))
}

test('named files, and those of a search', async () => {
  const paths = ['/sea/b.jpg', '/a.jpg', '/a.jpg']
  const download = await made({ paths })
  const { count, bytes, unknown, date_expires: expires } = download
  assert.deepEqual([count, bytes, unknown], [2, 'sea/b.jpg'.length + 'a.jpg'.length, 0])
  assert.ok(expires * 1000 > Date.now())
  const answer = await fetchIt(download.path)
  assert.equal(answer.headers['content-type'], 'application/zip')
  assert.match(
    String(answer.headers['content-disposition']),
    /^attachment; filename="Library \d{4}-\d\d-\d\d\.zip"; filename\*=UTF-8''Library%20[\d-]+\.zip$/,
  )
  assert.deepEqual(texts(answer.rawPayload), { 'a.jpg': 'a.jpg', 'sea/b.jpg': 'sea/b.jpg' })
  assert.equal((await fetchIt(download.path)).statusCode, 200, 'it can be fetched again')
  const head = await library.app.inject({
    method: 'HEAD',
    url: download.path,
    headers: authorization(),
  })
  assert.deepEqual([head.statusCode, head.body], [200, ''])
  const found = await contents({
    query: 'filter[folder_path]=/sea&sort=-file_size',
    excluded_paths: ['/sea/b.jpg'],
  })
  assert.deepEqual(found, { 'sea/ü (1).jpg': 'sea/ü (1).jpg' })
})

test('what cannot be read is left out, and said with its reason', async () => {
  await library.addFiles({ 'gone/1.jpg': {}, 'gone/2.jpg': {}, 'gone/3\n.jpg': {} })
  const download = await made({ paths: ['/gone/1.jpg', '/gone/2.jpg', '/gone/3\n.jpg', '/no.jpg'] })
  assert.deepEqual([download.count, download.unknown], [3, 1])
  await rm(join(library.folder, 'gone/1.jpg'))
  await rm(join(library.folder, 'gone/3\n.jpg'))
  const { db } = library.database
  await sql`delete from assets where origin_path = 'gone/2.jpg'`.execute(db)
  const { '_missing.txt': missing, ...others } = texts((await fetchIt(download.path)).rawPayload)
  assert.deepEqual(others, {})
  assert.deepEqual(missing?.split('\r\n').slice(2), [
    'no.jpg: It is not in the library.',
    'gone/1.jpg: It is not in the storage any more.',
    'gone/3␤.jpg: It is not in the storage any more.',
    '1 that have gone from the library since this download was made.',
    '',
  ])
})

describe('what is refused', () => {
  const selections: [selection: unknown, detail: RegExp][] = [
    [{ paths: ['/no.jpg'] }, /None of these files is in the library/],
    [{ paths: [] }, /selection/],
    [{ paths: ['/../x'] }, /path/i],
    [
      { paths: ['/a.jpg', ...Array.from({ length: 1001 }, (_, n) => `/no/${n}`)] },
      /^1001 of these files are not in the library/,
    ],
    [{ query: 'filter[tags]=nobody' }, /finds nothing/],
    [{ query: 'filter[nonsense]=1' }, /nonsense/],
    [{}, /selection/],
  ]
  for (const [selection, detail] of selections) {
    test(JSON.stringify(selection).slice(0, 60), async () => {
      const answer = await make(selection)
      assert.equal(answer.statusCode, 400, answer.body)
      assert.match(answer.json().errors[0].detail, detail)
    })
  }

  test('who may not browse, other sources, and what is too old', async () => {
    const { path } = await made({ query: '' })
    const headers = { authorization: `Bearer ${await library.keyWith(['sources'])}` }
    assert.equal((await library.app.inject({ url: path, headers })).statusCode, 403)
    assert.equal((await library.app.inject({ url: path })).statusCode, 401)
    assert.equal((await fetchIt(path.replace(/.{12}$/, '000000000000'))).statusCode, 404)
    assert.equal((await fetchIt(path.replace(/[^/]+$/, 'x'))).statusCode, 404)
    const { db } = library.database
    await sql`update downloads set expires_at = now() - interval '1 second'`.execute(db)
    assert.equal((await fetchIt(path)).statusCode, 404)
    await forgetDownloads(db)
    const { rows } = await sql`select from downloads`.execute(db)
    assert.equal(rows.length, 0)
  })
})

/** A reader who takes the first bytes and then none. */
async function beginSlowly(path: string, headers = authorization()): Promise<IncomingMessage> {
  const request = get(address + path, { headers })
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  answer.pause()
  return answer
}

describe('over a connection', () => {
  const LARGE = 24 * 2 ** 20
  before(async () => {
    await library.addFiles({ 'large/1.bin': {}, 'large/2.bin': {} })
    for (const name of ['1.bin', '2.bin']) {
      await writeFile(join(library.folder, 'large', name), Buffer.alloc(LARGE, name))
    }
  })

  test('files larger than what is read ahead arrive whole', async () => {
    const answer = await beginSlowly((await made({ query: 'filter[folder_path]=/large' })).path)
    const files = readZip(await buffer(answer))
    assert.deepEqual([...files.keys()], ['large/1.bin', 'large/2.bin'])
    assert.ok(files.get('large/2.bin')?.equals(Buffer.alloc(LARGE, '2.bin')))
  })

  test('who may not browse any more gets no more', async () => {
    const { path } = await made({ query: 'filter[folder_path]=/large' })
    const key = await library.keyWith(['asset_browse', 'asset_purge'])
    const answer = await beginSlowly(path, { authorization: `Bearer ${key}` })
    await library.database.pool.query(
      `delete from api_keys where permissions = '{asset_browse,asset_purge}'`,
    )
    while ((await openFiles('large')).length > 0) await pause(10)
    await assert.rejects(buffer(answer))
  })

  test('who goes away ends it, closes files and gives the place back', async () => {
    const { path } = await made({ query: 'filter[folder_path]=/large' })
    const others = await Promise.all([1, 2, 3, 4].map(() => beginSlowly(path)))
    const last = await beginSlowly(path)
    const refused = await fetchIt(path)
    assert.equal(refused.statusCode, 429)
    assert.ok(refused.headers['retry-after'])
    assert.equal((await make({ query: '' })).statusCode, 429)
    const exported = await library.send('GET', `${base}/export?format=csv`)
    assert.match(exported.json().errors[0].detail, /running already/)
    for (const answer of [...others, last]) answer.destroy()
    while ((await make({ query: '' })).statusCode === 429) await pause(10)
    while ((await openFiles('large')).length > 0) await pause(10)
  })
})

/** Files below the library's folder that this process has open. */
async function openFiles(folder: string): Promise<string[]> {
  const all = await readdir('/proc/self/fd').catch(() => [])
  const links = await Promise.all(all.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
  return links.filter((link) => link.startsWith(join(library.folder, folder)))
}

test('a reader who takes nothing is not waited for', async () => {
  const limits = longAnswers(library.database.db, { stallSeconds: 0.2 })
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  const server = createServer(async (request, response) => {
    const endless = new Readable({ read: () => endless.push(Buffer.alloc(65_536)) })
    // biome-ignore lint/suspicious/noExplicitAny: all that is asked of them is the account and the connection
    const asked: any = { principal: { accountId: 1 }, session: null, request: { raw: request } }
    await limits.begin(asked, async () => ({ data: null, file: endless }))
    response.on('close', () => endless.destroy())
    endless.pipe(response)
    endless.once('close', resolve)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const request = get({ port, host: '127.0.0.1' })
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  answer.pause()
  answer.on('error', () => {})
  await closed
  // Its place is free again.
  await Promise.all([1, 2, 3, 4, 5].map(() => limits.during(1, async () => {})))
  await assert.rejects(
    Promise.all([1, 2, 3, 4, 5, 6].map(() => limits.during(1, async () => {}))),
    (error) => isFailure(error, 'too_many_requests'),
  )
  server.close()
})

/** An Origin of one's own making, where the network would end. */
function originOf(open: Origin['open']): Origin {
  return { stat: async () => null, open, close: async () => {} }
}

const stored = (path: string): StoredFile => ({ path, sizeBytes: 1, modifiedAt: new Date(0) })

async function* several(paths: string[]) {
  for (const path of paths) yield stored(path)
}

async function zipOf(origin: Origin, paths: string[], tellsAll = true) {
  const { signal } = new AbortController()
  const zip = await writeZip({ origin, files: several(paths), unknownPaths: [], signal, tellsAll })
  return texts(await buffer(zip))
}

describe('storages that fail', () => {
  const bytes = Buffer.alloc(9 * 2 ** 20, 'pattern of bytes')
  const opened = (path: string, body: Readable, etag = 'e') => ({
    path,
    sizeBytes: bytes.length,
    etag,
    modifiedAt: new Date('2026-01-02T03:04:06Z'),
    body,
  })

  async function* broken(start: number) {
    const end = Math.min(start + 3 * 2 ** 20, bytes.length)
    yield bytes.subarray(start, end)
    if (end < bytes.length) throw new Error('connection reset')
  }

  test('a file is read on where it broke off', async () => {
    const starts: number[] = []
    const origin = originOf(async (path, { range } = {}) => {
      starts.push(range?.start ?? 0)
      return opened(path, Readable.from(broken(range?.start ?? 0)))
    })
    assert.deepEqual(await zipOf(origin, ['x']), { x: bytes.toString() })
    assert.deepEqual(starts, [0, 3 * 2 ** 20, 6 * 2 ** 20])
  })

  test('at most two files are open at once, however many there are', async () => {
    let open = 0
    let most = 0
    const origin = originOf(async (path) => {
      most = Math.max(most, ++open)
      const body = Readable.from([Buffer.from(path)])
      return opened(
        path,
        body.once('close', () => open--),
      )
    })
    const paths = Array.from({ length: 2000 }, (_, n) => `${n % 7}/${n}`)
    const files = await zipOf(origin, paths)
    assert.deepEqual(Object.keys(files), paths)
    assert.ok(Object.entries(files).every(([name, text]) => name === text))
    assert.deepEqual([open, most <= 2], [0, true])
  })

  test('one that has changed meanwhile is never put together from two', async () => {
    let etag = 0
    const origin = originOf(async (path, { range } = {}) =>
      opened(path, Readable.from(broken(range?.start ?? 0)), String(etag++)),
    )
    const { '_missing.txt': missing, ...others } = await zipOf(origin, ['x'])
    assert.deepEqual(others, {})
    assert.match(missing ?? '', /\r\nx: It has changed while it was read\.\r\n$/)
  })

  test('one that is away ends it; one that refuses some files does not', async () => {
    const paths = Array.from({ length: 12 }, (_, n) => `${n}`)
    const failing = (code: 'origin_unreachable' | 'origin_refused') =>
      originOf(async () => {
        throw new Failure(code, 'No.')
      })
    await assert.rejects(zipOf(failing('origin_unreachable'), paths), (error) =>
      isFailure(error, 'origin_unreachable'),
    )
    const { '_missing.txt': missing } = await zipOf(failing('origin_refused'), paths)
    assert.equal(missing?.match(/: No\./g)?.length, 12)
    const many = Array.from({ length: 10_003 }, (_, n) => `${n}`)
    const { '_missing.txt': long } = await zipOf(failing('origin_refused'), many)
    assert.match(long ?? '', /\r\n9999: No\.\r\n3 others that could not be read\.\r\n$/)
    const { '_missing.txt': plain } = await zipOf(failing('origin_refused'), ['x'], false)
    assert.match(plain ?? '', /\r\nx: The storage does not give it away\.\r\n$/)
    await assert.rejects(
      zipOf(failing('origin_unreachable'), paths, false),
      (error) => isFailure(error) && error.detail === 'The storage does not answer.',
    )
  })
})

describe('many', () => {
  before(async () => {
    const { db } = library.database
    await sql`
      with added as (
        insert into assets (source_id, origin_path, etag, file_size, origin_modified_at, date_created,
          date_modified, status)
        select ${library.source.id}, 'many/' || lpad(n::text, 6, '0'), 'e', n, now(), now(), now(), 'indexed'
        from generate_series(1, ${MOST_FILES}::int) n returning *
      )
      insert into asset_search (asset_id, source_id, date_created, date_modified, file_size, path_folded,
        fts, index_version)
      select id, source_id, date_created, date_modified, file_size, origin_path,
        ''::tsvector, 1 from added`.execute(db)
  })

  test('more than anybody unpacks are refused; so many are gathered', async () => {
    const all = await make({ query: '' })
    assert.equal(all.statusCode, 400)
    assert.match(all.json().errors[0].detail, /at most 50000 files/)
    const { rows } = await sql<{ path: string }>`
      select '/' || origin_path as path from assets where origin_path not like 'many/%'`.execute(
      library.database.db,
    )
    const { count } = await made({ query: '', excluded_paths: rows.map(({ path }) => path) })
    assert.equal(count, MOST_FILES)
  })
})
