import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import fastify, { type FastifyInstance } from 'fastify'
import { makeSource } from '../catalog/fixtures.ts'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { type Queue, startQueue } from '../jobs/queue.ts'
import { logRequests, logServerOptions } from '../lib/log.ts'
import {
  cephRecord,
  eventGridEvent,
  eventGridValidation,
  s3Record,
} from '../notifications/payloads.ts'
import { apiRoutes } from './routes.ts'
import { apiServerOptions } from './server-options.ts'
import { sourceEventRoutes } from './source-events.ts'

let database: TestDatabase
let queue: Queue
let app: FastifyInstance
let source: { id: number; publicId: string }
let url = ''
const log: string[] = []

before(async () => {
  database = await createTestDatabase()
  queue = await startQueue(database.url, { supervise: false, onError: () => {} })
  const { db } = database
  const server = { version: '0.0.0', commit: 'test' }
  app = fastify({
    ...logServerOptions({ level: 'debug', stream: { write: (line) => log.push(line) } }),
    ...apiServerOptions(server),
  })
  logRequests(app)
  apiRoutes(app, { db, publicUrl: null, server }, [])
  const fetchText = async (asked: URL) => assert.fail(`asked for ${asked}`)
  sourceEventRoutes(app, { db, enqueue: queue.enqueue, server, fetchText })
})
after(async () => {
  await app.close()
  await queue.close()
  await database.close()
})
beforeEach(async () => {
  source = await makeSource(database.db)
  url = `/api/v1/sources/${source.publicId}/events/${await tokenOf(source.id)}`
  await database.pool.query('delete from pgboss.job')
})

async function tokenOf(id: number): Promise<string> {
  const query = database.db.selectFrom('sources').select('events_token').where('id', '=', id)
  return (await query.executeTakeFirstOrThrow()).events_token
}

async function deploy(deployment: object): Promise<void> {
  await database.pool.query('update sources set deployment = $2 where id = $1', [
    source.id,
    deployment,
  ])
}

async function post(payload: unknown, type = 'application/json', to = url) {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
  return await app.inject({
    method: 'POST',
    url: to,
    headers: { 'content-type': type },
    payload: text,
  })
}

async function hints(): Promise<string[]> {
  const query = database.db.selectFrom('file_hints').select('origin_path')
  const rows = await query.where('source_id', '=', source.id).orderBy('origin_path').execute()
  return rows.map(({ origin_path }) => origin_path)
}

async function jobs(): Promise<string[]> {
  const { rows } = await database.pool.query(
    `select name || ' ' || (data ->> 'sourceId') as job from pgboss.job order by 1`,
  )
  return rows.map(({ job }) => job)
}

describe('where notifications arrive', () => {
  test('objects of the Source are looked at, all others are none of its business', async () => {
    await deploy({ type: 's3', s3_bucket: 'pictures', s3_prefix: '/shop/2026/' })
    const elsewhere = s3Record('shop/2026/no.jpg')
    elsewhere.s3.bucket.name = 'other'
    const keys = ['shop/2026/a+b.jpg', 'shop/2026/%F0%9F%99%82.jpg', 'shop/2025/no.jpg']
    const awkward = ['shop/2026/folder/', 'shop/2026/', 'shop/2026/../up.jpg', 'shop/2026/%00']
    const Records = [...[...keys, ...awkward].map((key) => s3Record(key)), elsewhere]
    const answer = await post({ Records }, 'text/plain; charset=UTF-8')
    assert.equal(answer.statusCode, 200)
    assert.deepEqual(await hints(), ['a b.jpg', '🙂.jpg'])
    assert.deepEqual(await jobs(), [`look-at-files ${source.id}`])
  })

  test('a swarm about one file is one look', async () => {
    await deploy({ type: 's3_compatible', bucket_name: 'pictures' })
    const swarm = Array.from({ length: 30 }, () => post({ Records: [cephRecord('a.jpg')] }))
    for (const { statusCode } of await Promise.all(swarm)) assert.equal(statusCode, 200)
    assert.deepEqual(await hints(), ['a.jpg'])
    assert.deepEqual(await jobs(), [`look-at-files ${source.id}`])
  })

  test('when too many wait, all of the Origin is listed instead', async () => {
    await deploy({ type: 'azure', azure_bucket: 'pictures' })
    await database.pool.query(
      `insert into file_hints (source_id, origin_path)
       select $1, 'p' || n from generate_series(1, 50000) as n`,
      [source.id],
    )
    assert.equal((await post([eventGridEvent('new.jpg')])).statusCode, 200)
    assert.equal((await hints()).length, 50_000)
    assert.deepEqual(await jobs(), [`list-origin ${source.id}`])
  })

  test('Event Grid is answered by event and by OPTIONS', async () => {
    const answer = await post([eventGridValidation])
    assert.deepEqual(answer.json(), {
      validationResponse: eventGridValidation.data.validationCode,
    })
    const headers = { 'webhook-request-origin': 'eventgrid.azure.net' }
    const handshake = await app.inject({ method: 'OPTIONS', url, headers })
    assert.equal(handshake.statusCode, 200)
    assert.equal(handshake.headers['webhook-allowed-origin'], 'eventgrid.azure.net')
    assert.equal(handshake.headers['webhook-allowed-rate'], '*')
  })

  test('a wrong token is as good as a wrong id', async () => {
    const { publicId } = source
    const token = await tokenOf(source.id)
    const other = await makeSource(database.db)
    const wrong = [
      [publicId, `${token}x`],
      [publicId, token.slice(1)],
      [publicId, await tokenOf(other.id)],
      ['f'.repeat(24), token],
      ['nonsense', token],
    ].map(([sid, secret]) => `/api/v1/sources/${sid}/events/${secret}`)
    for (const to of wrong) {
      const answer = await post({ Records: [s3Record('a.jpg')] }, 'application/json', to)
      assert.equal(answer.statusCode, 404)
      assert.equal(answer.json().errors[0].detail, 'There is nothing at this address.')
      assert.equal((await app.inject({ method: 'OPTIONS', url: to })).statusCode, 404)
    }
    assert.deepEqual(await hints(), [])
  })

  test('a Source that is being deleted hears nothing', async () => {
    await database.pool.query('update sources set deleted_at = now() where id = $1', [source.id])
    assert.equal((await post({ Records: [s3Record('a.jpg')] })).statusCode, 404)
  })

  const bad: [what: string, body: string, status: number][] = [
    ['nothing', '', 400],
    ['no JSON', 'Records=1', 400],
    ['no notification', '{}', 400],
    ['depths', '['.repeat(100_000) + ']'.repeat(100_000), 400],
    ['too much', JSON.stringify({ Records: [], x: 'x'.repeat(256 * 1024) }), 413],
    ['too many records', JSON.stringify({ Records: Array(1001).fill({}) }), 413],
    ['an unsigned envelope', JSON.stringify({ Type: 'Notification', TopicArn: 'a' }), 403],
  ]
  for (const [what, body, status] of bad) {
    test(`${what} is refused`, async () => {
      const answer = await post(body)
      assert.equal(answer.statusCode, status)
      assert.equal(answer.headers['content-type'], 'application/vnd.api+json')
    })
  }

  test('the token is in no log', async () => {
    await post({})
    const token = await tokenOf(source.id)
    assert.ok(log.some((line) => line.includes('/events/[hidden]')))
    assert.deepEqual(
      log.filter((line) => line.includes(token)),
      [],
    )
  })
})
