import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { forgetPurges } from '../catalog/recent-purges.ts'
import { findSource } from '../catalog/sources.ts'
import { startTestUploads, type TestUploads } from './test-uploads.ts'

let api: TestUploads
let sid = ''
before(async () => {
  api = await startTestUploads()
  sid = api.source.publicId
  const text =
    "insert into source_hosts (kind, host, source_id) values ('domain', 'img.example.com', $1)"
  await api.database.pool.query(text, [api.source.id])
})
after(() => api.close())
beforeEach(() => {
  api.purged.length = 0
})

const purge = (attributes: object, key?: string) =>
  api.call('POST', '/purge', {
    data: { type: 'purges', attributes },
    ...(key === undefined ? {} : { key }),
  })

const addresses: [url: string, path: string][] = [
  ['http://library.localhost:3000/a/b.jpg?w=100&s=1', 'a/b.jpg'],
  ['https://img.example.com/c%20d/%F0%9F%90%A2.jpg', 'c d/🐢.jpg'],
  ['https://IMG.example.com/e%2Ff.jpg#x', 'e/f.jpg'],
  ['http://127.0.0.1/render/library/g/h.jpg?w=1', 'g/h.jpg'],
]
for (const [url, path] of addresses) {
  test(`the renderings of ${url}`, async () => {
    const answer = await purge({ url })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    const { id, type, attributes } = answer.body.data
    assert.equal(type, 'purges')
    assert.deepEqual(attributes, { purge_id: id, purged: [`${sid}/${path}`] })
    assert.deepEqual(api.purged, [`${sid}/${path}`])
  })
}

test('again within 10 seconds: 409, whatever its query; later it is purged again', async () => {
  const url = 'https://img.example.com/again.jpg'
  const answers = await Promise.all([purge({ url }), purge({ url: `${url}?w=1` })])
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409])
  assert.equal(api.purged.length, 1)
  const { pool } = api.database
  await pool.query("update recent_purges set purged_at = purged_at - interval '10 seconds'")
  assert.equal((await purge({ url })).status, 200)
})

test('more at once than the database has connections', async () => {
  const urls = Array.from({ length: 50 }, (_, index) => `https://img.example.com/${index}.jpg`)
  const answers = await Promise.all(urls.map((url) => purge({ url })))
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
})

test('what was purged long ago is forgotten', async () => {
  const { pool, db } = api.database
  await purge({ url: 'https://img.example.com/old.jpg' })
  await pool.query("update recent_purges set purged_at = purged_at - interval '1 minute'")
  await purge({ url: 'https://img.example.com/new.jpg' })
  await forgetPurges(db)
  const { rows } = await pool.query('select count(*)::int as left from recent_purges')
  assert.equal(rows[0].left, 1)
})

const refused: [what: string, attributes: object, status: number][] = [
  ['a host of nobody', { url: 'https://other.example/a.jpg' }, 404],
  ['a subdomain of nobody', { url: 'http://nobody.localhost/a.jpg' }, 404],
  ['another scheme', { url: 'file:///library/a.jpg' }, 400],
  ['no address', { url: 'a.jpg' }, 400],
  ['no path', { url: 'https://img.example.com/' }, 400],
  ['an encoding that is none', { url: 'https://img.example.com/%ff.jpg' }, 400],
  [
    'a sub-image without the Source of its parents',
    { url: 'https://x.example/a.jpg', sub_image: true },
    400,
  ],
  [
    'a sub-image of an unknown Source',
    { url: 'https://img.example.com/a.jpg', sub_image: true, source_id: '0'.repeat(24) },
    404,
  ],
  ['another member', { url: 'https://img.example.com/a.jpg', x: 1 }, 400],
]
for (const [what, attributes, status] of refused) {
  test(`${what}: ${status}`, async () => {
    assert.equal((await purge(attributes)).status, status)
    assert.deepEqual(api.purged, [])
  })
}

test('a sub-image, whose parents are in another Source: its own renderings', async () => {
  const { source } = await api.addBucket('aws')
  const url = 'https://img.example.com/logo.png'
  const answer = await purge({ url, sub_image: true, source_id: source.publicId })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  assert.deepEqual(answer.body.data.attributes.purged, [`${sid}/logo.png`])
  assert.deepEqual(api.purged, [`${sid}/logo.png`])
})

const purgeMany = (attributes: object, options: { sid?: string; key?: string } = {}) =>
  api.call('POST', `/sources/${options.sid ?? sid}/purge`, {
    data: { type: 'purges', attributes },
    ...(options.key === undefined ? {} : { key: options.key }),
  })

test('the renderings of a folder, then of the whole Source', async () => {
  const stored = async () => (await findSource(api.database.db, api.source.id))?.purges
  const folder = await purgeMany({ prefix: '/trips/ä/' })
  assert.equal(folder.status, 200, JSON.stringify(folder.body))
  const { id, attributes } = folder.body.data
  assert.deepEqual(attributes, { purge_id: id, source_id: sid, prefix: '/trips/ä/' })
  assert.deepEqual(await stored(), { count: 1, below: [['trips/ä/', 1]] })
  const all = await purgeMany({ all: true })
  assert.deepEqual([all.status, all.body.data.attributes.prefix], [200, null])
  assert.deepEqual(await stored(), { count: 2, below: [['', 2]] })
})

test('many folders at once are all noted', async () => {
  const names = Array.from({ length: 30 }, (_, index) => `/at-once/${index}/`)
  const answers = await Promise.all(names.map((prefix) => purgeMany({ prefix })))
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
  const source = await findSource(api.database.db, api.source.id)
  assert.equal(source?.purges.below.filter(([one]) => one.startsWith('at-once/')).length, 30)
})

const refusedMany: [what: string, attributes: object][] = [
  ['nothing', {}],
  ['both', { prefix: '/a/', all: true }],
  ['a slash alone', { prefix: '/' }],
  ['no slash', { prefix: 'a/' }],
  ['two slashes', { prefix: '//a' }],
  ['a way out', { prefix: '/a/../b/' }],
  ['NUL', { prefix: '/a\0' }],
  ['half a character', { prefix: '/\ud800' }],
  ['a long text', { prefix: `/${'ä'.repeat(512)}` }],
  ['another member', { prefix: '/a/', x: 1 }],
]
for (const [what, attributes] of refusedMany) {
  test(`many, told by ${what}: 400`, async () => {
    assert.equal((await purgeMany(attributes)).status, 400)
  })
}

test('many: needs Asset Purge, and a Source of the account', async () => {
  const key = await api.keyWith(['asset_edit', 'sources'])
  assert.equal((await purgeMany({ all: true }, { key })).status, 403)
  assert.equal((await purgeMany({ all: true }, { sid: '0'.repeat(24) })).status, 404)
})

test('needs Asset Purge, and a Source of the account', async () => {
  const url = 'https://img.example.com/mine.jpg'
  const key = await api.keyWith(['asset_edit', 'sources'])
  assert.equal((await purge({ url }, key)).status, 403)
  const { pool } = api.database
  await pool.query(
    "with a as (insert into accounts (name) values ('other') returning id) update sources set account_id = (select id from a)",
  )
  assert.equal((await purge({ url })).status, 404)
  assert.deepEqual(api.purged, [])
})
