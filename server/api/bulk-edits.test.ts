import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import type { BulkEditAttributes } from '../../contract/searching.ts'
import { forgetBulkEdits, forgetBulkRows } from '../catalog/bulk/bulk-report.ts'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

let library: TestLibrary
let edits = ''

before(async () => {
  library = await startTestLibrary()
  edits = `/sources/${library.source.publicId}/bulk_edits`
  await library.addFiles({ 'a.jpg': {}, 'b/c.jpg': {}, 'b/d.jpg': {} })
})
after(() => library.close())

interface Wanted {
  selection?: unknown
  operations?: unknown
  dry_run?: unknown
}

async function create(over: Wanted = {}): Promise<LightMyRequestResponse> {
  const selection = { query: '' }
  const operations = { add_categories: ['Spring'] }
  const attributes = { selection, operations, ...over }
  return await library.send('POST', edits, { type: 'bulk_edits', attributes })
}

function attributesOf(answer: LightMyRequestResponse): BulkEditAttributes {
  return answer.json().data.attributes
}

/** `<pointer>: <detail>` of a refusal. */
function refusal(answer: LightMyRequestResponse): string {
  const [error] = answer.json().errors
  return `${answer.statusCode} ${error.source?.pointer ?? ''}: ${error.detail}`
}

/** As a worker would leave it. */
async function finish(id: string, columns: string): Promise<void> {
  await library.database.pool.query(
    `update bulk_edits set finished_at = now(), kept_until = now() + interval '1 day', ${columns} where id = $1`,
    [id],
  )
}

test('a bulk edit of a search waits, and says what was asked for', async () => {
  const operations = {
    add_categories: ['Spring'],
    description: null,
    set_custom_fields: { by: 'Ada' },
  }
  const made = await create({
    operations,
    selection: { query: '?filter[folder_path]=/b&sort=file_size' },
  })
  assert.equal(made.statusCode, 202)
  assert.deepEqual(
    { ...attributesOf(made), date_created: 0 },
    {
      source_id: library.source.publicId,
      kind: 'edit',
      operations,
      query: 'filter[folder_path]=/b&sort=file_size',
      dry_run: false,
      state: 'waiting',
      total: null,
      done: 0,
      changed: 0,
      unchanged: 0,
      refused: 0,
      undone: 0,
      kept: 0,
      error: null,
      undo_until: null,
      created_by: 'ada@example.com',
      created_by_api: true,
      date_created: 0,
      date_finished: null,
    },
  )
  const { id } = made.json().data
  assert.ok((await library.waitingJobs()).includes(`bulk-edit {"bulkEditId": "${id}"}`))
  const listed = await library.send('GET', edits)
  assert.equal(listed.json().data[0].id, id)
  assert.equal(listed.json().meta.pagination.totalRecords, 1)
  const canceled = await library.send('POST', `/bulk_edits/${id}/cancel`)
  assert.equal(attributesOf(canceled).state, 'canceled')
  assert.equal((await library.send('POST', `/bulk_edits/${id}/cancel`)).statusCode, 409)
})

test('named assets become rows at once, each one once', async () => {
  const selection = { paths: ['/b/d.jpg', '/a.jpg', '/b/d.jpg'] }
  const path = `/sources/${library.source.publicId}/assets/bulk`
  const attributes = { selection, operations: { refresh: true }, dry_run: true }
  const made = await library.send('POST', path, { type: 'bulk_edits', attributes })
  assert.equal(attributesOf(made).total, 2)
  const rows = `/bulk_edits/${made.json().data.id}/rows?page[limit]=1`
  const first = (await library.send('GET', rows)).json()
  assert.deepEqual(first.data[0].attributes, {
    row: 1,
    origin_path: '/a.jpg',
    state: 'waiting',
    problem: null,
  })
  assert.deepEqual([first.meta.cursor.hasMore, first.meta.cursor.totalRecords], [true, '2'])
  const second = (
    await library.send('GET', `${rows}&page[after]=${first.meta.cursor.after}`)
  ).json()
  assert.deepEqual(second.data[0].attributes.origin_path, '/b/d.jpg')
  assert.equal(second.meta.cursor.hasMore, false)
  const refused = await library.send('GET', `${rows}&filter[state]=refused`)
  assert.deepEqual(refused.json().data, [])
})

test('ten thousand paths of a kilobyte fit', async () => {
  const paths = Array.from({ length: 10_000 }, (_, at) => `/${String(at).padStart(1023, 'x')}`)
  const made = await create({ selection: { paths } })
  assert.equal(attributesOf(made).total, 10_000)
  const excluded = await create({ selection: { query: '', excluded_paths: paths } })
  assert.equal(excluded.statusCode, 202)
  for (const { id } of [made.json().data, excluded.json().data]) {
    await library.send('POST', `/bulk_edits/${id}/cancel`)
  }
})

describe('refused with the name of what is wrong', () => {
  const OPERATIONS = '/data/attributes/operations'
  const SELECTION = '/data/attributes/selection'
  const cases: [wanted: Wanted, said: RegExp][] = [
    [{ operations: {} }, new RegExp(`400 ${OPERATIONS}: .*At least one`)],
    [{ operations: { add_tags: [], set_custom_fields: {} } }, new RegExp(`400 ${OPERATIONS}: `)],
    [
      { operations: { add_categories: ['A', 'Cafe\u0301'], remove_categories: ['Café '] } },
      new RegExp(`400 ${OPERATIONS}/remove_categories: .*both name "Café"`),
    ],
    [
      { operations: { set_custom_fields: { by: 'x' }, remove_custom_fields: ['by'] } },
      /both name "by"/,
    ],
    [{ operations: { add_tags: ['t'], remove_tags: ['t'] } }, /both name "t"/],
    [
      { operations: { refresh: true, description: null } },
      new RegExp(`400 ${OPERATIONS}/refresh: .*not with description`),
    ],
    [{ operations: { refresh: false } }, new RegExp(`400 ${OPERATIONS}/refresh`)],
    [{ operations: { drop_table: ['x'] } }, new RegExp(`400 ${OPERATIONS}.*drop_table`)],
    [{ operations: { add_categories: [''] } }, new RegExp(`400 ${OPERATIONS}/add_categories/0`)],
    [{ operations: { add_categories: ['x'.repeat(201)] } }, /add_categories\/0/],
    [
      { operations: { add_categories: Array.from({ length: 501 }, (_, at) => `${at}`) } },
      /add_categories: /,
    ],
    [{ operations: { description: 'x'.repeat(20_001) } }, new RegExp(`${OPERATIONS}/description`)],
    [{ operations: { alt_text: 'x'.repeat(20_001) } }, new RegExp(`${OPERATIONS}/alt_text`)],
    [{ operations: { description: 'NUL \0' } }, new RegExp(`${OPERATIONS}/description: .*NUL`)],
    [{ operations: { description: 'half \ud800' } }, new RegExp(`${OPERATIONS}/description`)],
    [{ selection: { query: 'filter[wrong]=1' } }, new RegExp(`${SELECTION}/query: .*"wrong"`)],
    [{ selection: { query: 'sort=name' } }, new RegExp(`${SELECTION}/query: .*"name"`)],
    [{ selection: { query: 'page[limit]=x' } }, new RegExp(`${SELECTION}/query: page\\[limit\\]`)],
    [{ selection: { query: 'where=1' } }, new RegExp(`${SELECTION}/query: .*"where"`)],
    [{ selection: { query: 'filter[tags]=%ff' } }, new RegExp(`${SELECTION}/query: .*percent`)],
    [
      { selection: { query: 'filter[file_size]=a:b' } },
      new RegExp(`${SELECTION}/query: .*file_size`),
    ],
    [
      { selection: { query: `filter[tags]=${'x'.repeat(100_000)}` } },
      new RegExp(`${SELECTION}/query`),
    ],
    [{ selection: { paths: [] } }, new RegExp(SELECTION)],
    [{ selection: { paths: ['a.jpg'] } }, new RegExp(`${SELECTION}/paths/0: .*slash`)],
    [{ selection: { paths: ['/a.jpg', '/../x'] } }, new RegExp(`${SELECTION}/paths/1: `)],
    [
      { selection: { paths: [`/${'x'.repeat(5000)}`] } },
      new RegExp(`${SELECTION}/paths/0: .*bytes`),
    ],
    [{ selection: { paths: Array.from({ length: 10_001 }, () => '/a') } }, new RegExp(SELECTION)],
    [{ selection: { paths: ['/a'], query: '' } }, new RegExp(SELECTION)],
    [
      { selection: { query: '', excluded_paths: ['b'] } },
      new RegExp(`${SELECTION}/excluded_paths/0`),
    ],
    [{ dry_run: 'yes' }, /dry_run/],
  ]
  for (const [wanted, said] of cases) {
    test(JSON.stringify(wanted).slice(0, 90), async () => {
      const answer = await create(wanted)
      assert.equal(answer.statusCode, 400)
      assert.match(refusal(answer), said)
    })
  }
})

test('a category may be called anything', async () => {
  const operations = { add_categories: ['__proto__', 'constructor'], add_tags: ['toString'] }
  const made = await create({ operations })
  assert.deepEqual(attributesOf(made).operations, operations)
  await library.send('POST', `/bulk_edits/${made.json().data.id}/cancel`)
})

describe('what may come after what', () => {
  test('a dry run is run once it is complete, and never undone', async () => {
    const { id } = (await create({ dry_run: true })).json().data
    assert.match(
      refusal(await library.send('POST', `/bulk_edits/${id}/run`)),
      /409.*reached its end/,
    )
    await finish(id, `state = 'complete', total = 3, done = 3, changed = 3`)
    assert.match(
      refusal(await library.send('POST', `/bulk_edits/${id}/undo`)),
      /409.*changed nothing/,
    )
    const run = await library.send('POST', `/bulk_edits/${id}/run`)
    assert.equal(run.statusCode, 202)
    const { state, dry_run, done, total } = attributesOf(run)
    assert.deepEqual(
      { state, dry_run, done, total },
      { state: 'waiting', dry_run: false, done: 0, total: 3 },
    )
    assert.match(
      refusal(await library.send('POST', `/bulk_edits/${id}/run`)),
      /409.*Only a dry run/,
    )
    assert.match(refusal(await library.send('POST', `/bulk_edits/${id}/undo`)), /409.*under way/)
    await library.send('POST', `/bulk_edits/${id}/cancel`)
  })

  test('an undo needs something to undo, in time', async () => {
    const { id } = (await create()).json().data
    await finish(id, `state = 'complete', total = 3, done = 3, unchanged = 3`)
    assert.match(refusal(await library.send('POST', `/bulk_edits/${id}/undo`)), /409.*nothing left/)
    await finish(id, `unchanged = 1, changed = 2`)
    const seen = attributesOf(await library.send('GET', `/bulk_edits/${id}`))
    assert.ok((seen.undo_until ?? 0) > Date.now() / 1000 + 80_000)
    const undoing = await library.send('POST', `/bulk_edits/${id}/undo`)
    assert.deepEqual([undoing.statusCode, attributesOf(undoing).state], [202, 'undoing'])
    assert.equal(attributesOf(undoing).undo_until, null)
    await finish(id, `state = 'complete'`)
    await library.database.pool.query(`update bulk_edits set kept_until = now() where id = $1`, [
      id,
    ])
    assert.match(refusal(await library.send('POST', `/bulk_edits/${id}/undo`)), /409.*too late/)
  })

  test('a refresh is never undone', async () => {
    const { id } = (await create({ operations: { refresh: true } })).json().data
    await finish(id, `state = 'complete', total = 3, done = 3, changed = 3`)
    assert.match(refusal(await library.send('POST', `/bulk_edits/${id}/undo`)), /409.*refresh/)
  })
})

test('rights: to look, to edit, and to purge for a refresh', async () => {
  const as = async (key: string, method: 'GET' | 'POST', url: string, attributes?: unknown) =>
    await library.app.inject({
      method,
      url: `/api/v1${url}`,
      headers: { authorization: `Bearer ${key}` },
      ...(attributes ? { payload: { data: { type: 'bulk_edits', attributes } } } : {}),
    })
  const looking = await library.keyWith(['asset_browse'])
  const editing = await library.keyWith(['asset_edit'])
  const purging = await library.keyWith(['asset_edit', 'asset_purge'])
  const selection = { query: '' }
  const refresh = { selection, operations: { refresh: true } }
  const edit = { selection, operations: { description: 'x' } }
  assert.equal((await as(looking, 'POST', edits, edit)).statusCode, 403)
  assert.equal((await as(looking, 'GET', edits)).statusCode, 200)
  assert.equal((await as(editing, 'POST', edits, edit)).statusCode, 202)
  assert.equal((await as(editing, 'POST', edits, refresh)).statusCode, 403)
  const made = await as(purging, 'POST', edits, refresh)
  assert.equal(made.statusCode, 202)
  const one = `/bulk_edits/${made.json().data.id}`
  assert.equal((await as(looking, 'POST', `${one}/cancel`)).statusCode, 403)
  assert.equal((await as(looking, 'GET', `${one}/rows`)).statusCode, 200)
  assert.equal((await as(editing, 'POST', `${one}/cancel`)).statusCode, 202)
})

test('what is not there is a 404', async () => {
  const none = '0198c0de-0000-7000-8000-000000000000'
  for (const path of [none, 'x', `${none}/rows`]) {
    assert.equal((await library.send('GET', `/bulk_edits/${path}`)).statusCode, 404)
  }
  for (const what of ['cancel', 'run', 'undo']) {
    assert.equal((await library.send('POST', `/bulk_edits/${none}/${what}`)).statusCode, 404)
  }
})

test('fifty at once are enough', async () => {
  const answers = []
  for (let count = 0; count < 51; count += 1) answers.push(await create())
  assert.equal(answers.at(-1)?.statusCode, 429)
  await library.database.pool.query(
    `update bulk_edits set state = 'canceled', finished_at = now(), kept_until = now()
     where state in ('waiting', 'running', 'undoing')`,
  )
})

test('rows go when they cannot be undone any more, the rest with the history', async () => {
  const { db, pool } = library.database
  const { id } = (await create({ selection: { paths: ['/a.jpg', '/b/c.jpg', '/b/d.jpg'] } })).json()
    .data
  await finish(id, `state = 'complete', done = 3, changed = 3, cursor = 3`)
  const count = async () => {
    const { rows } = await pool.query(
      'select count(*)::int as rows from bulk_edit_rows where bulk_edit_id = $1',
      [id],
    )
    return rows[0].rows
  }
  while ((await forgetBulkRows(db, 1000)) > 0);
  assert.equal(await count(), 3)
  await pool.query(`update bulk_edits set kept_until = now() - interval '1 second' where id = $1`, [
    id,
  ])
  assert.equal(await forgetBulkRows(db, 2), 2)
  assert.equal(await forgetBulkRows(db, 2), 1)
  assert.equal(await count(), 0)
  await forgetBulkEdits(db, 400)
  assert.equal((await library.send('GET', `/bulk_edits/${id}`)).statusCode, 200)
  await pool.query(
    `update bulk_edits set finished_at = now() - interval '401 days' where id = $1`,
    [id],
  )
  await forgetBulkEdits(db, 400)
  assert.equal((await library.send('GET', `/bulk_edits/${id}`)).statusCode, 404)
})
