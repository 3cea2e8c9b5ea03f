import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { ADMIN, startTestApi, type TestApi } from './test-api.ts'

let api: TestApi
before(async () => {
  api = await startTestApi()
})
after(async () => await api.close())

const post = (attributes: object, headers: Record<string, string> = {}) =>
  api.app.inject({
    method: 'POST',
    url: '/api/v1/session',
    headers,
    payload: { data: { type: 'sessions', attributes } },
  })
const whoAmI = (headers: Record<string, string>) =>
  api.app.inject({ url: '/api/v1/session', headers })

describe('signing in', () => {
  test('gives a cookie that scripts cannot read, and says who one is', async () => {
    const { answer, headers } = await api.signIn()
    assert.equal(answer.statusCode, 201)
    const { user, permissions } = answer.json().data.attributes
    assert.equal(user.email, ADMIN.email)
    assert.equal(permissions.length, 6)
    const cookie = String(answer.headers['set-cookie'])
    assert.match(
      cookie,
      /^vitrine_session=[\w-]{43}; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    const me = await whoAmI(headers)
    assert.equal(me.statusCode, 200)
    assert.equal(me.json().meta.authentication.tag, ADMIN.email)
  })

  test('takes the e-mail in any case', async () => {
    const answer = await post({ email: 'ADA@example.com', password: ADMIN.password })
    assert.equal(answer.statusCode, 201)
  })

  test('keeps no token and no password that could be used', async () => {
    const { headers } = await api.signIn()
    const token = headers.cookie.split('=')[1] ?? ''
    const dump = await sql<{ text: string }>`
      select (select json_agg(s)::text from browser_sessions s) || (select json_agg(u)::text from users u) as text
    `.execute(api.database.db)
    const text = dump.rows[0]?.text ?? ''
    assert.ok(text.includes('$argon2id$v=19$m=19456,t=2,p=1$'))
    assert.ok(!text.includes(token) && !text.includes(ADMIN.password))
    assert.ok(!text.includes(Buffer.from(token).toString('hex')))
  })

  test('answers the same for an unknown e-mail and for a wrong password', async () => {
    const wrong = await post({ email: ADMIN.email, password: 'wrong' })
    const unknown = await post({ email: 'nobody@example.com', password: 'wrong' })
    for (const answer of [wrong, unknown]) {
      assert.equal(answer.statusCode, 401)
      assert.equal(answer.json().errors[0].detail, 'The e-mail or the password is wrong.')
      assert.equal(answer.headers['set-cookie'], undefined)
    }
  })

  test('is refused to a page of another web site', async () => {
    const attributes = ADMIN
    assert.equal((await post(attributes, { origin: 'https://evil.example' })).statusCode, 403)
    assert.equal((await post(attributes, { origin: 'null' })).statusCode, 403)
    assert.equal((await post(attributes, { 'sec-fetch-site': 'cross-site' })).statusCode, 403)
    assert.equal((await post(attributes, { 'sec-fetch-site': 'same-site' })).statusCode, 403)
    const own = { origin: 'http://localhost', 'sec-fetch-site': 'same-origin' }
    assert.equal((await post(attributes, own)).statusCode, 201)
  })
})

describe('limits', () => {
  test('stop guessing one e-mail, also with attempts at the same time', async () => {
    const email = 'victim@example.com'
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => post({ email, password: 'guess' })),
    )
    const statuses = answers.map(({ statusCode }) => statusCode)
    assert.equal(statuses.filter((status) => status === 401).length, 10)
    assert.equal(statuses.filter((status) => status === 429).length, 6)
    const refused = await post({ email, password: 'guess' })
    const seconds = Number(refused.headers['retry-after'])
    assert.ok(seconds > 0 && seconds <= 900, String(seconds))
    assert.equal((await api.signIn()).answer.statusCode, 201, 'others are not touched')
  })

  test('end after the window, and a success forgets the failures before it', async () => {
    for (let i = 0; i < 9; i++) await post({ email: ADMIN.email, password: 'wrong' })
    assert.equal((await api.signIn()).answer.statusCode, 201)
    for (let i = 0; i < 9; i++) await post({ email: ADMIN.email, password: 'wrong' })
    assert.equal((await api.signIn()).answer.statusCode, 201)
    await sql`update sign_in_failures set at = at - interval '16 minutes'`.execute(api.database.db)
    const answer = await post({ email: 'victim@example.com', password: 'guess' })
    assert.equal(answer.statusCode, 401)
  })

  test('keep nobody out in whose name somebody else fails', async () => {
    const from = (remoteAddress: string, password: string) =>
      api.app.inject({
        method: 'POST',
        url: '/api/v1/session',
        remoteAddress,
        payload: { data: { type: 'sessions', attributes: { email: ADMIN.email, password } } },
      })
    for (let i = 0; i < 11; i++) await from('203.0.113.1', 'wrong')
    assert.equal((await from('203.0.113.1', ADMIN.password)).statusCode, 429)
    assert.equal((await from('203.0.113.2', ADMIN.password)).statusCode, 201)
    await sql`delete from sign_in_failures`.execute(api.database.db)
  })

  test('count all spellings of an e-mail that the database takes for one', async () => {
    const { db } = api.database
    await sql`update users set email = 'ida@example.com' where email = ${ADMIN.email}`.execute(db)
    const { rows } = await sql<{ same: boolean }>`select lower('İ') = 'i' as same`.execute(db)
    for (let i = 0; i < 10; i++) await post({ email: 'ida@example.com', password: 'wrong' })
    const other = await post({ email: 'İda@example.com', password: ADMIN.password })
    await sql`update users set email = ${ADMIN.email} where email = 'ida@example.com'`.execute(db)
    await sql`delete from sign_in_failures`.execute(db)
    assert.equal(other.statusCode, rows[0]?.same ? 429 : 401)
  })

  test('stop one address that tries many e-mails', async () => {
    for (let i = 0; i < 60; i++) await post({ email: `user${i}@example.com`, password: 'x' })
    assert.equal((await post({ email: 'other@example.com', password: 'x' })).statusCode, 429)
    await sql`delete from sign_in_failures`.execute(api.database.db)
  })
})

describe('a session', () => {
  const rename = (headers: Record<string, string>) =>
    api.app.inject({
      method: 'POST',
      url: '/api/v1/api_keys',
      headers,
      payload: { data: { type: 'api_keys', attributes: { name: 'k', permissions: ['sources'] } } },
    })

  test('changes something only with its CSRF token, from its own page', async () => {
    const { headers } = await api.signIn()
    const { cookie } = headers
    assert.equal((await rename(headers)).statusCode, 201)
    assert.equal((await rename({ cookie })).statusCode, 403)
    assert.equal((await rename({ cookie, 'x-csrf-token': 'wrong' })).statusCode, 403)
    const other = await api.signIn()
    const mixed = { cookie, 'x-csrf-token': other.headers['x-csrf-token'] }
    assert.equal((await rename(mixed)).statusCode, 403)
    assert.equal((await rename({ ...headers, origin: 'https://evil.example' })).statusCode, 403)
    assert.equal((await rename({ ...headers, 'sec-fetch-site': 'same-site' })).statusCode, 403)
  })

  test('does not stand in for a wrong key', async () => {
    const { headers } = await api.signIn()
    const answer = await whoAmI({ ...headers, authorization: `Bearer ak_${'0'.repeat(64)}` })
    assert.equal(answer.statusCode, 401)
  })

  test('ends on signing out', async () => {
    const { headers } = await api.signIn()
    const out = await api.app.inject({ method: 'DELETE', url: '/api/v1/session', headers })
    assert.equal(out.statusCode, 200)
    assert.match(String(out.headers['set-cookie']), /^vitrine_session=; Max-Age=0/)
    assert.equal((await whoAmI(headers)).statusCode, 401)
  })

  test('ends when it was not used, and moves its end while it is', async () => {
    const { headers } = await api.signIn()
    const age = (days: number) =>
      sql`update browser_sessions set expires_at = expires_at - make_interval(days => ${days})`.execute(
        api.database.db,
      )
    assert.equal((await whoAmI(headers)).headers['set-cookie'], undefined)
    await age(13)
    const renewed = await whoAmI(headers)
    assert.match(String(renewed.headers['set-cookie']), /Max-Age=1209600/)
    await age(13)
    assert.equal((await whoAmI(headers)).statusCode, 200)
    await age(15)
    assert.equal((await whoAmI(headers)).statusCode, 401)
  })

  test('that changes the password ends all others', async () => {
    const [here, there] = [await api.signIn(), await api.signIn()]
    const change = (current_password: string, new_password: string) =>
      api.app.inject({
        method: 'PATCH',
        url: '/api/v1/session/password',
        headers: here.headers,
        payload: { data: { type: 'sessions', attributes: { current_password, new_password } } },
      })
    const wrong = await change('wrong', 'battery staple')
    assert.equal(wrong.statusCode, 403)
    assert.equal(wrong.json().errors[0].source.pointer, '/data/attributes/current_password')
    assert.equal((await change(ADMIN.password, 'short')).statusCode, 400)
    assert.equal((await change(ADMIN.password, 'battery staple')).statusCode, 200)
    assert.equal((await whoAmI(here.headers)).statusCode, 200)
    assert.equal((await whoAmI(there.headers)).statusCode, 401)
    assert.equal((await post(ADMIN)).statusCode, 401)
    const next = { email: ADMIN.email, password: 'battery staple' }
    assert.equal((await post(next)).statusCode, 201)
    assert.equal((await change('battery staple', ADMIN.password)).statusCode, 200)
  })
})

describe('a signed-in person', () => {
  const ask = async (
    method: 'GET' | 'PATCH' | 'DELETE',
    path: string,
    headers: Record<string, string>,
    attributes?: object,
  ) => {
    const answer = await api.app.inject({
      method,
      url: `/api/v1/session${path}`,
      headers,
      ...(attributes && { payload: { data: { type: 'sessions', attributes } } }),
    })
    return { status: answer.statusCode, ...answer.json() }
  }

  test('changes their own name', async () => {
    const { headers } = await api.signIn()
    const named = await ask('PATCH', '', headers, { name: ' Ada ' })
    assert.equal(named.data.attributes.user.name, 'Ada')
    assert.equal((await whoAmI(headers)).json().data.attributes.user.name, 'Ada')
    assert.equal((await ask('PATCH', '', headers, { email: 'x@example.com' })).status, 400)
    assert.equal((await ask('PATCH', '', headers, { name: null })).data.attributes.user.name, null)
  })

  test('sees where they are signed in, and signs out elsewhere', async () => {
    const { headers } = await api.signIn()
    await ask('DELETE', '/browsers', headers)
    const attributes = ADMIN
    const phone = await post(attributes, { 'user-agent': `Firefox/1 ${'x'.repeat(400)}` })
    const tablet = await api.signIn()
    const { data } = await ask('GET', '/browsers', headers)
    const rows = data.map((one: { attributes: object }) => one.attributes)
    assert.deepEqual(
      rows.map((one: { is_current: boolean }) => one.is_current),
      [true, false, false],
    )
    const agents = rows.map((one: { user_agent: string }) => one.user_agent)
    assert.ok(
      agents.some((agent: string) => agent.startsWith('Firefox/1 ') && agent.length === 300),
    )
    const [, other] = data
    assert.equal((await ask('DELETE', `/browsers/${other.id}`, headers)).data.length, 2)
    assert.equal((await ask('DELETE', `/browsers/${other.id}`, headers)).status, 404)
    assert.equal((await ask('DELETE', '/browsers', headers)).data.length, 1)
    const cookie = String(phone.headers['set-cookie']).split(';')[0] ?? ''
    assert.equal((await whoAmI({ cookie })).statusCode, 401)
    assert.equal((await whoAmI(tablet.headers)).statusCode, 401)
    assert.equal((await whoAmI(headers)).statusCode, 200)
  })

  test('who signs in again and again is signed in with the last hundred browsers', async () => {
    await sql`insert into browser_sessions (token_hash, user_id, csrf_token, expires_at)
      select sha256(n::text::bytea), u.id, '', now() + make_interval(hours => n)
      from users u, generate_series(1, 150) n where u.email = ${ADMIN.email}`.execute(
      api.database.db,
    )
    const { headers } = await api.signIn()
    assert.equal((await ask('GET', '/browsers', headers)).data.length, 100)
    assert.equal((await ask('DELETE', '/browsers', headers)).data.length, 1)
  })

  test('ends no session of somebody else, and a key has none', async () => {
    const body = { email: 'eve@example.com', password: 'eves password', permissions: [] }
    await api.app.inject({
      method: 'POST',
      url: '/api/v1/users',
      headers: { authorization: `Bearer ${api.apiKey}` },
      payload: { data: { type: 'users', attributes: body } },
    })
    const eve = await api.signIn(body)
    const ada = await api.signIn()
    const { data } = await ask('GET', '/browsers', ada.headers)
    assert.equal((await ask('DELETE', `/browsers/${data[0].id}`, eve.headers)).status, 404)
    assert.equal((await whoAmI(ada.headers)).statusCode, 200)
    const key = { authorization: `Bearer ${api.apiKey}` }
    assert.equal((await ask('GET', '/browsers', key)).status, 403)
  })
})
