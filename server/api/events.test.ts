import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { LiveNews } from '../../contract/live.ts'
import { eventEndpoints } from './events.ts'
import { startTestApi, type TestApi } from './test-api.ts'

let api: TestApi
const listeners = new Map<(news: LiveNews) => void, number>()
const tellAll = (news: LiveNews) => {
  for (const tell of listeners.keys()) tell(news)
}
before(async () => {
  api = await startTestApi({
    endpoints: ({ db }) =>
      eventEndpoints({
        db,
        subscribe: (accountId, tell) => {
          listeners.set(tell, accountId)
          return () => listeners.delete(tell)
        },
        onError: (error) => assert.fail(String(error)),
        aliveMs: 50,
      }),
  })
  await api.app.listen({ port: 0 })
})
after(() => api.close())

async function open(headers: Record<string, string>): Promise<IncomingMessage> {
  const { port } = api.app.server.address() as AddressInfo
  const asked = request({ port, path: '/api/v1/events', headers, agent: false })
  asked.end()
  const [answer] = await once(asked, 'response')
  answer.setEncoding('utf8')
  return answer
}

/** Reads until the text has `wanted` in it. */
async function readUntil(stream: IncomingMessage, wanted: string): Promise<string> {
  let text = ''
  for await (const part of stream.iterator({ destroyOnReturn: false })) {
    text += part
    if (text.includes(wanted)) return text
  }
  return assert.fail(`The stream ended before "${wanted}": ${text}`)
}

test('news arrive as events, between signs of life, and nothing on the way keeps them', async () => {
  const stream = await open({ authorization: `Bearer ${api.apiKey}` })
  assert.equal(stream.statusCode, 200)
  assert.equal(stream.headers['content-type'], 'text/event-stream')
  assert.equal(stream.headers['x-accel-buffering'], 'no')
  assert.match(stream.headers['cache-control'] ?? '', /no-transform/)
  assert.match(await readUntil(stream, 'event: alive'), /^retry: \d+\n\n/)
  assert.equal([...listeners.values()][0], 1)
  tellAll({ kind: 'source', source_id: 'abc' })
  await readUntil(stream, 'data: {"kind":"source","source_id":"abc"}\n\n')
  await readUntil(stream, 'event: alive')
  stream.destroy()
})

test('the stream ends with the session, and with the right to look', async () => {
  const { headers } = await api.signIn()
  const stream = await open({ cookie: headers.cookie })
  await readUntil(stream, 'alive')
  await api.app.inject({ method: 'DELETE', url: '/api/v1/session', headers })
  for await (const _rest of stream);

  const key = await api.keyWith(['asset_browse'])
  const ofKey = await open({ authorization: `Bearer ${key}` })
  await readUntil(ofKey, 'alive')
  await api.database.pool.query(
    `update api_keys set permissions = '{sources}' where name = 'test' and permissions = '{asset_browse}'`,
  )
  for await (const _rest of ofKey);
})

test('whoever may not look hears nothing', async () => {
  const key = await api.keyWith(['sources'])
  assert.equal((await open({ authorization: `Bearer ${key}` })).statusCode, 403)
  assert.equal((await open({})).statusCode, 401)
})

test('one key has so many streams at once, and gets its place back', async () => {
  const headers = { authorization: `Bearer ${await api.keyWith(['asset_browse'])}` }
  const streams = await Promise.all(Array.from({ length: 30 }, () => open(headers)))
  const refused = await open(headers)
  assert.equal(refused.statusCode, 429)
  assert.ok(Number(refused.headers['retry-after']) > 0)
  const before = listeners.size
  streams[0]?.destroy()
  while (listeners.size === before) await new Promise((resolve) => setImmediate(resolve))
  const next = await open(headers)
  assert.equal(next.statusCode, 200)
  for (const stream of [...streams, next]) stream.destroy()
})

test('who does not keep pace hears that something is missing, and nothing piles up', async () => {
  const headers = { authorization: `Bearer ${await api.keyWith(['asset_browse'])}` }
  const known = new Set(listeners.keys())
  const stream = await open(headers)
  const [tell] = [...listeners.keys()].filter((one) => !known.has(one))
  const big = 'x'.repeat(30_000)
  for (let n = 0; n < 500; n += 1) tell?.({ kind: 'bulk_edit', id: big })
  const text = await readUntil(stream, '"missed"')
  assert.ok(text.length < 500 * 30_000)
  stream.destroy()
})
