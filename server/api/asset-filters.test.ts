import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { writeSearchRows } from '../catalog/search/search-rows.ts'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

let library: TestLibrary
let assets: string
before(async () => {
  library = await startTestLibrary()
  assets = `/sources/${library.source.publicId}/assets`
  await library.addFiles({ 'a.jpg': { keywords: ['sea'] }, 'b.jpg': {}, 'c.png': {} })
})
after(() => library.close())

const list = async (query: string) => await library.send('GET', `${assets}?${query}`)
const find = async (query: string): Promise<string> => {
  const answer = await list(`${query}&sort=origin_path`)
  assert.equal(answer.statusCode, 200, answer.body)
  return answer
    .json()
    .data.map(({ attributes }: { attributes: { origin_path: string } }) => attributes.origin_path)
    .join(' ')
}

test('alt text is written, found, counted as missing and emptied', async () => {
  const write = async (alt_text: unknown) =>
    await library.send('PATCH', `${assets}/a.jpg`, { type: 'assets', attributes: { alt_text } })
  const written = await write('A lighthouse at dusk')
  assert.equal(written.json().data.attributes.alt_text, 'A lighthouse at dusk')
  assert.equal(written.json().data.attributes.alt_text_source, 'person')
  assert.equal(await find('filter[keyword]=lighthouse'), '/a.jpg')
  assert.equal(await find('filter[has_alt_text]=false'), '/b.jpg /c.png')
  assert.equal((await write(null)).json().data.attributes.alt_text, null)
  assert.equal(await find('filter[has_alt_text]=true'), '')
  for (const bad of [1, ['x'], 'x'.repeat(2001), 'a\0b']) {
    assert.equal((await write(bad)).statusCode, 400)
  }
})

test('what analysis was not sure of, and what it could not tell, is found', async () => {
  const { db } = library.database
  const { rows } = await sql<{ id: number }>`
    update assets set alt_text = 'Green', alt_text_source = 'analysis', alt_text_is_weak = true,
      analysis_status = case when origin_path = 'b.jpg' then 'partial' else 'failed' end
    where origin_path in ('b.jpg', 'c.png') returning id`.execute(db)
  await writeSearchRows(
    db,
    rows.map(({ id }) => id),
  )
  assert.equal(await find('filter[alt_text_is_weak]=true'), '/b.jpg /c.png')
  assert.equal(await find('filter[alt_text_is_weak]=false'), '/a.jpg')
  assert.equal(await find('filter[analysis_status]=partial'), '/b.jpg')
  assert.equal(await find('filter[analysis_status]=failed'), '/c.png')
  const written = { type: 'assets', attributes: { alt_text: 'A meadow' } }
  await library.send('PATCH', `${assets}/b.jpg`, written)
  assert.equal(await find('filter[alt_text_is_weak]=true'), '/c.png')
})

test('filters come as they are written in addresses', async () => {
  assert.equal(await find('filter[keyword]=%22a+jpg%22'), '/a.jpg')
  assert.equal(await find('filter[keyword]=jpg+-sea'), '/b.jpg')
  assert.equal(await find('filter[keyword]=sea+OR+png'), '/a.jpg /c.png')
  assert.equal(await find('filter[tags_none]=sea&filter[extension]=jpg'), '/b.jpg')
  assert.equal(await find('filter[custom_none:Any+key]'), '/a.jpg /b.jpg /c.png')
  assert.equal(await find('filter[custom:__proto__]'), '')
})

describe('what nobody should send is refused', () => {
  const many = (parts: number, part: string) => Array.from({ length: parts }, () => part).join('&')
  const refused: [query: string, parameter?: string][] = [
    ['filter[keyword]=%ED%A0%80', 'filter[keyword]'],
    ['filter[keyword]=%00', 'filter[keyword]'],
    [`filter[keyword]=${'x'.repeat(5000)}`, 'filter[keyword]'],
    [`filter[keyword]=${'"a '.repeat(2000)}`],
    [
      `filter[keyword]=${Array.from({ length: 200 }, (_, at) => at).join('+OR+')}`,
      'filter[keyword]',
    ],
    ['filter[tags_some]=x', 'filter[tags_some]'],
    ['filter[]=x'],
    [many(5000, 'filter[tags]=x')],
    [many(90, 'filter[colors]=fff'), 'filter[colors]'],
    ['filter[file_size]=1:2:3', 'filter[file_size]'],
    ['filter[media_width]=99999999999999999999', 'filter[media_width]'],
  ]
  for (const [query, parameter] of refused) {
    test(query.slice(0, 60), async () => {
      const answer = await list(query)
      assert.equal(answer.statusCode, 400, answer.body)
      const [error] = answer.json().errors
      if (parameter) assert.ok(JSON.stringify(error).includes(parameter), answer.body)
    })
  }
})
