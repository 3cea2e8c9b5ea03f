import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { cleanLabels, tidy } from '../ingest/tidy.ts'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

let library: TestLibrary
let assets: string
before(async () => {
  library = await startTestLibrary()
  assets = `/sources/${library.source.publicId}/assets`
  await library.addFiles({ 'a.jpg': {}, 'b.jpg': {}, 'c.jpg': {} })
})
after(() => library.close())

interface Said {
  categories?: string[]
  custom_fields?: Record<string, string>
  name?: string
}

async function say(path: string, attributes: Said, headers: object = {}) {
  return await library.app.inject({
    method: 'PATCH',
    url: `/api/v1${assets}/${path}`,
    headers: { authorization: `Bearer ${library.apiKey}`, ...headers },
    payload: { data: { type: 'assets', attributes } },
  })
}

type List = 'categories' | 'custom_field_keys'

async function list(
  type: List,
  query = '',
): Promise<{ id: string; name: string; count: number }[]> {
  const answer = await library.send('GET', `/${type}?${query}`)
  assert.equal(answer.statusCode, 200, answer.body)
  return answer
    .json()
    .data.map(({ id, attributes }: { id: string; attributes: Record<string, unknown> }) => ({
      id,
      name: attributes.name,
      count: attributes.asset_count,
    }))
}

async function idOf(type: List, name: string): Promise<string> {
  const found = (await list(type)).find((label) => label.name === name)
  assert.ok(found, `there is ${name}`)
  return found.id
}

async function countOf(type: List, name: string): Promise<number | undefined> {
  return (await list(type)).find((label) => label.name === name)?.count
}

function rename(type: List, id: string, name: unknown, query = '', headers: object = {}) {
  return library.app.inject({
    method: 'PATCH',
    url: `/api/v1/${type}/${id}?${query}`,
    headers: { authorization: `Bearer ${library.apiKey}`, ...headers },
    payload: { data: { type, attributes: { name } } },
  })
}

const remove = (type: List, id: string, confirm: string) =>
  library.send('DELETE', `/${type}/${id}?confirm=${encodeURIComponent(confirm)}`)

/** The names of the assets that are found. */
async function find(filter: string, value: string): Promise<string[]> {
  const query = `filter[${encodeURIComponent(filter)}]=${encodeURIComponent(value)}`
  const answer = await library.send('GET', `${assets}?${query}&fields[assets]=name`)
  assert.equal(answer.statusCode, 200, answer.body)
  return answer
    .json()
    .data.map(({ id }: { id: string }) => id.split('/').at(-1))
    .sort()
}

async function read(path: string) {
  const answer = await library.send('GET', `${assets}/${path}`)
  return { ...answer.json().data.attributes, tag: String(answer.headers.etag) }
}

const clean = async () => {
  const { accountId } = library.source
  const { signal } = new AbortController()
  await cleanLabels({ db: library.database.db }, { accountId }, signal)
  await tidy({ db: library.database.db, enqueue: async () => {}, historyDays: 400 })
}

/** How PostgreSQL marks the rows of assets and their index: changes with every write. */
async function rowMarks(): Promise<string> {
  const { rows } = await sql<{ marks: string }>`
    select md5(string_agg(a.xmin::text || '/' || s.xmin::text, ',' order by a.id)) as marks
    from assets a join asset_search s on s.asset_id = a.id`.execute(library.database.db)
  return rows[0]?.marks ?? ''
}

test('a renamed category is another one everywhere at once, and no asset was touched', async () => {
  await say('a.jpg', { categories: ['Spring', 'Hero'] })
  const marks = await rowMarks()
  const before = await read('a.jpg')
  const answer = await rename('categories', await idOf('categories', 'Spring'), ' Été ')
  assert.equal(answer.statusCode, 200, answer.body)
  const { last_used_at: _used, ...attributes } = answer.json().data.attributes
  assert.deepEqual(attributes, { name: 'Été', asset_count: 1, version: 2 })
  assert.deepEqual(await find('keyword', 'spring'), [])
  assert.deepEqual(await find('categories', 'Spring'), [])
  assert.deepEqual(await find('keyword', 'ete'), ['a.jpg'])
  assert.deepEqual(await find('categories', 'été'), ['a.jpg'])
  const now = await read('a.jpg')
  assert.deepEqual(now.categories, ['Été', 'Hero'])
  assert.equal(now.date_modified, before.date_modified)
  assert.equal(await rowMarks(), marks)
  // Whoever saw the old name and saves it would bring it back.
  const late = await say('a.jpg', { categories: ['Spring'] }, { 'if-match': before.tag })
  assert.equal(late.statusCode, 412)
})

test('a merge is asked for, is at once true everywhere, and leaves nothing behind', async () => {
  await say('a.jpg', { categories: ['Old', 'New'] })
  await say('b.jpg', { categories: ['Old'] })
  await say('c.jpg', { categories: ['New'] })
  const marks = await rowMarks()
  const id = await idOf('categories', 'Old')
  const asked = await rename('categories', id, 'New')
  assert.equal(asked.statusCode, 409)
  assert.match(
    asked.json().errors[0].detail,
    /"New" already, on 2 assets.*"Old" \(2 assets\) can be merged.*merge=true/,
  )
  const merged = await rename('categories', id, 'New', 'merge=true')
  assert.equal(merged.json().data.attributes.asset_count, 3, merged.body)
  assert.equal(await rowMarks(), marks)

  const holds = async () => {
    assert.deepEqual((await read('a.jpg')).categories, ['New'])
    assert.deepEqual((await read('b.jpg')).categories, ['New'])
    assert.deepEqual(await find('categories', 'new'), ['a.jpg', 'b.jpg', 'c.jpg'])
    assert.deepEqual(await find('keyword', 'new'), ['a.jpg', 'b.jpg', 'c.jpg'])
    assert.deepEqual(await find('categories', 'old'), [])
    assert.equal(await countOf('categories', 'New'), 3)
    assert.equal(await countOf('categories', 'Old'), undefined)
  }
  await holds()
  const before = await read('a.jpg')
  await clean()
  await holds()
  assert.equal((await read('a.jpg')).tag, before.tag)
  const { rows } = await sql`select 1 from assets where ${Number(id)} = any(category_ids)`.execute(
    library.database.db,
  )
  assert.equal(rows.length, 0)
  assert.equal((await rename('categories', id, 'Gone')).statusCode, 404)
  // The name is free again, and is another label.
  await say('b.jpg', { categories: ['Old'] })
  assert.deepEqual(await find('categories', 'old'), ['b.jpg'])
  assert.equal(await countOf('categories', 'New'), 2)
})

test('of keys that were merged one after the other, the value that was there first counts', async () => {
  await say('a.jpg', { custom_fields: { One: 'x', Two: 'y', Three: 'z' } })
  await say('b.jpg', { custom_fields: { One: 'x', Two: 'y' } })
  await say('c.jpg', { custom_fields: { One: 'x' } })
  const one = await idOf('custom_field_keys', 'One')
  const two = await idOf('custom_field_keys', 'Two')
  const asked = await rename('custom_field_keys', one, 'Two')
  assert.match(asked.json().errors[0].detail, /2 assets with both will keep the value of "Two"/)
  const first = await rename('custom_field_keys', one, 'Two', 'merge=true')
  const { last_used_at: _used, ...attributes } = first.json().data.attributes
  assert.deepEqual(attributes, {
    name: 'Two',
    asset_count: 3,
    version: 1,
    values_lost: 2,
  })
  const second = await rename('custom_field_keys', two, 'Three', 'merge=true')
  assert.equal(second.json().data.attributes.values_lost, 1, second.body)
  const holds = async () => {
    const said = async (path: string) => (await read(path)).custom_fields
    assert.deepEqual(await said('a.jpg'), { Three: 'z' })
    assert.deepEqual(await said('b.jpg'), { Three: 'y' })
    assert.deepEqual(await said('c.jpg'), { Three: 'x' })
    assert.deepEqual(await find('custom:three', 'x'), ['c.jpg'])
    assert.deepEqual(await find('custom:three', 'y'), ['b.jpg'])
    assert.deepEqual(await find('custom:three', 'z'), ['a.jpg'])
    assert.deepEqual(await find('custom:Three', ''), ['a.jpg', 'b.jpg', 'c.jpg'])
    assert.deepEqual(await find('custom:One', 'x'), [])
    assert.deepEqual(await find('keyword', 'three'), ['a.jpg', 'b.jpg', 'c.jpg'])
    assert.equal(await countOf('custom_field_keys', 'Three'), 3)
  }
  await holds()
  await clean()
  await holds()
  assert.deepEqual(await find('keyword', 'y'), ['b.jpg'])
})

test('a deleted label is nowhere, whatever ids assets still have', async () => {
  await say('a.jpg', { categories: ['Doomed', 'Kept'], custom_fields: { Doomed: 'v', Kept: 'w' } })
  await say('b.jpg', { categories: ['Doomed'] })
  const marks = await rowMarks()
  for (const type of ['categories', 'custom_field_keys'] as const) {
    const id = await idOf(type, 'Doomed')
    for (const confirm of ['doomed', '', 'Doomed ']) {
      const refused = await remove(type, id, confirm)
      assert.equal(refused.statusCode, 400, confirm)
      assert.equal(refused.json().errors[0].source.parameter, 'confirm')
    }
    const answer = await remove(type, id, 'Doomed')
    assert.equal(answer.json().data.attributes.asset_count, type === 'categories' ? 2 : 1)
    assert.equal((await remove(type, id, 'Doomed')).statusCode, 404)
  }
  assert.equal(await rowMarks(), marks)
  assert.ok((await library.waitingJobs()).some((job) => job.startsWith('clean-labels')))
  const holds = async () => {
    const { categories, custom_fields } = await read('a.jpg')
    assert.deepEqual([categories, custom_fields], [['Kept'], { Kept: 'w' }])
    for (const filter of ['keyword', 'categories'])
      assert.deepEqual(await find(filter, 'doomed'), [])
    assert.deepEqual(await find('custom:Doomed', ''), [])
    assert.equal(await countOf('categories', 'Doomed'), undefined)
    assert.equal(await countOf('categories', 'Kept'), 1)
  }
  await holds()
  // A new one of that name is another.
  await say('c.jpg', { categories: ['Doomed'] })
  assert.deepEqual(await find('categories', 'doomed'), ['c.jpg'])
  await say('c.jpg', { categories: [] })
  await remove('categories', await idOf('categories', 'Doomed'), 'Doomed')
  await clean()
  await holds()
  assert.deepEqual(await find('keyword', 'v'), [])
  const left = await sql`select 1 from categories where name is null`.execute(library.database.db)
  assert.equal(left.rows.length, 0)
})

test('assets that go are not counted any more, nor are those of a deleted Source', async () => {
  await library.addFiles({ 'gone.jpg': {} })
  await say('gone.jpg', { categories: ['Counted'], custom_fields: { Counted: 'x' } })
  await say('a.jpg', { categories: ['Counted'] })
  const { db } = library.database
  await db.deleteFrom('assets').where('origin_path', '=', 'gone.jpg').execute()
  assert.equal(await countOf('categories', 'Counted'), 1)
  assert.equal(await countOf('custom_field_keys', 'Counted'), 0)
  await sql`update sources set deleted_at = now()`.execute(db)
  assert.equal(await countOf('categories', 'Counted'), 0)
  await sql`update sources set deleted_at = null`.execute(db)
  await clean()
  assert.equal(await countOf('categories', 'Counted'), 1)
})

test('one is made before any asset has it, once, and used then', async () => {
  for (const type of ['categories', 'custom_field_keys'] as const) {
    const make = (name: unknown) => library.send('POST', `/${type}`, { type, attributes: { name } })
    const made = await make('  Earli\u00e9r ')
    assert.equal(made.statusCode, 201, made.body)
    assert.equal(await countOf(type, 'Earli\u00e9r'), 0)
    assert.equal((await make('Earlie\u0301r')).statusCode, 409)
    assert.equal((await make(' ')).statusCode, 400)
    const isCategory = type === 'categories'
    await say(
      'c.jpg',
      isCategory ? { categories: ['Earli\u00e9r'] } : { custom_fields: { Earli\u00e9r: 'x' } },
    )
    assert.equal(await countOf(type, 'Earli\u00e9r'), 1)
    assert.equal(await idOf(type, 'Earli\u00e9r'), made.json().data.id)
  }
})

describe('lists', () => {
  before(async () => {
    await say('a.jpg', { categories: ['List 1', 'list 10', 'LIST 2'] })
    await say('b.jpg', { categories: ['list 10'] })
  })
  const cases: [query: string, names: string[]][] = [
    ['filter[name]=list', ['List 1', 'list 10', 'LIST 2']],
    ['filter[name]=list&sort=-name', ['LIST 2', 'list 10', 'List 1']],
    ['filter[name]=list&sort=-asset_count', ['list 10', 'List 1', 'LIST 2']],
    ['filter[name]=list&sort=asset_count', ['List 1', 'LIST 2', 'list 10']],
    ['filter[name]=list&page[size]=2&page[number]=1', ['LIST 2']],
    ['filter[name]=10', ['list 10']],
    ['filter[name]=%25', []],
  ]
  for (const [query, names] of cases) {
    test(query, async () => {
      assert.deepEqual(
        (await list('categories', query)).map(({ name }) => name),
        names,
      )
    })
  }
})

describe('what is no good is refused', () => {
  const cases: [
    status: number,
    method: 'PATCH' | 'DELETE' | 'GET',
    path: string,
    name?: unknown,
  ][] = [
    [404, 'PATCH', '/999999', 'x'],
    [404, 'PATCH', '/0', 'x'],
    [404, 'PATCH', '/99999999999999', 'x'],
    [404, 'PATCH', '/-1', 'x'],
    [404, 'PATCH', '/x', 'x'],
    [404, 'DELETE', '/999999?confirm=x'],
    [400, 'DELETE', '/999999'],
    [400, 'PATCH', '/1', ''],
    [400, 'PATCH', '/1', '  '],
    [400, 'PATCH', '/1', 'a\0'],
    [400, 'PATCH', '/1', '\ud800'],
    [400, 'PATCH', '/1', 'x'.repeat(201)],
    [400, 'PATCH', '/1', null],
    [400, 'PATCH', '/1', 5],
    [400, 'PATCH', '/1?merge=yes', 'x'],
    [400, 'GET', '?sort=id'],
    [400, 'GET', '?page[size]=1001'],
    [400, 'GET', '?page[number]=-1'],
    [400, 'GET', '?filter[other]=x'],
    [400, 'GET', '?filter[name]=%00'],
  ]
  for (const [status, method, path, name] of cases) {
    test(`${status} ${method} ${path} ${JSON.stringify(name)?.slice(0, 12) ?? ''}`, async () => {
      const data = { type: 'categories', attributes: { name } }
      const answer = await library.send(
        method,
        `/categories${path}`,
        method === 'PATCH' ? data : undefined,
      )
      assert.equal(answer.statusCode, status, answer.body)
    })
  }

  test('without the permission, and of another account', async () => {
    await say('a.jpg', { categories: ['Mine'] })
    const id = await idOf('categories', 'Mine')
    const key = await library.keyWith(['asset_browse'])
    const headers = { authorization: `Bearer ${key}` }
    assert.equal((await rename('categories', id, 'Yours', '', headers)).statusCode, 403)
    const { rows } = await sql<{ id: number }>`
      with account as (insert into accounts (name) values ('other') returning id)
      insert into categories (account_id, name) select id, 'Theirs' from account returning id`.execute(
      library.database.db,
    )
    assert.equal((await rename('categories', String(rows[0]?.id), 'Mine')).statusCode, 404)
    assert.equal((await remove('categories', String(rows[0]?.id), 'Theirs')).statusCode, 404)
  })
})

test('names differ by case and accents, but not by how an accent is written', async () => {
  await say('a.jpg', { categories: ['Café', 'cafe', 'CAFÉ'] })
  assert.deepEqual((await list('categories', 'filter[name]=caf')).map(({ name }) => name).sort(), [
    'CAFÉ',
    'Café',
    'cafe',
  ])
  await say('b.jpg', { categories: ['Cafe\u0301'] })
  assert.deepEqual((await read('b.jpg')).categories, ['Café'])
  assert.deepEqual(await find('categories', 'cafe\u0301'), ['a.jpg', 'b.jpg'])
  const id = await idOf('categories', 'cafe')
  assert.equal((await rename('categories', id, 'Cafe\u0301')).statusCode, 409)
  assert.equal((await rename('categories', id, 'Cafe')).statusCode, 200)
})

describe('two people at once', () => {
  test('who names the version they saw is told that somebody was first', async () => {
    await say('a.jpg', { categories: ['Race'] })
    const id = await idOf('categories', 'Race')
    const answers = await Promise.all(
      ['Race 1', 'Race 2', 'Race 3'].map((name) =>
        rename('categories', id, name, '', { 'if-match': '"1"' }),
      ),
    )
    assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [200, 412, 412])
    const told = answers.find(({ statusCode }) => statusCode === 412)
    const winner = answers.find(({ statusCode }) => statusCode === 200)?.json().data.attributes.name
    assert.match(told?.json().errors[0].detail, new RegExp(`"${winner}" now`))
    assert.equal((await rename('categories', id, 'x', '', { 'if-match': '"y"' })).statusCode, 412)
  })

  test('the same name for two, merges in a circle, edits meanwhile: nobody gets a 500', async () => {
    await say('a.jpg', { categories: ['P', 'Q'] })
    const [p, q] = [await idOf('categories', 'P'), await idOf('categories', 'Q')]
    const answers = await Promise.all([
      rename('categories', p, 'Same'),
      rename('categories', q, 'Same'),
      say('b.jpg', { categories: ['Same', 'P'] }),
      rename('categories', p, 'Q', 'merge=true'),
      rename('categories', q, 'P', 'merge=true'),
      say('c.jpg', { categories: ['Q', 'Same'] }),
      remove('categories', q, 'Q'),
      clean(),
    ])
    for (const answer of answers) {
      if (answer) assert.ok([200, 400, 404, 409].includes(answer.statusCode), answer.body)
    }
    await clean()
    for (const { name, count } of await list('categories')) {
      assert.equal(count, (await find('categories', name)).length, name)
    }
  })
})
