import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import type { Resource } from '../../contract/document.ts'
import type { LabelAttributes } from '../../contract/organising.ts'
import { tidy } from '../ingest/tidy.ts'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

type List = 'categories' | 'custom_field_keys'

let library: TestLibrary
let assets: string
before(async () => {
  library = await startTestLibrary()
  assets = `/sources/${library.source.publicId}/assets`
  await library.addFiles({ 'a.jpg': {}, 'b.jpg': {} })
})
after(() => library.close())

async function say(path: string, attributes: object): Promise<void> {
  const answer = await library.send('PATCH', `${assets}/${path}`, { type: 'assets', attributes })
  assert.equal(answer.statusCode, 200, answer.body)
}

async function list(type: List, query: string): Promise<Resource<List, LabelAttributes>[]> {
  const answer = await library.send('GET', `/${type}?${query}`)
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json().data
}

async function find(type: List, name: string): Promise<Resource<List, LabelAttributes>> {
  const [label] = await list(type, `filter[name]=${name}`)
  assert.ok(label, `there is ${name}`)
  return label
}

const fold = () => tidy({ db: library.database.db, enqueue: async () => {}, historyDays: 400 })

async function usedAt(type: List, name: string): Promise<number | null> {
  return (await find(type, name)).attributes.last_used_at
}

/** As if all that was noted of uses so far had been so long ago. */
const age = (seconds: number) =>
  sql`update label_uses set used_at = used_at - make_interval(secs => ${seconds})`.execute(
    library.database.db,
  )
const said = {
  categories: { categories: ['Used'] },
  custom_field_keys: { custom_fields: { Used: 'x' } },
}

for (const type of ['categories', 'custom_field_keys'] as const) {
  test(`${type}: when an asset last got it, though none has it any more`, async () => {
    const attributes = { name: 'Used' }
    const made = (await library.send('POST', `/${type}`, { type, attributes })).json()
    assert.equal(made.data.attributes.last_used_at, null)
    await say('a.jpg', said[type])
    await age(3000)
    const first = await usedAt(type, 'Used')
    assert.ok(first && Math.abs(Date.now() / 1000 - 3000 - first) < 30, String(first))
    await say('a.jpg', { custom_fields: {}, categories: [] })
    await fold()
    assert.equal((await find(type, 'Used')).attributes.asset_count, 0)
    assert.equal(await usedAt(type, 'Used'), first)
    await say('b.jpg', said[type])
    assert.ok(((await usedAt(type, 'Used')) ?? 0) > first + 2900)
    await fold()
    assert.ok(((await usedAt(type, 'Used')) ?? 0) > first + 2900)
  })
}

test('another value of a key is no use of it; a merge keeps the later one', async () => {
  await say('a.jpg', { custom_fields: { Early: '1' } })
  await age(5000)
  const early = await usedAt('custom_field_keys', 'Early')
  await say('a.jpg', { custom_fields: { Early: '2' } })
  assert.equal(await usedAt('custom_field_keys', 'Early'), early)
  await say('b.jpg', { custom_fields: { Late: '1' } })
  const late = await usedAt('custom_field_keys', 'Late')
  const { id, type } = await find('custom_field_keys', 'Late')
  const merge = { type, attributes: { name: 'Early' } }
  await library.send('PATCH', `/${type}/${id}?merge=true`, merge)
  assert.equal(await usedAt('custom_field_keys', 'Early'), late)
  await fold()
  assert.equal(await usedAt('custom_field_keys', 'Early'), late)
})

test('is what lists are sorted by; those without a use come as the oldest', async () => {
  await library.send('POST', '/categories', {
    type: 'categories',
    attributes: { name: 'Unused' },
  })
  await say('a.jpg', { categories: ['Older'] })
  await age(100)
  await say('a.jpg', { categories: ['Newest'] })
  const names = async (sort: string) =>
    (await list('categories', `sort=${sort}`)).map(({ attributes }) => attributes.name)
  const newest = await names('-last_used_at')
  assert.equal(newest[0], 'Newest')
  assert.ok(newest.indexOf('Older') < newest.indexOf('Unused'))
  assert.equal((await names('last_used_at')).at(-1), 'Newest')
  assert.ok((await names('last_used_at')).indexOf('Unused') < newest.length - 2)
})
