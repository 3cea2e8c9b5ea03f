import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { z } from 'zod'
import { Failure } from '../lib/failures.ts'
import { resourceBody } from './document.ts'
import { type Endpoint, endpoint, readOriginPath } from './routes.ts'
import { startTestApi, type TestApi } from './test-api.ts'

const NOTE = { type: 'notes', attributes: z.object({ heard: z.unknown() }) }
const heard = (value: unknown) => ({
  data: { id: '1', type: 'notes', attributes: { heard: value } },
})
const SID = '0123456789abcdef01234567'

/** Endpoints that say what arrived, or fail in a given way. */
function echoEndpoints(): Endpoint[] {
  const common = {
    tag: 'Notes',
    summary: 'Says what it heard',
    permissions: [],
    answer: { resource: NOTE },
  }
  return [
    endpoint({
      ...common,
      method: 'GET',
      path: '/sources/:sid/notes/*',
      aliases: ['/assets/:sid/*'],
      operationId: 'readNote',
      params: z.object({
        sid: z.string().regex(/^[0-9a-f]{24}$/),
        path: z.string().transform(readOriginPath),
      }),
      query: z.strictObject({ 'page[size]': z.coerce.number().int().max(10).optional() }),
      handle: async ({ params, query, headers }) => heard({ ...params, query, ...headers }),
    }),
    endpoint({
      ...common,
      method: 'POST',
      path: '/notes',
      operationId: 'writeNote',
      body: resourceBody(
        'notes',
        z.strictObject({ text: z.string(), tags: z.record(z.string(), z.number()).optional() }),
      ),
      status: 201,
      handle: async ({ body }) => heard(body),
    }),
    endpoint({
      ...common,
      method: 'POST',
      path: '/notes/refresh',
      operationId: 'refreshNote',
      status: 202,
      handle: async () => heard('nothing'),
    }),
    endpoint({
      ...common,
      method: 'GET',
      path: '/broken',
      operationId: 'breakDown',
      handle: async () => {
        throw new Error('a secret detail', { cause: new Error('of the database') })
      },
    }),
    endpoint({
      ...common,
      method: 'GET',
      path: '/busy',
      operationId: 'beBusy',
      handle: async () => {
        throw new Failure('overloaded', 'Too much at once.', { retryAfterSeconds: 1.2 })
      },
    }),
  ]
}

let api: TestApi
before(async () => {
  api = await startTestApi({ endpoints: echoEndpoints })
})
after(async () => await api.close())

const get = (path: string, headers: Record<string, string> = {}) =>
  api.app.inject({
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${api.apiKey}`, ...headers },
  })
const post = (path: string, payload?: string, type = 'application/vnd.api+json') =>
  api.app.inject({
    method: 'POST',
    url: `/api/v1${path}`,
    headers: {
      authorization: `Bearer ${api.apiKey}`,
      ...(type === '' ? {} : { 'content-type': type }),
    },
    ...(payload === undefined ? {} : { payload }),
  })

describe('an answer', () => {
  test('is the envelope imgix’s clients know', async () => {
    const answer = await get(`/sources/${SID}/notes/a.jpg`)
    assert.equal(answer.statusCode, 200)
    assert.equal(answer.headers['content-type'], 'application/vnd.api+json')
    assert.equal(answer.headers['cache-control'], 'no-store')
    assert.match(String(answer.headers['x-request-id']), /^[0-9a-f]{32}$/)
    const { data, ...rest } = answer.json()
    assert.equal(data.type, 'notes')
    assert.deepEqual(rest, {
      included: [],
      jsonapi: { version: '1.0' },
      meta: {
        authentication: {
          authorized: true,
          clientId: null,
          mode: 'PUBLIC_APIKEY',
          modeTitle: 'Public API Key',
          tag: 'ada@example.com',
          user: null,
        },
        server: {
          commit: 'test',
          status: { healthy: true, read_only: false, tombstone: false },
          version: '0.0.0',
        },
      },
    })
  })

  test('to HEAD has the headers alone', async () => {
    const headers = { authorization: `Bearer ${api.apiKey}` }
    const url = `/api/v1/sources/${SID}/notes/a.jpg`
    const answer = await api.app.inject({ method: 'HEAD', url, headers })
    assert.equal(answer.statusCode, 200)
    assert.equal(answer.body, '')
  })

  test('comes for If-Match and Content-Type on GET too', async () => {
    const headers = { 'if-match': '"7"', 'content-type': 'application/vnd.api+json' }
    const answer = await get(`/sources/${SID}/notes/a.jpg`, headers)
    assert.equal(answer.json().data.attributes.heard.ifMatch, '7')
  })
})

const paths: [url: string, path: string][] = [
  [`/sources/${SID}/notes/a/b%20c.jpg`, 'a/b c.jpg'],
  [`/sources/${SID}/notes/a%2Fb%20c.jpg`, 'a/b c.jpg'],
  [`/sources/${SID}/notes/100%25%2F%252F.jpg`, '100%/%2F.jpg'],
  [`/sources/${SID}/notes/%C3%A4+%3F%23&;=.jpg`, 'ä+?#&;=.jpg'],
  [`/sources/${SID}/notes/${'d/'.repeat(300)}x`, `${'d/'.repeat(300)}x`],
  [`/assets/${SID}/a/b.jpg`, 'a/b.jpg'],
  [`/assets/${SID}%2Fa%2Fb.jpg`, 'a/b.jpg'],
]
describe('an origin path', () => {
  for (const [url, path] of paths) {
    test(url.slice(0, 80), async () => {
      const answer = await get(url)
      assert.equal(answer.json().data?.attributes.heard.path, path)
    })
  }
  for (const url of ['a/%00', '%ff', '100%', '..%2Fx', 'a/..%2F..%2Fx', '%2Fx']) {
    test(`refused: ${url}`, async () => {
      const answer = await get(`/sources/${SID}/notes/${url}`)
      assert.equal(answer.statusCode, 400, answer.body)
      assert.equal(answer.headers['content-type'], 'application/vnd.api+json')
    })
  }
})

describe('a query', () => {
  test('has unknown paging members and empty parts ignored', async () => {
    const answer = await get(`/sources/${SID}/notes/a?&page[size]=3&page%5Bcursor%5D=0&page[x]=1`)
    assert.deepEqual(answer.json().data.attributes.heard.query, { 'page[size]': 3 })
  })

  test('has every wrong and unknown parameter named', async () => {
    const answer = await get(`/sources/${SID}/notes/a?page[size]=11&filter[nope]=1&sort=x`)
    assert.equal(answer.statusCode, 400)
    const named = answer
      .json()
      .errors.map((one: { source: { parameter: string } }) => one.source.parameter)
    assert.deepEqual(named.toSorted(), ['filter[nope]', 'page[size]', 'sort'])
    assert.equal((await get('/busy?anything=1')).statusCode, 400)
  })
})

const note = (attributes: object) => JSON.stringify({ data: { type: 'notes', attributes } })
const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
const bodies: [
  what: string,
  body: string | undefined,
  type: string,
  status: number,
  pointer: string | undefined,
][] = [
  ['right', note({ text: 'x' }), 'application/vnd.api+json', 201, undefined],
  ['plain JSON', note({ text: 'x' }), 'application/json; charset=utf-8', 201, undefined],
  ['missing', undefined, 'application/vnd.api+json', 400, undefined],
  ['missing with its type', undefined, '', 400, undefined],
  ['of another type', note({ text: 'x' }), 'text/plain', 415, undefined],
  ['of no type', note({ text: 'x' }), '', 415, undefined],
  ['of a broken type', note({ text: 'x' }), 'application//json', 415, undefined],
  ['cut off', '{"data":', 'application/json', 400, undefined],
  ['not UTF-8', '\u0000', 'application/json', 400, undefined],
  ['an array', '[]', 'application/json', 400, ''],
  [
    'of another resource type',
    note({ text: 'x' }).replace('notes', 'users'),
    'application/json',
    400,
    '/data/type',
  ],
  ['with a wrong member', note({ text: 5 }), 'application/json', 400, '/data/attributes/text'],
  [
    'with an unknown member',
    note({ text: 'x', 'a/b~c': 1 }),
    'application/json',
    400,
    '/data/attributes/a~1b~0c',
  ],
  ['nested deeply', `{"data":${deep}}`, 'application/json', 400, undefined],
  [
    'with __proto__',
    '{"data":{"type":"notes","attributes":{"text":"x","__proto__":{"admin":true}}}}',
    'application/json',
    400,
    '/data/attributes',
  ],
  ['with an escaped __proto__', '{"\\u005f_proto__":{}}', 'application/json', 400, ''],
  [
    'with constructor.prototype',
    note({ text: 'x', constructor: { prototype: { admin: true } } }),
    'application/json',
    400,
    '/data/attributes/constructor',
  ],
  ['with NUL', note({ text: 'a\u0000b' }), 'application/json', 400, '/data/attributes/text'],
  [
    'with half a character',
    note({ text: 'x' }).replace('"x"', '"\\ud800"'),
    'application/json',
    400,
    '/data/attributes/text',
  ],
  ['of 10 MB', note({ text: 'x'.repeat(10_000_000) }), 'application/json', 413, undefined],
]
describe('a body', () => {
  for (const [what, body, type, status, pointer] of bodies) {
    test(what, async () => {
      const answer = await post('/notes', body, type)
      assert.equal(answer.statusCode, status, answer.body)
      assert.equal(answer.headers['content-type'], 'application/vnd.api+json')
      if (status !== 201) assert.equal(answer.json().errors[0].source?.pointer, pointer)
      assert.equal(({} as { admin?: boolean }).admin, undefined)
    })
  }

  test('is not wanted by every POST: none, {} and anything are fine there', async () => {
    assert.equal((await post('/notes/refresh', undefined, '')).statusCode, 202)
    assert.equal((await post('/notes/refresh', '{}')).statusCode, 202)
    assert.equal((await post('/notes/refresh', 'x', 'text/plain')).statusCode, 202)
  })

  test('without a stated length is measured while it arrives, over a real connection', async () => {
    const { port } = new URL(await api.app.listen({ port: 0, host: '127.0.0.1' }))
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest({
        port,
        method: 'POST',
        path: '/api/v1/notes',
        headers: { authorization: `Bearer ${api.apiKey}`, 'content-type': 'application/json' },
      })
      request.on('response', (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      request.on('error', reject)
      for (let i = 0; i < 3; i++) request.write(' '.repeat(2 ** 19))
      request.end()
    })
    assert.equal(status, 413)
  })

  test('is not read at all from who may not send it', async () => {
    const payload = note({ text: 'x'.repeat(10_000_000) })
    const answer = await api.app.inject({ method: 'POST', url: '/api/v1/notes', payload })
    assert.equal(answer.statusCode, 401)
  })
})

describe('an error', () => {
  test('that nobody expected says its id and nothing else; the log has the rest', async () => {
    const answer = await get('/broken')
    assert.equal(answer.statusCode, 500)
    const { errors, jsonapi, meta } = answer.json()
    assert.deepEqual(Object.keys(errors[0]).toSorted(), ['detail', 'id', 'meta', 'status', 'title'])
    assert.equal(errors[0].status, '500')
    assert.deepEqual(jsonapi, { version: '1.0' })
    assert.deepEqual([meta.authentication.authorized, meta.authentication.tag], [false, null])
    assert.ok(!answer.body.includes('secret') && !answer.body.includes('database'))
    const line = api.log.find(
      (one) => one.includes(errors[0].id) && one.includes('a secret detail'),
    )
    assert.match(line ?? '', /of the database/)
  })

  test('that passes says when to come again', async () => {
    const answer = await get('/busy')
    assert.equal(answer.statusCode, 503)
    assert.equal(answer.headers['retry-after'], '2')
  })

  test('tells a wrong method from a wrong address and a wrong id', async () => {
    const headers = { authorization: `Bearer ${api.apiKey}` }
    const wrongMethod = await api.app.inject({ method: 'PUT', url: '/api/v1/notes', headers })
    assert.equal(wrongMethod.statusCode, 405)
    assert.equal(wrongMethod.headers.allow, 'POST, OPTIONS')
    assert.equal((await get('/notes')).statusCode, 405)
    assert.equal((await get('/nothing')).statusCode, 404)
    assert.equal((await get('')).statusCode, 404)
    assert.equal((await get('/sources/no-source/notes/a')).statusCode, 404)
    assert.equal((await get(`/sources/${'a'.repeat(5000)}/notes/a`)).statusCode, 400)
  })
})

test('the log knows every request by its id, and no secret', async () => {
  const { headers } = await api.signIn()
  await api.signIn({ email: 'ada@example.com', password: 'not the password' })
  const secret = 'feedfacefeedface'
  await get(`/sources/${SID}/notes/a?s=${secret}&X-Amz-Signature=${secret}&sig=${secret}`)
  api.app.log.info({ headers: { ...headers, authorization: `Bearer ${secret}` } }, 'headers')
  const lines = api.log.join('')
  for (const line of api.log) {
    const { reqId, msg } = JSON.parse(line)
    if (msg === 'answered') assert.match(reqId, /^[0-9a-f]{32}$/)
  }
  const cookie = headers.cookie.split('=')[1] ?? ''
  const secrets = [
    secret,
    api.apiKey,
    cookie,
    headers['x-csrf-token'],
    'correct horse',
    'not the password',
  ]
  for (const one of secrets) assert.ok(one !== '' && !lines.includes(one), one)
})
