import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { sql } from 'kysely'
import { MOST_PRESETS } from '../catalog/rendering-presets.ts'
import { renderingPresetEndpoints } from './rendering-presets.ts'
import { ADMIN, startTestApi, type TestApi } from './test-api.ts'

let api: TestApi
let reader: string
before(async () => {
  api = await startTestApi({ endpoints: ({ db }) => renderingPresetEndpoints({ db }) })
  reader = await api.keyWith(['asset_browse'])
})
after(() => api.close())

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

async function ask(
  method: Method,
  path: string,
  attributes?: object,
  headers: Record<string, string> = {},
): Promise<LightMyRequestResponse> {
  return await api.app.inject({
    method,
    url: `/api/v1/rendering_presets${path}`,
    headers: { authorization: `Bearer ${api.apiKey}`, ...headers },
    ...(attributes && { payload: { data: { type: 'rendering_presets', attributes } } }),
  })
}

async function keep(name: string, query: string): Promise<string> {
  const made = await ask('POST', '', { name, query })
  assert.equal(made.statusCode, 201, made.body)
  return made.json().data.id
}

const detailOf = (answer: LightMyRequestResponse) => answer.json().errors[0].detail

test('a preset is kept, read, changed and forgotten', async () => {
  const id = await keep(' Card ', '?w=640&auto=format%2Ccompress&w=800&txt=a%26b')
  const read = await ask('GET', `/${id}`)
  const { date_created, date_modified, ...rest } = read.json().data.attributes
  const query = 'w=800&auto=format,compress&txt=a%26b'
  assert.deepEqual(rest, { name: 'Card', query, created_by: ADMIN.email, version: 1 })
  assert.ok(date_created > 0 && date_modified >= date_created)
  assert.equal(read.headers.etag, '"1"')

  const renamed = await ask('PATCH', `/${id}`, { name: 'Teaser' }, { 'if-match': '"1"' })
  assert.deepEqual(
    [renamed.json().data.attributes.name, renamed.json().data.attributes.query],
    ['Teaser', query],
  )
  const late = await ask('PATCH', `/${id}`, { query: 'w=1' }, { 'if-match': '"1"' })
  assert.equal(late.statusCode, 412)
  assert.match(detailOf(late), /"Teaser" now/)
  const gone = await ask('DELETE', `/${id}`)
  assert.equal(gone.json().data.attributes.name, 'Teaser')
  assert.equal((await ask('GET', `/${id}`)).statusCode, 404)
  assert.equal((await ask('DELETE', `/${id}`)).statusCode, 404)
})

test('names are there once, in any case, and in order', async () => {
  await keep('web', 'w=1600')
  const id = await keep('Banner', 'w=1200&h=300&fit=crop')
  for (const answer of [
    await ask('POST', '', { name: 'WEB', query: '' }),
    await ask('PATCH', `/${id}`, { name: 'Web' }),
  ]) {
    assert.equal(answer.statusCode, 409)
    assert.match(detailOf(answer), /already/)
    assert.equal(answer.json().errors[0].source.pointer, '/data/attributes/name')
  }
  const { data } = (await ask('GET', '')).json()
  const names = data.map(({ attributes }: { attributes: { name: string } }) => attributes.name)
  assert.deepEqual(names, ['Banner', 'web'])
})

test('everybody uses them, and who may edit assets changes them', async () => {
  const id = await keep('For all', 'w=100')
  const asReader = { authorization: `Bearer ${reader}` }
  assert.equal((await ask('GET', `/${id}`, undefined, asReader)).statusCode, 200)
  const refused: [Method, string, object?][] = [
    ['POST', '', { name: 'x', query: '' }],
    ['PATCH', `/${id}`, { name: 'x' }],
    ['DELETE', `/${id}`],
  ]
  for (const [method, path, attributes] of refused) {
    assert.equal((await ask(method, path, attributes, asReader)).statusCode, 403, method)
  }
  const { headers } = await api.signIn()
  const own = await api.app.inject({
    method: 'POST',
    url: '/api/v1/rendering_presets',
    headers,
    payload: { data: { type: 'rendering_presets', attributes: { name: 'Mine', query: '' } } },
  })
  assert.equal(own.json().data.attributes.created_by, ADMIN.email)
})

test('what is no set of parameters is refused in words', async () => {
  const refused: [query: string, words: RegExp][] = [
    ['w=100&s=0123', /"s" belongs to one address/],
    ['expires=1', /"expires"/],
    ['W=100', /"W" is no name/],
    ['a b=1', /"a b" is no name/],
    ['txt=%00', /cannot be stored/],
    [Array.from({ length: 61 }, (_, i) => `a${i}=1`).join('&'), /At most 60/],
    [`txt=${'x'.repeat(2000)}`, /2000/],
  ]
  for (const [query, words] of refused) {
    const answer = await ask('POST', '', { name: 'Wrong', query })
    assert.equal(answer.statusCode, 400, query)
    assert.match(detailOf(answer), words)
  }
})

test('there are never more than there may be', async () => {
  const { db } = api.database
  await sql`insert into rendering_presets (id, account_id, name, name_folded, query)
    select gen_random_uuid(), a.id, 'p' || n, 'p' || n, 'w=1'
    from accounts a, generate_series(1, ${MOST_PRESETS}) n`.execute(db)
  const answer = await ask('POST', '', { name: 'One more', query: '' })
  assert.equal(answer.statusCode, 409)
  assert.match(detailOf(answer), /as many as there may be/)
})
