import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { Permission } from '../../contract/resources.ts'
import { startTestUploads, type TestUploads } from './test-uploads.ts'

let api: TestUploads
let sid = ''
before(async () => {
  api = await startTestUploads()
  sid = api.source.publicId
})
after(() => api.close())
beforeEach(() => {
  api.purged.length = 0
})

async function waitingJobs(): Promise<string[]> {
  const { rows } = await api.database.pool.query(
    "select name || ' ' || data::text as job from pgboss.job where state = 'created' order by created_on",
  )
  return rows.map(({ job }) => job)
}

describe('uploading a file', () => {
  test('stores the bytes and answers with an asset that is in the list and found at once', async () => {
    const answer = await api.call('POST', `/sources/${sid}/upload/trips/Lisbon.jpg`, {
      body: 'bytes of Lisbon',
      headers: { 'content-type': 'image/jpeg' },
    })
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    const { id, type, attributes } = answer.body.data
    assert.deepEqual([id, type], [`${sid}/trips/Lisbon.jpg`, 'assets'])
    assert.equal(attributes.status, 'pending')
    assert.equal(attributes.file_size, 15)
    assert.equal(attributes.content_type, 'image/jpeg')
    assert.equal(attributes.uploaded_by_api, true)
    assert.equal(await api.read('trips/Lisbon.jpg'), 'bytes of Lisbon')
    const list = await api.call('GET', `/sources/${sid}/assets?filter[keyword]=lisbon`)
    assert.deepEqual(
      list.body.data.map((asset: { id: string }) => asset.id),
      [id],
    )
    assert.ok(
      (await waitingJobs()).some((job) => job.startsWith('index-assets') && job.includes('Lisbon')),
    )
  })

  test('by the older address, as imgix-management-js sends a Buffer', async () => {
    const answer = await api.call('POST', `/sources/upload/${sid}/old/style.png`, {
      body: Buffer.from('png'),
      headers: { 'content-type': 'application/octet-stream' },
    })
    assert.equal(answer.status, 201)
    assert.equal(answer.body.data.attributes.content_type, 'image/png')
    assert.equal(await api.read('old/style.png'), 'png')
  })

  test('of unknown length, in chunks', async () => {
    const body = Readable.toWeb(Readable.from(['a', 'b', 'c'].map((part) => Buffer.from(part))))
    const answer = await api.call('POST', `/sources/${sid}/upload/chunked.txt`, {
      body: body as NonNullable<RequestInit['body']>,
    })
    assert.equal(answer.status, 201)
    assert.equal(await api.read('chunked.txt'), 'abc')
  })

  test('of nothing at all', async () => {
    const answer = await api.call('POST', `/sources/${sid}/upload/empty.txt`)
    assert.equal(answer.status, 201)
    assert.equal(answer.body.data.attributes.file_size, 0)
  })

  test('in the web app: by whom is said', async () => {
    const { headers } = await api.signIn()
    const answer = await api.call('POST', `/sources/${sid}/upload/by-ada.txt`, {
      body: 'a',
      key: null,
      headers,
    })
    assert.equal(answer.status, 201)
    const { uploaded_by: by, uploaded_by_api: byApi } = answer.body.data.attributes
    assert.deepEqual([by, byApi], ['ada@example.com', false])
  })

  const encoded: [url: string, path: string][] = [
    ['a%2Fb%2Fc.txt', 'a/b/c.txt'],
    ['100%25%20%2B%20more%3F%23.txt', '100% + more?#.txt'],
    ['plus+stays.txt', 'plus+stays.txt'],
    ['%F0%9F%90%A2/%D8%B5%D9%88%D8%B1%D8%A9.jpg', '🐢/صورة.jpg'],
    ['e%CC%81.txt', 'e\u0301.txt'],
    ['%C3%A9.txt', '\u00e9.txt'],
    ['%252F.txt', '%2F.txt'],
  ]
  for (const [url, path] of encoded) {
    test(`the path ${path} is the same everywhere`, async () => {
      const answer = await api.call('POST', `/sources/${sid}/upload/${url}`, { body: 'x' })
      assert.equal(answer.status, 201, JSON.stringify(answer.body))
      assert.equal(answer.body.data.attributes.origin_path, `/${path}`)
      assert.equal(await api.read(path), 'x')
      assert.equal((await api.call('GET', `/sources/${sid}/assets/${url}`)).status, 200)
    })
  }
})

describe('nothing is overwritten', () => {
  test('a path that is taken', async () => {
    await writeFile(join(api.folder, 'kept.txt'), 'kept')
    const answer = await api.call('POST', `/sources/${sid}/upload/kept.txt`, { body: 'other' })
    assert.equal(answer.status, 409)
    assert.equal(answer.body.errors[0].title, 'Conflict')
    assert.match(answer.body.errors[0].detail, /Nothing was changed/)
    assert.equal(await api.read('kept.txt'), 'kept')
  })

  test('below a file, and a folder', async () => {
    await writeFile(join(api.folder, 'file'), 'kept')
    await mkdir(join(api.folder, 'folder'), { recursive: true })
    const below = await api.call('POST', `/sources/${sid}/upload/file/x.txt`, { body: 'other' })
    assert.equal(below.status, 409, JSON.stringify(below.body))
    const folder = await api.call('POST', `/sources/${sid}/upload/folder`, { body: 'other' })
    assert.equal(folder.status, 409, JSON.stringify(folder.body))
    assert.equal(await api.read('file'), 'kept')
  })

  for (const profile of ['aws', 'ceph', 'swift', 'ignores-inm'] as const) {
    test(`twelve at once on one path at ${profile}: one wins`, async () => {
      const { source, bucket } = await api.addBucket(profile)
      const path = `/sources/${source.publicId}/upload/race.txt`
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, index) => api.call('POST', path, { body: `from ${index}` })),
      )
      const statuses = answers.map(({ status }) => status)
      assert.deepEqual(statuses.toSorted(), [201, ...Array(11).fill(409)])
      assert.equal(bucket.find('race.txt')?.read().toString(), `from ${statuses.indexOf(201)}`)
    })

    test(`a path that is taken at ${profile}`, async () => {
      const { source, bucket } = await api.addBucket(profile, { prefix: 'in/here/' })
      bucket.put('in/here/kept.txt', Buffer.from('kept'), 'text/plain')
      const path = `/sources/${source.publicId}/upload/`
      assert.equal((await api.call('POST', `${path}kept.txt`, { body: 'other' })).status, 409)
      assert.equal(bucket.find('in/here/kept.txt')?.read().toString(), 'kept')
      const free = await api.call('POST', `${path}free.png`, { body: Buffer.from('new') })
      assert.equal(free.status, 201, JSON.stringify(free.body))
      assert.equal(bucket.find('in/here/free.png')?.read().toString(), 'new')
      assert.equal(bucket.find('in/here/free.png')?.contentType, 'image/png')
    })
  }
})

test('two Sources on one bucket that can’t refuse: one wins', async () => {
  const whole = await api.addBucket('ignores-inm')
  const below = await api.addBucket('ignores-inm', { beside: whole, prefix: '/in/' })
  const answers = await Promise.all([
    api.call('POST', `/sources/${whole.source.publicId}/upload/in/a.txt`, { body: 'whole' }),
    api.call('POST', `/sources/${below.source.publicId}/upload/a.txt`, { body: 'below' }),
  ])
  const statuses = answers.map(({ status }) => status)
  assert.deepEqual(statuses.toSorted(), [201, 409])
  const winner = statuses[0] === 201 ? 'whole' : 'below'
  assert.equal(whole.bucket.find('in/a.txt')?.read().toString(), winner)
})

describe('overwriting', () => {
  const upload = (options: { key?: string } = {}) =>
    api.call('POST', `/sources/${sid}/upload/changed.txt?overwrite=true`, {
      body: 'new',
      ...options,
    })
  before(() => writeFile(join(api.folder, 'changed.txt'), 'old'))

  test('is off until the Source allows it', async () => {
    const answer = await upload()
    assert.equal(answer.status, 403)
    assert.match(answer.body.errors[0].detail, /does not let files be overwritten/)
    assert.equal(await api.read('changed.txt'), 'old')
  })

  test('needs Asset Purge, too', async () => {
    await api.setUploads(api.source, { allows_overwrite: true })
    const answer = await upload({ key: await api.keyWith(['asset_edit']) })
    assert.equal(answer.status, 403)
    assert.match(answer.body.errors[0].detail, /Asset Purge/)
    assert.equal(await api.read('changed.txt'), 'old')
  })

  test('replaces, makes the asset pending again and forgets its renderings', async () => {
    await api.setUploads(api.source, { allows_overwrite: true })
    const key = await api.keyWith(['asset_edit', 'asset_purge'])
    const answer = await upload({ key })
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    assert.equal(await api.read('changed.txt'), 'new')
    assert.deepEqual(api.purged, [`${sid}/changed.txt`])
    assert.equal(answer.body.data.attributes.status, 'pending')
  })

  test('in a bucket, whether or not it can refuse', async () => {
    for (const profile of ['aws', 'ignores-inm'] as const) {
      const { source, bucket } = await api.addBucket(profile, {
        uploads: { allows_overwrite: true },
      })
      bucket.put('old.txt', Buffer.from('old'), 'text/plain')
      const path = `/sources/${source.publicId}/upload/old.txt?overwrite=true`
      assert.equal((await api.call('POST', path, { body: 'new' })).status, 201)
      assert.equal(bucket.find('old.txt')?.read().toString(), 'new')
    }
  })

  test('?overwrite=false is what is usual', async () => {
    const path = `/sources/${sid}/upload/changed.txt?overwrite=false`
    assert.equal((await api.call('POST', path, { body: 'x' })).status, 409)
    assert.equal((await api.call('POST', `${path}&x=1`, { body: 'x' })).status, 400)
  })
})

describe('refused before a byte is stored', () => {
  const paths: [url: string, what: RegExp][] = [
    ['..%2Fout.txt', /“\.\.”/],
    ['a%2F..%2F..%2Fout.txt', /“\.\.”/],
    ['%2Fetc%2Fx', /starts with a slash/],
    ['folder%2F', /ends with a slash/],
    ['a%2F%2Fb', /two slashes/],
    ['a%2F.%2Fb', /“\.”/],
    ['nul%00.txt', /NUL/],
    ['line%0Abreak.txt', /control character/],
    ['del%7F.txt', /control character/],
    ['a'.repeat(1025), /1024 bytes/],
    [`${'%C3%A9'.repeat(512)}x`, /1024 bytes/],
  ]
  for (const [url, what] of paths) {
    test(`the path ${url.slice(0, 30)}`, async () => {
      const answer = await api.app.inject({
        method: 'POST',
        url: `/api/v1/sources/${sid}/upload/${url}`,
        headers: { authorization: `Bearer ${api.apiKey}` },
        payload: 'x',
      })
      assert.equal(answer.statusCode, 400, answer.body)
      assert.match(answer.json().errors[0].detail, what)
    })
  }

  test('a path that is too long only with the prefix', async () => {
    const { source } = await api.addBucket('aws', { prefix: 'p'.repeat(30) })
    const path = `/sources/${source.publicId}/upload/`
    const long = await api.call('POST', path + 'a'.repeat(994), { body: 'x' })
    assert.equal(long.status, 400)
    assert.match(long.body.errors[0].detail, /prefix/)
    assert.equal((await api.call('POST', path + 'a'.repeat(993), { body: 'x' })).status, 201)
  })

  const permissions: [permissions: Permission[], status: number][] = [
    [['asset_browse'], 403],
    [['sources', 'asset_purge', 'analytics'], 403],
    [['asset_edit'], 201],
    [['account_admin'], 201],
  ]
  for (const [granted, status] of permissions) {
    test(`${granted}: ${status}`, async () => {
      const key = await api.keyWith(granted)
      const path = `/sources/${sid}/upload/by-${granted.join('-')}.txt`
      assert.equal((await api.call('POST', path, { body: 'x', key })).status, status)
    })
  }

  test('without a key, and for a Source that is not there', async () => {
    const path = `/sources/${sid}/upload/x.txt`
    assert.equal((await api.call('POST', path, { body: 'x', key: null })).status, 401)
    const other = `/sources/${'0'.repeat(24)}/upload/x.txt`
    assert.equal((await api.call('POST', other, { body: 'x' })).status, 404)
  })

  test('a Source without upload credentials says where to add them', async () => {
    const { source } = await api.addBucket('aws', { uploads: { credentials: null } })
    const path = `/sources/${source.publicId}/upload/x.txt`
    const answer = await api.call('POST', path, { body: 'x' })
    assert.equal(answer.status, 403)
    assert.match(answer.body.errors[0].detail, /Upload Setup/)
  })

  test('a paused Source', async () => {
    const { source } = await api.addBucket('aws')
    const { db } = api.database
    await db.updateTable('sources').set({ enabled: false }).where('id', '=', source.id).execute()
    const path = `/sources/${source.publicId}/upload/x.txt`
    assert.equal((await api.call('POST', path, { body: 'x' })).status, 410)
  })
})

describe('which paths are taken', () => {
  test('by the index, by the Origin, and what can’t be', async () => {
    await api.call('POST', `/sources/${sid}/upload/known.txt`, { body: 'x' })
    await writeFile(join(api.folder, 'unknown.txt'), 'x')
    const origin_paths = ['/known.txt', 'unknown.txt', 'free.txt', 'a//b', '/__proto__']
    const answer = await api.call('POST', `/sources/${sid}/uploads/check`, {
      data: { type: 'upload_checks', attributes: { origin_paths } },
    })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    assert.deepEqual(answer.body.data.attributes, {
      taken: ['/known.txt', '/unknown.txt'],
      invalid: { '/a//b': 'The path contains two slashes in a row.' },
    })
  })

  test('at most 1,000 at once', async () => {
    const origin_paths = Array.from({ length: 1001 }, (_, index) => `${index}.txt`)
    const check = (paths: string[]) =>
      api.call('POST', `/sources/${sid}/uploads/check`, {
        data: { type: 'upload_checks', attributes: { origin_paths: paths } },
      })
    assert.equal((await check(origin_paths)).status, 400)
    assert.equal((await check(origin_paths.slice(1))).status, 200)
  })
})
