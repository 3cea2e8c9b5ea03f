import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { type BulkNeeds, bulkEdit } from '../ingest/bulk-edit.ts'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

let library: TestLibrary
let base: string
before(async () => {
  library = await startTestLibrary()
  base = `/sources/${library.source.publicId}`
  await library.addFiles({
    'a.jpg': { keywords: ['Found'] },
    'sea/b, "c".jpg': {},
    'd.jpg': {},
  })
})
after(() => library.close())

type Format = 'csv' | 'json'

async function send(
  format: Format,
  body: string | Buffer,
  query = '',
  headers: Record<string, string> = {},
): Promise<LightMyRequestResponse> {
  return await library.app.inject({
    method: 'POST',
    url: `/api/v1${base}/imports?format=${format}${query}`,
    headers: { authorization: `Bearer ${library.apiKey}`, 'content-type': 'text/csv', ...headers },
    payload: body,
  })
}

/** The job does what the queue would do. */
async function work(id: string): Promise<void> {
  const needs: BulkNeeds = {
    db: library.database.db,
    undoHours: 24,
    enqueue: async () => {},
    enqueueAll: async () => {},
    purge: async () => {},
    onError: (error) => {
      throw error
    },
  }
  await bulkEdit(needs, { bulkEditId: id }, new AbortController().signal)
}

interface Report {
  id: string
  state: string
  counts: [changed: number, unchanged: number, refused: number]
  refused: [row: number, problem: string][]
}

async function report(id: string): Promise<Report> {
  const { state, changed, unchanged, refused } = (
    await library.send('GET', `/bulk_edits/${id}`)
  ).json().data.attributes
  const rows = await library.send('GET', `/bulk_edits/${id}/rows?filter[state]=refused`)
  const told = rows.json().data as { attributes: { row: number; problem: string } }[]
  return {
    id,
    state,
    counts: [changed, unchanged, refused],
    refused: told.map(({ attributes: { row, problem } }) => [row, problem]),
  }
}

async function importIt(format: Format, body: string | Buffer, query = ''): Promise<Report> {
  const answer = await send(format, body, query)
  assert.equal(answer.statusCode, 202, answer.body)
  const { id, attributes } = answer.json().data
  assert.equal(attributes.kind, 'import')
  await work(id)
  return await report(id)
}

async function read(path: string) {
  return (await library.send('GET', `${base}/assets/${encodeURIComponent(path)}`)).json().data
    .attributes
}

test('a CSV file is tried, done and undone', async () => {
  const csv = [
    'origin_path,description,categories,tags,custom:Place,custom:Gone,media_width',
    '/a.jpg,"Two',
    'lines","One; ""a;b""",Sea:0.5;Found:0,Rome,,99999',
    '"sea/b, ""c"".jpg",,,,,,',
    'nowhere.jpg,x,,,,,',
    '',
  ].join('\r\n')
  const tried = await importIt('csv', csv, '&dry_run=true')
  assert.deepEqual(tried.counts, [1, 1, 1])
  assert.equal(tried.refused[0]?.[0], 5)
  assert.equal((await read('a.jpg')).description, null)
  const run = await library.send('POST', `/bulk_edits/${tried.id}/run`)
  assert.equal(run.statusCode, 202, run.body)
  await work(run.json().data.id)
  const asset = await read('a.jpg')
  assert.equal(asset.description, 'Two\r\nlines')
  assert.deepEqual(asset.categories, ['One', 'a;b'])
  assert.deepEqual(asset.custom_fields, { Place: 'Rome' })
  assert.deepEqual(asset.tags, { Found: 0, Sea: 0.5 })
  assert.equal(asset.media_width, 40)
  const keys = (await library.send('GET', '/custom_field_keys')).json().data
  assert.deepEqual(
    keys.map(({ attributes }: { attributes: { name: string } }) => attributes.name),
    ['Place'],
  )
  assert.equal(
    (await library.send('POST', `/bulk_edits/${run.json().data.id}/undo`)).statusCode,
    202,
  )
  await work(run.json().data.id)
  assert.deepEqual((await read('a.jpg')).custom_fields, {})
})

test('an absent column changes nothing, an empty cell empties', async () => {
  await importIt(
    'csv',
    'id,name,description,custom:A,custom:B,categories\n' +
      `${library.source.publicId}/d.jpg,N,D,1,2,C`,
  )
  assert.deepEqual((await read('d.jpg')).custom_fields, { A: '1', B: '2' })
  await importIt('csv', 'origin_path,name,custom:A,categories\n/d.jpg,,,')
  const { name, description, custom_fields, categories } = await read('d.jpg')
  assert.deepEqual(
    { name, description, custom_fields, categories },
    {
      name: null,
      description: 'D',
      custom_fields: { B: '2' },
      categories: [],
    },
  )
  await importIt('csv', 'origin_path,custom_fields\n/d.jpg,"{""C"":""3""}"')
  assert.deepEqual((await read('d.jpg')).custom_fields, { C: '3' })
})

test('what imgix says of its assets', async () => {
  const data = [
    {
      id: 'ffffffffffffffffffffffff/a.jpg',
      type: 'assets',
      attributes: {
        origin_path: '/a.jpg',
        categories: ['Hero'],
        custom_fields: { 'User ID': '123', Empty: null },
        description: 'From there',
        name: null,
        tags: { Arm: 0.9448, Removed: 0 },
        face_count: 3,
        something_new: true,
      },
      relationships: {},
    },
    { origin_path: '/d.jpg', tags: null, categories: null },
    { id: `${library.source.publicId}/sea/b, "c".jpg`, attributes: { name: 'B' } },
    { origin_path: '/d.jpg', catgories: [] },
    { id: 'ffffffffffffffffffffffff/a.jpg', attributes: { name: 'x' } },
    { type: 'sources', attributes: {} },
    7,
    { origin_path: '/d.jpg', custom_fields: { x: [] } },
  ]
  const body = JSON.stringify({ data, included: [], jsonapi: { version: '1.0' }, meta: {} })
  const { counts, refused } = await importIt('json', body)
  assert.deepEqual(counts, [2, 1, 5])
  assert.deepEqual(
    refused.map(([row]) => row),
    [4, 5, 6, 7, 8],
  )
  for (const [at, why] of [
    /catgories/,
    /no asset of this Source/,
    /"sources"/,
    /no object/,
    /custom_fields.x: /,
  ].entries()) {
    assert.match(refused[at]?.[1] ?? '', why)
  }
  const { categories, custom_fields, description, tags, face_count } = await read('a.jpg')
  assert.deepEqual(
    { categories, custom_fields, description, face_count },
    {
      categories: ['Hero'],
      custom_fields: { 'User ID': '123', Empty: '' },
      description: 'From there',
      face_count: null,
    },
  )
  assert.deepEqual([tags.Arm, tags.Removed], [0.9448, 0])
})

describe('what is exported comes back as it was', () => {
  const HOSTILE = {
    name: '=1+1',
    alt_text: "'",
    description: '\t"quoted", and;\r\n\n\'more\' \u2028 <b> 日本 😀',
    categories: ['a;b', 'a,b', '"q"', '-x', '@y', 'c:d'],
    custom_fields: {
      Empty: '',
      Apostrophe: "'",
      Formula: '=x',
      'k"e;y,': '\n',
      'x.y': 'z',
      ütf: '+1',
    },
    tags: { '16:9': 0.123456789, 'a;b': 1, Found: 0, '=t': 0.5 },
  }

  for (const format of ['csv', 'json'] as const) {
    test(format, async () => {
      const path = `${base}/assets/a.jpg`
      const said = await library.send('PATCH', path, { type: 'assets', attributes: HOSTILE })
      assert.equal(said.statusCode, 200, said.body)
      const before = await read('a.jpg')
      const file = (await library.send('GET', `${base}/export?format=${format}`)).body
      const same = await importIt(format, file)
      assert.deepEqual(same.refused, [])
      assert.deepEqual(same.counts, [0, 3, 0])
      const emptied = {
        name: null,
        description: '',
        alt_text: null,
        categories: [],
        custom_fields: { Other: 'x' },
      }
      await library.send('PATCH', path, { type: 'assets', attributes: emptied })
      assert.deepEqual((await importIt(format, file)).counts, [1, 2, 0])
      const after = await read('a.jpg')
      const { Other: _, ...fields } = after.custom_fields
      for (const member of ['name', 'description', 'alt_text', 'categories', 'tags']) {
        assert.deepEqual(after[member], before[member], member)
      }
      assert.deepEqual(fields, before.custom_fields)
    })
  }

  test('in pieces that end within a character', async () => {
    const name = '😀'.repeat(250)
    const rows = ['', 'x', 'xx', 'xxx'].map((shift) => {
      const filler = `nowhere/${shift}/,${name}\n`.repeat(600)
      return `origin_path,name\n${shift}nowhere,x\n${filler}d.jpg,${name}\n`
    })
    for (const csv of rows) {
      await importIt('csv', csv)
      assert.equal((await read('d.jpg')).name, name)
    }
  })

  test('through a spreadsheet that writes UTF-16 with tabs, or semicolons', async () => {
    const text = 'origin_path\tname\r\n/d.jpg\tGrüße; 日本, 😀\r\n'
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])
    assert.deepEqual((await importIt('csv', utf16)).counts, [1, 0, 0])
    assert.equal((await read('d.jpg')).name, 'Grüße; 日本, 😀')
    const swapped = Buffer.from(utf16).swap16()
    assert.deepEqual((await importIt('csv', swapped)).counts, [0, 1, 0])
    await importIt('csv', '\uFEFForigin_path;name;description\n/d.jpg;"a;b";c,d\n')
    const { name, description } = await read('d.jpg')
    assert.deepEqual([name, description], ['a;b', 'c,d'])
  })
})

test('of JSON, too, whatever stands in it', async () => {
  const rows = [
    '{"origin_path":"/d.jpg\\u0000","name":"1"}',
    '{"origin_path":"/d.jpg\\ud800","name":"2"}',
    '{"id":"\\u0000","attributes":{"name":"3"}}',
    '{"origin_path":"/d.jpg","\\u0000\\ud800":"4"}',
    '{"type":{"toString":1},"attributes":{"origin_path":"/d.jpg","name":"5"}}',
    `{"type":${'['.repeat(200_000)}${']'.repeat(200_000)},"attributes":{"origin_path":"/d.jpg","name":"6"}}`,
    '{"type":"\\u0000","attributes":{"origin_path":"/d.jpg","name":"7"}}',
  ]
  const { counts, refused } = await importIt('json', `[${rows.join(',')}]`)
  assert.deepEqual(counts, [0, 0, rows.length])
  const expected = [/no path/, /no path/, /The id/, /no member/, /type/, /type/, /type/]
  for (const [at, why] of expected.entries()) assert.match(refused[at]?.[1] ?? '', why)
})

test('each line that is refused says why', async () => {
  const csv = [
    'origin_path,name,categories,tags,custom:K',
    'a.jpg,1,,,',
    '/a.jpg,2,,,',
    ',3,,,',
    '../x,4,,,',
    `a.jpg,${'x'.repeat(1001)},,,`,
    'd.jpg,5,"""a",,',
    'd.jpg,6,,sea:7,',
    'd.jpg,7,,,x,y',
    'd.jpg,8',
    `d.jpg,9,${'y'.repeat(201)},,`,
    `d.jpg,10,,__proto__:1,`,
    `d.jpg,11,,,${'z'.repeat(2001)}`,
    ',,,,',
    '',
    'nowhere.jpg,12,,,',
    '',
  ].join('\n')
  const { counts, refused } = await importIt('csv', csv)
  assert.deepEqual(counts, [1, 0, 12])
  const expected: [number, RegExp][] = [
    [3, /^Line 2 is about the same asset/],
    [4, /names no asset/],
    [5, /"\.\.\/x" is no path/],
    [6, /^name: .*1000/],
    [7, /^categories: .*not closed/],
    [8, /^tags: .*"7"/],
    [9, /6 cells, the header only 5/],
    [10, /only 2 cells, the header 5/],
    [11, /^categories\.0: .*200/],
    [12, /__proto__/],
    [13, /^custom_fields\.K: .*2000/],
    [16, /asset/],
  ]
  assert.deepEqual(
    refused.map(([row]) => row),
    expected.map(([row]) => row),
  )
  for (const [at, [, why]] of expected.entries()) assert.match(refused[at]?.[1] ?? '', why)
})
