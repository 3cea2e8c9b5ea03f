import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { z } from 'zod'
import type { Permission } from '../../contract/resources.ts'
import { PERMISSIONS } from '../identity/principal.ts'
import { type Endpoint, endpoint } from './routes.ts'
import { startTestApi, type TestApi } from './test-api.ts'

const NOTE = { type: 'notes', attributes: z.object({}) }

/** One endpoint for each permission, and one that needs two. */
function guardedEndpoints(): Endpoint[] {
  const needed: Permission[][] = [...PERMISSIONS.map((one) => [one]), ['asset_edit', 'asset_purge']]
  return needed.map((permissions) =>
    endpoint({
      method: 'GET',
      path: `/guarded/${permissions.join('/')}`,
      operationId: `get-${permissions.join('-')}`,
      tag: 'Guarded',
      summary: 'Answers',
      permissions,
      answer: { resource: NOTE },
      async handle() {
        return { data: { id: '1', type: 'notes', attributes: {} } }
      },
    }),
  )
}

let api: TestApi
before(async () => {
  api = await startTestApi({ publicUrl: 'https://assets.example', endpoints: guardedEndpoints })
})
after(async () => await api.close())

const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

describe('a key', () => {
  test('that is missing, unknown, malformed or of another scheme is the same 401', async () => {
    const headers = [
      {},
      bearer(`ak_${'0'.repeat(64)}`),
      bearer('ak_short'),
      bearer(`${api.apiKey}0`),
      bearer(api.apiKey.toUpperCase()),
      { authorization: '' },
      { authorization: api.apiKey },
      { authorization: `Basic ${btoa(`${api.apiKey}:`)}` },
    ]
    const bodies = await Promise.all(
      headers.map(async (one) => {
        const answer = await api.app.inject({ url: '/api/v1/users', headers: one })
        assert.equal(answer.statusCode, 401)
        const body = answer.json()
        assert.match(body.errors[0].id, /^[0-9a-f]{32}$/)
        assert.equal(body.errors[0].id, answer.headers['x-request-id'])
        delete body.errors[0].id
        return body
      }),
    )
    for (const body of bodies) assert.deepEqual(body, bodies[0])
    assert.equal(bodies[0].meta.authentication.authorized, false)
  })

  test('is known by its owner and notes when it was used, not more than once a minute', async () => {
    const lastUsed = async () => {
      const answer = await api.app.inject({ url: '/api/v1/api_keys', headers: bearer(api.apiKey) })
      assert.equal(answer.json().meta.authentication.tag, 'ada@example.com')
      const row = await api.database.db
        .selectFrom('api_keys')
        .select('last_used_at')
        .where('name', '=', 'API_KEY')
        .executeTakeFirstOrThrow()
      return row.last_used_at?.getTime() ?? 0
    }
    const first = await lastUsed()
    assert.equal(await lastUsed(), first)
    const longAgo = new Date(first - 61_000)
    await api.database.db.updateTable('api_keys').set({ last_used_at: longAgo }).execute()
    assert.ok((await lastUsed()) >= first)
  })
})

test('every route × every permission: the key passes exactly when it has what the route needs', async () => {
  const included: Record<Permission, Permission[]> = {
    account_admin: [...PERMISSIONS],
    analytics: ['analytics'],
    sources: ['sources'],
    asset_purge: ['asset_purge'],
    asset_browse: ['asset_browse'],
    asset_edit: ['asset_edit', 'asset_browse'],
  }
  for (const permission of PERMISSIONS) {
    const headers = bearer(await api.keyWith([permission]))
    for (const { method, path, permissions, public: isPublic } of api.endpoints) {
      if (isPublic) continue
      const url = `/api/v1${path.replace(':id', '00000000-0000-4000-8000-000000000000')}`
      const answer = await api.app.inject({ method, url, headers })
      const passes = permissions.every((one) => included[permission].includes(one))
      const told = `${permission}: ${method} ${path} → ${answer.statusCode}`
      assert.notEqual(answer.statusCode, 401, told)
      if (!passes) assert.equal(answer.statusCode, 403, told)
      else if (permissions.length > 0) assert.notEqual(answer.statusCode, 403, told)
    }
  }
})

test('every route but the public ones wants a key', async () => {
  for (const { method, path, public: isPublic } of api.endpoints) {
    const answer = await api.app.inject({ method, url: `/api/v1${path}` })
    assert.equal(answer.statusCode === 401, isPublic !== true, `${method} ${path}`)
  }
})

describe('with https', () => {
  test('the cookie is for https and this host alone', async () => {
    const { answer, headers } = await api.signIn()
    const cookie = String(answer.headers['set-cookie'])
    assert.match(cookie, /^__Host-vitrine_session=.*; Path=\/; .*SameSite=Lax; Secure$/)
    const me = await api.app.inject({ url: '/api/v1/session', headers })
    assert.equal(me.statusCode, 200)
    const plain = { cookie: headers.cookie.replace('__Host-', '') }
    assert.equal((await api.app.inject({ url: '/api/v1/session', headers: plain })).statusCode, 401)
  })

  test('the page of PUBLIC_URL is its own page, whatever the proxy calls the host', async () => {
    const { headers } = await api.signIn()
    const own = { ...headers, origin: 'https://assets.example', host: 'inner:3000' }
    const out = await api.app.inject({ method: 'DELETE', url: '/api/v1/session', headers: own })
    assert.equal(out.statusCode, 200)
  })
})

describe('CORS', () => {
  test('answers preflights of any origin, for known paths', async () => {
    const answer = await api.app.inject({
      method: 'OPTIONS',
      url: '/api/v1/users/5?x=1',
      headers: {
        origin: 'https://app.contentful.com',
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization,content-type,x-imgix-plugin',
      },
    })
    assert.equal(answer.statusCode, 204)
    assert.equal(answer.headers['access-control-allow-origin'], '*')
    assert.equal(answer.headers['access-control-allow-methods'], 'PATCH, DELETE, OPTIONS')
    const allowed = String(answer.headers['access-control-allow-headers']).toLowerCase()
    for (const name of ['authorization', 'content-type', 'x-imgix-plugin', 'user-agent']) {
      assert.ok(allowed.includes(name), name)
    }
    assert.equal((await api.app.inject({ method: 'OPTIONS', url: '/api/v1/no' })).statusCode, 404)
  })

  test('lets any page read answers and errors, and never with credentials', async () => {
    const origin = 'https://app.contentful.com'
    for (const headers of [{ origin, ...bearer(api.apiKey) }, { origin }]) {
      const answer = await api.app.inject({ url: '/api/v1/users', headers })
      assert.equal(answer.headers['access-control-allow-origin'], '*')
      assert.equal(answer.headers['access-control-allow-credentials'], undefined)
    }
  })
})
