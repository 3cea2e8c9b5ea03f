import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { ensureSearchIndexes } from '../catalog/search/renew-index.ts'
import { INDEX_VERSION } from '../catalog/search/search-document.ts'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

let library: TestLibrary
let sid: string
let list: string
before(async () => {
  library = await startTestLibrary()
  sid = library.source.publicId
  list = `/sources/${sid}/assets`
  const names = Array.from({ length: 25 }, (_, at) => `many/${String(at).padStart(2, '0')}.jpg`)
  await library.addFiles(Object.fromEntries(names.map((name) => [name, {}])))
  await library.addFiles({ 'one.jpg': { metadata: { exif: { Make: 'A' }, iptc: {}, xmp: {} } } })
})
after(() => library.close())

const get = (path: string) => library.send('GET', path)
const patch = (path: string, attributes: object, headers: object = {}) =>
  library.app.inject({
    method: 'PATCH',
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${library.apiKey}`, ...headers },
    payload: { data: { type: 'assets', attributes } },
  })

test('lists are followed by page[after], and by offset', async () => {
  const seen: string[] = []
  for (let url = `${list}?page[limit]=10&sort=file_size`; ; ) {
    const { data, meta } = (await get(url)).json()
    seen.push(...data.map(({ id }: { id: string }) => id))
    assert.equal(meta.cursor.totalRecords, '26')
    if (!meta.cursor.hasMore) break
    url = `${list}?page[limit]=10&sort=file_size&page[after]=${meta.cursor.after}`
  }
  assert.equal(seen.length, 26)
  assert.equal(new Set(seen).size, 26)
  assert.equal((await get(list)).json().data.length, 20)
})

test('while the index of an older Vitrine is renewed, lists and the Source say that filters may miss assets', async () => {
  const { db } = library.database
  const says = async () => {
    const { cursor } = (await get(`${list}?filter[colors]=ff0000`)).json().meta
    const { indexing } = (await get(`/sources/${sid}`)).json().data.attributes
    return [cursor.indexIsRenewing, indexing.renewing]
  }
  // Both are remembered for a moment.
  const saysAtLast = async (expected: unknown[]) => {
    while (!isDeepStrictEqual(await says(), expected)) await pause(50)
  }
  await sql`update asset_search set index_version = 0 where asset_id = (select min(asset_id) from asset_search)`.execute(
    db,
  )
  await saysAtLast([true, true])
  await ensureSearchIndexes(db)
  await sql`update asset_search set index_version = ${INDEX_VERSION}`.execute(db)
  await saysAtLast([undefined, false])
  // The index that tells is there now, and knows of the newest ones, too.
  await sql`update asset_search set index_version = 0 where asset_id = (select max(asset_id) from asset_search)`.execute(
    db,
  )
  await saysAtLast([true, true])
  await sql`update asset_search set index_version = ${INDEX_VERSION}`.execute(db)
})

test('metadata comes with one asset, and in lists when it is asked for', async () => {
  const one = (await get(`${list}/one.jpg`)).json().data
  assert.deepEqual(one.attributes.metadata.exif, { Make: 'A' })
  const [plain] = (await get(`${list}?filter[keyword]=one`)).json().data
  assert.equal('metadata' in plain.attributes, false)
  const asked = await get(`${list}?filter[keyword]=one&fields[assets]=metadata.exif,name`)
  assert.deepEqual(asked.json().data[0].attributes, {
    metadata: { exif: { Make: 'A' } },
    name: null,
  })
})

describe('a change', () => {
  test('is saved, found at once, and guarded by the ETag', async () => {
    const before = await get(`${list}/one.jpg`)
    const etag = String(before.headers.etag)
    const edit = {
      ...before.json().data.attributes,
      name: 'A name',
      categories: ['Hero'],
      tags: { cat: 0.5 },
      custom_fields: { Shoot: '12' },
    }
    const saved = await patch(`${list}/one.jpg`, edit, { 'if-match': etag })
    assert.equal(saved.statusCode, 200, saved.body)
    assert.notEqual(saved.headers.etag, etag)
    const { attributes } = saved.json().data
    assert.deepEqual([attributes.name, attributes.edited_by_user], ['A name', true])
    for (const filter of [
      'categories]=hero',
      'tags]=cat',
      'custom:Shoot]=12',
      'custom:Shoot]=',
      'edited_by_user]=true',
      'keyword]=shoot',
    ]) {
      assert.equal((await get(`${list}?filter[${filter}`)).json().data.length, 1, filter)
    }
    const late = await patch(`${list}/one.jpg`, { name: 'Late' }, { 'if-match': etag })
    assert.equal(late.statusCode, 412)
    const blind = await patch(`${list}/one.jpg`, { tags: { cat: 0 } }, { 'if-match': '*' })
    assert.deepEqual(blind.json().data.attributes.tags, { cat: 0 })
    assert.equal((await get(`${list}?filter[tags]=cat`)).json().data.length, 0)
    const nothing = await patch(`${list}/one.jpg`, {})
    assert.equal(nothing.headers.etag, blind.headers.etag)
  })

  const refused: [pointer: string, attributes: object][] = [
    ['/data/attributes/file_size', { file_size: -1 }],
    ['/data/attributes/unheard_of', { unheard_of: 1 }],
    ['/data/attributes/constructor', { constructor: 1 }],
    ['/data/attributes/tags/cat', { tags: { cat: 2 } }],
    ['/data/attributes/custom_fields/a', { custom_fields: { a: 1 } }],
    ['/data/attributes/name', { name: 'a\0' }],
    ['/data/attributes/name', { name: '\ud800' }],
    ['/data/attributes/warning_adult', { warning_adult: 6 }],
    ['/data/attributes/warning_racy', { warning_racy: 0 }],
    ['/data/attributes/categories/0', { categories: [' '] }],
    ['/data/attributes/description', { description: 'x'.repeat(100_000) }],
  ]
  for (const [pointer, attributes] of refused) {
    test(`is refused, by name: ${pointer}`, async () => {
      const answer = await patch(`${list}/one.jpg`, attributes)
      assert.equal(answer.statusCode, 400, answer.body)
      assert.equal(answer.json().errors[0].source.pointer, pointer)
    })
  }

  test('needs an asset and the permission', async () => {
    assert.equal((await patch(`${list}/no.jpg`, { name: 'x' })).statusCode, 404)
    const key = await library.keyWith(['asset_browse'])
    const answer = await patch(`${list}/one.jpg`, {}, { authorization: `Bearer ${key}` })
    assert.equal(answer.statusCode, 403)
  })
})

describe('what is not known', () => {
  const unknown: [parameter: string, query: string][] = [
    ['filter[nonsense]', 'filter[nonsense]=1'],
    ['filter[or:nonsense]', 'filter[or:nonsense]=1'],
    ['sort', 'sort=name'],
    ['fields[assets]', 'fields[assets]=nonsense'],
    ['include', 'include=source'],
    ['page[limit]', 'page[limit]=1001'],
    ['page[size]', 'page[size]=x'],
    ['page[after]', 'page[after]=x'],
    ['meta[total]', 'meta[total]=maybe'],
    ['filter[colors]', 'filter[colors]=blue'],
  ]
  for (const [parameter, query] of unknown) {
    test(`is named: ${query}`, async () => {
      const answer = await get(`${list}?${query}`)
      assert.equal(answer.statusCode, 400, answer.body)
      assert.equal(answer.json().errors[0].source.parameter, parameter)
    })
  }

  test('is left alone: other paging, empty parts', async () => {
    assert.equal(
      (await get(`${list}?&page[offset]=3&&page[foo]=x&filter[keyword]=`)).statusCode,
      200,
    )
  })

  test('is answered even when it is enormous or broken', async () => {
    for (const query of [
      `filter[keyword]=${'a'.repeat(100_000)}`,
      'filter[keyword]=%00',
      'filter[keyword]=%ED%A0%80',
      'filter[tags]=%',
      'page[cursor]=99999999999999999999',
    ]) {
      assert.equal((await get(`${list}?${query}`)).statusCode, 400, query.slice(0, 40))
    }
    for (const query of [
      "filter[keyword]='",
      "filter[custom:']='';--",
      'filter[categories]=%5C',
      'filter[origin_path]=/%25',
      'filter[keyword]=%F0%9F%99%82',
    ]) {
      assert.equal((await get(`${list}?${query}`)).statusCode, 200, query)
    }
  })
})

describe('add and refresh', () => {
  test('a new file is queued, one that is not there is not', async () => {
    await library.addFiles({ 'new/file.jpg': {} })
    const added = await library.send('POST', `${list}/add/new%2Ffile.jpg`, {})
    assert.equal(added.statusCode, 202)
    const jobs = await library.waitingJobs()
    assert.ok(jobs.some((job) => job.startsWith('index-assets') && job.includes('new/file.jpg')))
    const missing = await library.send('POST', `${list}/add/no/such.jpg`)
    assert.equal(missing.statusCode, 404)
    assert.match(missing.json().errors[0].detail, /no\/such\.jpg/)
    assert.equal((await get(`${list}/no/such.jpg`)).statusCode, 404)
  })

  test('refresh reads again, purges, and needs both permissions', async () => {
    const answer = await library.send('POST', `${list}/refresh/one.jpg`, {})
    assert.equal(answer.statusCode, 200)
    assert.equal(answer.json().data.attributes.origin_path, '/one.jpg')
    assert.ok(library.purged.includes(`${sid}/one.jpg`))
    const jobs = await library.waitingJobs()
    assert.ok(jobs.some((job) => job.startsWith('refresh-asset') && job.includes('one.jpg')))
    await rm(join(library.folder, 'many/00.jpg'))
    const gone = await library.send('POST', `${list}/refresh/many/00.jpg`)
    assert.equal(gone.statusCode, 404)
    const again = await library.waitingJobs()
    assert.ok(again.some((job) => job.startsWith('refresh-asset') && job.includes('many/00.jpg')))
    const key = await library.keyWith(['asset_edit'])
    const half = await library.app.inject({
      method: 'POST',
      url: `/api/v1${list}/refresh/one.jpg`,
      headers: { authorization: `Bearer ${key}` },
    })
    assert.equal(half.statusCode, 403)
  })
})

test('folders, categories and keys are listed with what they hold', async () => {
  const folders = (await get(`/sources/${sid}/folders`)).json().data
  assert.ok(folders.length >= 1)
  const [many] = folders
  const { asset_count: count, own_asset_count: own, ...rest } = many.attributes
  assert.deepEqual(rest, { path: '/many', name: 'many', has_children: false })
  assert.ok(count >= 24)
  assert.equal(own, count)
  assert.deepEqual((await get(`/sources/${sid}/folders?parent=/many`)).json().data, [])
  await patch(`${list}/many/01.jpg`, { categories: ['Night'], custom_fields: { Place: 'x' } })
  for (const [path, name] of [
    ['/categories', 'Night'],
    ['/custom_field_keys', 'Place'],
  ]) {
    const words: { attributes: { name: string; asset_count: number } }[] = (
      await get(path ?? '')
    ).json().data
    const word = words.find(({ attributes }) => attributes.name === name)
    assert.equal(word?.attributes.asset_count, 1)
  }
})

test('who may browse sees Sources in the web app, but not with a key', async () => {
  const key = await library.keyWith(['asset_browse'])
  const byKey = await library.app.inject({
    url: '/api/v1/sources',
    headers: { authorization: `Bearer ${key}` },
  })
  assert.equal(byKey.statusCode, 403)
  const { headers } = await library.signIn()
  const inApp = await library.app.inject({ url: `/api/v1/sources/${sid}`, headers })
  assert.equal(inApp.statusCode, 200)
})
