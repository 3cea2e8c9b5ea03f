import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import type { ChangeAttributes } from '../../contract/organising.ts'
import { ensureSearchIndexes } from '../catalog/search/renew-index.ts'
import { tidy } from '../ingest/tidy.ts'
import { ADMIN } from './test-api.ts'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

let library: TestLibrary
let sid: string
before(async () => {
  library = await startTestLibrary()
  sid = library.source.publicId
  await library.addFiles({ 'a/b c.jpg': { title: 'Said by the file' }, 'history/x': {} })
})
after(() => library.close())

const say = (path: string, attributes: object, headers: Record<string, string>) =>
  library.app.inject({
    method: 'PATCH',
    url: `/api/v1${path}`,
    headers,
    payload: { data: { type: path.split('/').length > 3 ? 'assets' : 'categories', attributes } },
  })

async function changes(path: string): Promise<ChangeAttributes[]> {
  const answer = await library.send('GET', path)
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json().data.map(({ attributes }: { attributes: ChangeAttributes }) => attributes)
}

test('who changed which field of an asset from what to what, newest first', async () => {
  const { headers } = await library.signIn()
  const asset = `/sources/${sid}/assets/a/b%20c.jpg`
  const first = { name: 'A', categories: ['Hero'], custom_fields: { k: '1' }, tags: { x: 1 } }
  await say(asset, first, headers)
  const byKey = { authorization: `Bearer ${library.apiKey}` }
  await say(asset, { custom_fields: { k: '2', l: '3' }, tags: { x: 0 }, name: 'A' }, byKey)
  await say(asset, { name: 'A' }, byKey)
  const [second, before, ...older] = await changes(`/sources/${sid}/history/a/b%20c.jpg`)
  assert.deepEqual(older, [])
  assert.deepEqual(before?.fields, {
    name: { from: 'Said by the file', to: 'A' },
    categories: { from: [], to: ['Hero'] },
    custom_fields: { from: { k: null }, to: { k: '1' } },
    tags: { from: { x: null }, to: { x: 1 } },
  })
  assert.deepEqual([before.changed_by, before.changed_by_api], [ADMIN.email, false])
  assert.deepEqual(second?.fields, {
    custom_fields: { from: { k: '1', l: null }, to: { k: '2', l: '3' } },
    tags: { from: { x: 1 }, to: { x: 0 } },
  })
  assert.equal(second.changed_by_api, true)
  assert.deepEqual([second.source_id, second.origin_path], [sid, '/a/b c.jpg'])
})

test('a file that is called as the address is has its own history', async () => {
  assert.deepEqual(await changes(`/sources/${sid}/history/history/x`), [])
  const asset = await library.send('GET', `/sources/${sid}/assets/history/x`)
  assert.equal(asset.statusCode, 200)
})

test('a change that is refused or rolled back is not noted', async () => {
  const before = (await changes('/audit')).length
  const headers = { authorization: `Bearer ${library.apiKey}`, 'if-match': '"old"' }
  const answer = await say(`/sources/${sid}/assets/a/b%20c.jpg`, { name: 'B' }, headers)
  assert.equal(answer.statusCode, 412)
  assert.equal((await changes('/audit')).length, before)
})

test('the account sees renamed, merged and deleted labels, too, page by page', async () => {
  const headers = { authorization: `Bearer ${library.apiKey}` }
  await say(`/sources/${sid}/assets/history/x`, { categories: ['Other'] }, headers)
  const { data } = (await library.send('GET', '/categories')).json()
  const [hero, other] = data.map(({ id }: { id: string }) => id)
  await say(`/categories/${hero}`, { name: 'Heroes' }, headers)
  await say(`/categories/${hero}?merge=true`, { name: 'Other' }, headers)
  await library.send('DELETE', `/categories/${other}?confirm=Other`)
  const seen = await changes('/audit?page[size]=3')
  assert.deepEqual(
    seen.map(({ action, fields }) => [action, fields.name]),
    [
      ['category_deleted', { from: 'Other', to: null }],
      ['category_merged', { from: 'Heroes', to: 'Other' }],
      ['category_renamed', { from: 'Hero', to: 'Heroes' }],
    ],
  )
  const next = await changes('/audit?page[size]=3&page[number]=1')
  assert.deepEqual(
    next.map(({ action }) => action),
    ['asset_edited', 'asset_edited', 'asset_edited'],
  )
  const key = await library.keyWith(['asset_edit', 'sources'])
  const refused = await library.app.inject({
    url: '/api/v1/audit',
    headers: { authorization: `Bearer ${key}` },
  })
  assert.equal(refused.statusCode, 403)
})

test('of the account one may see what one person has changed, or what was changed at a time', async () => {
  const all = await changes('/audit')
  const { headers } = await library.signIn()
  await say(`/sources/${sid}/assets/history/x`, { name: 'By hand' }, headers)
  const [mine] = await changes(`/audit?filter[changed_by]=${encodeURIComponent(ADMIN.email)}`)
  assert.deepEqual(mine?.fields.name, { from: null, to: 'By hand' })
  assert.deepEqual(await changes('/audit?filter[changed_by]=nobody@example.com'), [])
  const tomorrow = (mine?.date ?? 0) + 86_400
  assert.deepEqual(await changes(`/audit?filter[since]=${tomorrow}`), [])
  assert.equal((await changes(`/audit?filter[until]=${tomorrow}`)).length, all.length + 1)
  assert.equal((await library.send('GET', '/audit?filter[since]=soon')).statusCode, 400)
})

test('a long history is paged to its end', async () => {
  const { db } = library.database
  const before = await changes('/audit')
  const { accountId } = library.source
  const many = 10_120
  await sql`insert into changes (account_id, changed_by_api, action, fields, changed_at)
    select ${accountId}, false, 'analysis_settings_changed', '{}', now() - interval '1 day'
    from generate_series(1, ${many})`.execute(db)
  const pageAt = async (number: number) => {
    const answer = await library.send('GET', `/audit?page[size]=100&page[number]=${number}`)
    const { data, meta } = answer.json()
    const { totalRecords, hasNextPage } = meta.pagination
    return [data.length, totalRecords, hasNextPage]
  }
  const total = many + before.length
  assert.ok(before.length < 80)
  assert.deepEqual(await pageAt(0), [100, 10_001, true])
  assert.deepEqual(await pageAt(100), [100, 10_101, true])
  assert.deepEqual(await pageAt(101), [total - 10_100, total, false])
  assert.deepEqual(await pageAt(150), [0, total, false])
  await sql`delete from changes where action = 'analysis_settings_changed'`.execute(db)
})

test('what is too old is forgotten', async () => {
  const { db } = library.database
  await sql`update changes set changed_at = now() - interval '401 days'
    where action = 'asset_edited'`.execute(db)
  await tidy({ db, enqueue: async () => {}, historyDays: 400 })
  assert.equal((await changes('/audit')).length, 3)
})

test('the indexes that the worker builds for it change nothing of what is listed', async () => {
  const { db } = library.database
  const lists = [
    '/audit',
    `/audit?filter[changed_by]=${ADMIN.email}`,
    '/audit?filter[until]=9999999999',
  ]
  const before = await Promise.all(lists.map(changes))
  assert.ok(before.every(({ length }) => length > 0))
  await ensureSearchIndexes(db)
  assert.deepEqual(await Promise.all(lists.map(changes)), before)
  const { rows } = await sql<{ name: string }>`
    select indexname as name from pg_indexes where tablename = 'changes' order by 1`.execute(db)
  assert.deepEqual(
    rows.map(({ name }) => name),
    ['changes_by', 'changes_days', 'changes_of_asset', 'changes_old', 'changes_pkey'],
  )
})

for (const [type, action] of [
  ['categories', 'category_made'],
  ['custom_field_keys', 'custom_field_key_made'],
] as const) {
  test(`${type}: who makes one is noted, once`, async () => {
    const { headers } = await library.signIn()
    const post = { method: 'POST', url: `/api/v1/${type}`, headers } as const
    const payload = { data: { type, attributes: { name: 'Made' } } }
    assert.equal((await library.app.inject({ ...post, payload })).statusCode, 201)
    assert.equal((await library.app.inject({ ...post, payload })).statusCode, 409)
    const noted = (await changes('/audit')).filter((change) => change.action === action)
    assert.deepEqual(
      noted.map(({ changed_by, fields }) => [changed_by, fields.name]),
      [[ADMIN.email, { from: null, to: 'Made' }]],
    )
  })
}
