import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ADMIN, type SignedIn, startTestApi, type TestApi } from './test-api.ts'

let api: TestApi
let ada: SignedIn
before(async () => {
  api = await startTestApi()
  ada = await api.signIn()
})
after(async () => await api.close())

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
async function call(
  method: Method,
  path: string,
  attributes?: object,
  headers: object = ada.headers,
) {
  const type = path.split('/')[1]
  const answer = await api.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { ...headers },
    ...(attributes === undefined ? {} : { payload: { data: { type, attributes } } }),
  })
  return { status: answer.statusCode, ...answer.json() }
}

const BOB = { email: 'Bob@example.com', password: 'bobs password', permissions: ['asset_edit'] }

describe('users', () => {
  test('are added, listed, changed and deleted by an administrator', async () => {
    const made = await call('POST', '/users', { ...BOB, name: 'Bob' })
    assert.equal(made.status, 201)
    assert.deepEqual(Object.keys(made.data.attributes).toSorted(), [
      'date_created',
      'date_last_seen',
      'email',
      'name',
      'permissions',
    ])
    const { data } = await call('GET', '/users')
    assert.deepEqual(
      data.map((one: { attributes: { email: string } }) => one.attributes.email),
      [ADMIN.email, BOB.email],
    )
    const bob = await api.signIn(BOB)
    const changes = { name: null, permissions: ['asset_browse'], password: 'another password' }
    const changed = await call('PATCH', `/users/${made.data.id}`, changes)
    assert.deepEqual(changed.data.attributes.permissions, ['asset_browse'])
    assert.equal(changed.data.attributes.name, null)
    assert.equal((await call('GET', '/session', undefined, bob.headers)).status, 401)
    assert.equal((await api.signIn(BOB)).answer.statusCode, 401)
    const again = await api.signIn({ ...BOB, password: 'another password' })
    const seen = await call('PATCH', `/users/${made.data.id}`, {})
    assert.equal(seen.status, 200)
    assert.equal(made.data.attributes.date_last_seen, null)
    assert.ok(seen.data.attributes.date_last_seen >= made.data.attributes.date_created)
    assert.equal((await call('DELETE', `/users/${made.data.id}`)).status, 200)
    assert.equal((await call('GET', '/session', undefined, again.headers)).status, 401)
    assert.equal((await call('PATCH', `/users/${made.data.id}`, {})).status, 404)
    assert.equal((await call('DELETE', `/users/${made.data.id}`)).status, 404)
  })

  test('have an e-mail nobody else has, in any case', async () => {
    const { data } = await call('POST', '/users', BOB)
    const twice = await call('POST', '/users', { ...BOB, email: BOB.email.toLowerCase() })
    assert.equal(twice.status, 409)
    assert.equal(twice.errors[0].source.pointer, '/data/attributes/email')
    await call('DELETE', `/users/${data.id}`)
  })

  test('know whether somebody else knows their password', async () => {
    const isGiven = async (password: string) => {
      const { answer } = await api.signIn({ ...BOB, password })
      const { password_is_given, is_first_time } = answer.json().data.attributes
      return [password_is_given, is_first_time]
    }
    const { data } = await call('POST', '/users', BOB)
    assert.deepEqual(await isGiven(BOB.password), [true, true])
    const { headers } = await api.signIn(BOB)
    const passwords = { current_password: BOB.password, new_password: 'my own password' }
    const payload = { data: { type: 'sessions', attributes: passwords } }
    const url = '/api/v1/session/password'
    const changed = await api.app.inject({ method: 'PATCH', url, headers, payload })
    assert.equal(changed.json().data.attributes.password_is_given, false)
    assert.deepEqual(await isGiven('my own password'), [false, false])
    await call('PATCH', `/users/${data.id}`, { password: 'from the admin' })
    assert.deepEqual(await isGiven('from the admin'), [true, false])
    const key = { authorization: `Bearer ${api.apiKey}` }
    await call('PATCH', `/users/${data.id}`, { password: 'from a program' }, key)
    assert.deepEqual(await isGiven('from a program'), [false, false])
    await call('DELETE', `/users/${data.id}`)
  })

  test('with a wrong member are refused with its name', async () => {
    const wrong = { email: 'no e-mail', password: 'short', permissions: ['everything'], role: 'x' }
    const { status, errors } = await call('POST', '/users', wrong)
    assert.equal(status, 400)
    const pointers = errors.map((one: { source: { pointer: string } }) => one.source.pointer)
    assert.deepEqual(pointers.toSorted(), [
      '/data/attributes/email',
      '/data/attributes/password',
      '/data/attributes/permissions/0',
      '/data/attributes/role',
    ])
  })

  test('always keep one administrator, also when the last two go at once', async () => {
    const { data: users } = await call('GET', '/users')
    const adaId = users[0].id
    assert.equal((await call('DELETE', `/users/${adaId}`)).status, 409)
    assert.equal((await call('PATCH', `/users/${adaId}`, { permissions: [] })).status, 409)
    const second = await call('POST', '/users', { ...BOB, permissions: ['account_admin'] })
    const headers = { authorization: `Bearer ${api.apiKey}` }
    const both = await Promise.all([
      call('PATCH', `/users/${adaId}`, { permissions: ['analytics'] }, headers),
      call('PATCH', `/users/${second.data.id}`, { permissions: ['analytics'] }, headers),
    ])
    assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 409])
    await call('PATCH', `/users/${adaId}`, { permissions: ['account_admin'] }, headers)
    assert.equal((await call('DELETE', `/users/${second.data.id}`)).status, 200)
  })
})

describe('API keys', () => {
  test('are shown once, work at once and stop when deleted', async () => {
    const made = await call('POST', '/api_keys', {
      name: ' Upload ',
      permissions: ['sources', 'sources'],
    })
    assert.equal(made.status, 201)
    const { key, ...rest } = made.data.attributes
    assert.match(key, /^ak_[0-9a-f]{64}$/)
    assert.deepEqual(
      [rest.name, rest.permissions, rest.date_last_used, rest.created_by, rest.key_end],
      ['Upload', ['sources'], null, ADMIN.email, key.slice(-4)],
    )
    const headers = { authorization: `Bearer ${key}` }
    assert.equal((await call('GET', '/users', undefined, headers)).status, 403)
    const list = await call('GET', '/api_keys')
    const listed = list.data.find((one: { id: string }) => one.id === made.data.id)
    assert.equal(listed.attributes.key, undefined)
    assert.ok(listed.attributes.date_last_used >= listed.attributes.date_created)
    assert.equal((await call('DELETE', `/api_keys/${made.data.id}`)).status, 200)
    assert.equal((await call('GET', '/users', undefined, headers)).status, 401)
    assert.equal((await call('DELETE', `/api_keys/${made.data.id}`)).status, 404)
    assert.equal((await call('DELETE', '/api_keys/1')).status, 404)
  })

  test('have no permission their maker lacks, and are seen by their maker and administrators', async () => {
    const user = await call('POST', '/users', BOB)
    const bob = (await api.signIn(BOB)).headers
    const key = (permissions: string[]) =>
      call('POST', '/api_keys', { name: 'k', permissions }, bob)
    assert.equal((await key(['sources'])).status, 403)
    assert.equal((await key(['asset_browse', 'asset_purge'])).status, 403)
    assert.equal((await key(['account_admin'])).status, 403)
    const made = await key(['asset_browse'])
    assert.equal(made.status, 201)
    const bobs = await call('GET', '/api_keys', undefined, bob)
    assert.deepEqual(
      bobs.data.map((one: { id: string }) => one.id),
      [made.data.id],
    )
    const all = await call('GET', '/api_keys')
    assert.ok(all.data.length > 1)
    const adas = all.data.find((one: { id: string }) => one.id !== made.data.id)
    assert.equal((await call('DELETE', `/api_keys/${adas.id}`, undefined, bob)).status, 404)
    const itself = { authorization: `Bearer ${made.data.attributes.key}` }
    assert.equal((await call('GET', '/api_keys', undefined, itself)).status, 403)
    assert.equal(
      (await call('POST', '/api_keys', { name: 'k', permissions: ['asset_browse'] }, itself))
        .status,
      403,
    )
    assert.equal((await call('DELETE', `/users/${user.data.id}`)).status, 200)
    assert.equal((await call('DELETE', `/api_keys/${made.data.id}`)).status, 200)
  })

  test('are at most twenty, however fast they are made', async () => {
    const { data: before } = await call('GET', '/api_keys')
    const made = await Promise.all(
      Array.from({ length: 24 }, () =>
        call('POST', '/api_keys', { name: 'k', permissions: ['sources'] }),
      ),
    )
    assert.equal(made.filter(({ status }) => status === 201).length, 20 - before.length)
    assert.equal(made.filter(({ status }) => status === 409).length, 4 + before.length)
  })
})
