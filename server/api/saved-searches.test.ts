import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { sql } from 'kysely'
import { createSource } from '../catalog/sources.ts'
import { createApiKey } from '../identity/api-keys.ts'
import { createUser } from '../identity/users.ts'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

let library: TestLibrary
let sourceId: string
before(async () => {
  library = await startTestLibrary()
  sourceId = library.source.publicId
})
after(() => library.close())

interface Who {
  headers: Record<string, string>
}

/** A user, as the one who made a key with these permissions. */
async function someone(
  email: string,
  permission: 'asset_browse' | 'asset_edit',
): Promise<Who & { id: string }> {
  const { db } = library.database
  const { accountId } = library.source
  const permissions = [permission]
  const user = {
    accountId,
    email,
    name: null,
    password: 'long enough',
    passwordIsGiven: false,
    permissions,
  }
  const { id } = await createUser(db, user)
  const made = { accountId, createdBy: id, name: 'test', permissions, maxKeys: 1000 }
  const { key } = await createApiKey(db, made)
  return { id, headers: { authorization: `Bearer ${key}` } }
}

async function ask(
  who: Who,
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  attributes?: object,
  headers: Record<string, string> = {},
): Promise<LightMyRequestResponse> {
  return await library.app.inject({
    method,
    url: `/api/v1/saved_searches${path}`,
    headers: { ...who.headers, ...headers },
    ...(attributes && { payload: { data: { type: 'saved_searches', attributes } } }),
  })
}

async function keep(who: Who, name: string, more: object = {}): Promise<string> {
  const made = await ask(who, 'POST', '', { name, source_id: sourceId, query: '', ...more })
  assert.equal(made.statusCode, 201, made.body)
  return made.json().data.id
}

async function names(who: Who, query = ''): Promise<string[]> {
  const { data } = (await ask(who, 'GET', query)).json()
  return data.map(({ attributes }: { attributes: { name: string } }) => attributes.name)
}

const detailOf = (answer: LightMyRequestResponse) => answer.json().errors[0].detail

test('a search is kept, read, changed and forgotten', async () => {
  const ann = await someone('ann@example.com', 'asset_edit')
  const id = await keep(ann, 'Sea', {
    query:
      '?sort=-file_size&filter%5Btags%5D=sea&page[limit]=5&fields[assets]=name&filter[tags]=a%20b',
  })
  const read = await ask(ann, 'GET', `/${id}`)
  const { date_created, date_modified, ...rest } = read.json().data.attributes
  assert.deepEqual(rest, {
    name: 'Sea',
    source_id: sourceId,
    query: 'filter[tags]=sea&filter[tags]=a%20b&sort=-file_size',
    shared: false,
    is_own: true,
    owner: 'ann@example.com',
  })
  assert.equal(date_created, date_modified)
  assert.equal(read.headers.etag, '"1"')
  const changed = await ask(
    ann,
    'PATCH',
    `/${id}`,
    { name: 'See', query: 'filter[keyword]="x' },
    { 'if-match': '"1"' },
  )
  assert.equal(changed.json().data.attributes.query, 'filter[keyword]=%22x')
  const late = await ask(ann, 'DELETE', `/${id}`, undefined, { 'if-match': '"1"' })
  assert.equal(late.statusCode, 412)
  assert.match(detailOf(late), /"See" now/)
  assert.equal((await ask(ann, 'DELETE', `/${id}`)).json().data.attributes.name, 'See')
  assert.equal((await ask(ann, 'GET', `/${id}`)).statusCode, 404)
  assert.equal((await ask(ann, 'GET', '/no-uuid')).statusCode, 404)
})

describe('what is refused', () => {
  const cases: [what: object, status: number, detail: RegExp][] = [
    [{ query: 'filter[nonsense]=1' }, 400, /nonsense/],
    [{ query: 'colour=red' }, 400, /colour/],
    [{ query: 'sort=name' }, 400, /sorted by "name"/],
    [{ query: 'filter[tags]=%ff' }, 400, /UTF-8/],
    [{ query: `filter[keyword]=${'x'.repeat(9000)}` }, 400, /longer than 8192/],
    [{ name: 'x'.repeat(201) }, 400, /200/],
    [{ name: '  ' }, 400, /name/],
    [{ source_id: 'f'.repeat(24) }, 404, /no Source/],
    [{ source_id: 'x' }, 400, /id of a Source/],
    [{ owner: 'me' }, 400, /not known/],
  ]
  for (const [what, status, detail] of cases) {
    test(JSON.stringify(what).slice(0, 60), async () => {
      const who = { headers: { authorization: `Bearer ${library.apiKey}` } }
      const attributes = { name: 'x', source_id: sourceId, query: '', shared: true, ...what }
      const answer = await ask(who, 'POST', '', attributes)
      assert.equal(answer.statusCode, status, answer.body)
      assert.match(detailOf(answer), detail)
    })
  }

  test('more than a thousand', async () => {
    const max = await someone('max@example.com', 'asset_browse')
    await sql`insert into saved_searches (id, account_id, source_id, owner_id, name, name_folded, query, shared)
      select gen_random_uuid(), ${library.source.accountId}, ${library.source.id}, ${max.id}, n, n, '', false
      from generate_series(1, 1000) as n`.execute(library.database.db)
    const answer = await ask(max, 'POST', '', { name: 'x', source_id: sourceId, query: '' })
    assert.equal(answer.statusCode, 409)
    assert.match(detailOf(answer), /1000 saved searches/)
  })
})

test('a name is the same in any case, for each owner and Source', async () => {
  const bob = await someone('bob@example.com', 'asset_browse')
  const eve = await someone('eve@example.com', 'asset_browse')
  await keep(bob, 'Straße')
  const other = await keep(bob, 'other')
  await keep(eve, 'straße')
  const { db } = library.database
  const second = await createSource(db, library.box, {
    accountId: library.source.accountId,
    name: 'Second',
    deployment: { type: 'local', imgix_subdomains: ['second'], local_path: library.folder },
  })
  await keep(bob, 'STRAßE', { source_id: second.publicId })
  const taken = await ask(bob, 'POST', '', { name: 'STRAßE', source_id: sourceId, query: '' })
  assert.equal(taken.statusCode, 409)
  assert.match(detailOf(taken), /"STRAßE" for this Source already/)
  assert.equal((await ask(bob, 'PATCH', `/${other}`, { name: 'straße' })).statusCode, 409)
  assert.deepEqual(await names(bob, `?filter[source_id]=${sourceId}`), ['other', 'Straße'])
  assert.deepEqual((await names(bob)).toSorted(), ['STRAßE', 'Straße', 'other'])
  assert.deepEqual(await names(bob, '?page[size]=1&page[number]=0'), ['other'])
})

test('what is shared is seen by all and changed by its owner', async () => {
  const owner = await someone('owner@example.com', 'asset_edit')
  const reader = await someone('reader@example.com', 'asset_browse')
  const shared = await keep(owner, 'For all', { shared: true })
  const own = await keep(owner, 'For me')
  const query = `?filter[source_id]=${sourceId}`
  assert.deepEqual(await names(owner, query), ['For all', 'For me'])
  assert.deepEqual(await names(reader, query), ['For all'])
  const seen = (await ask(reader, 'GET', `/${shared}`)).json().data.attributes
  assert.deepEqual([seen.is_own, seen.owner], [false, 'owner@example.com'])
  assert.equal((await ask(reader, 'GET', `/${own}`)).statusCode, 404)
  assert.equal((await ask(reader, 'PATCH', `/${own}`, { name: 'x' })).statusCode, 404)
  const foreign = await ask(reader, 'DELETE', `/${shared}`)
  assert.equal(foreign.statusCode, 403)
  assert.match(detailOf(foreign), /somebody else/)
  const kept = await keep(reader, 'Mine')
  for (const answer of [
    await ask(reader, 'PATCH', `/${kept}`, { shared: true }),
    await ask(reader, 'POST', '', { name: 'x', source_id: sourceId, query: '', shared: true }),
  ]) {
    assert.equal(answer.statusCode, 403)
    assert.match(detailOf(answer), /Asset Edit/)
  }
})

test('what is left of a user who goes', async () => {
  const gone = await someone('gone@example.com', 'asset_edit')
  const admin = { headers: { authorization: `Bearer ${library.apiKey}` } }
  const shared = await keep(gone, 'Heritage', { shared: true })
  const own = await keep(gone, 'Diary')
  const deleted = await library.send('DELETE', `/users/${gone.id}`)
  assert.equal(deleted.statusCode, 200, deleted.body)
  const left = (await ask(admin, 'GET', `/${shared}`)).json().data.attributes
  assert.deepEqual([left.name, left.owner, left.is_own], ['Heritage', null, false])
  assert.equal((await ask(gone, 'GET', `/${own}`)).statusCode, 404)
  assert.equal((await ask(gone, 'PATCH', `/${shared}`, { name: 'x' })).statusCode, 403)
  const alone = await ask(admin, 'PATCH', `/${shared}`, { shared: false })
  assert.match(detailOf(alone), /Nobody owns/)
  assert.equal((await ask(admin, 'PATCH', `/${shared}`, { name: 'Legacy' })).statusCode, 200)
  assert.equal((await ask(admin, 'DELETE', `/${shared}`)).statusCode, 200)
})
