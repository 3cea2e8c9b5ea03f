import assert from 'node:assert/strict'
import { test } from 'node:test'
import fastify from 'fastify'
import { Failure } from '../lib/failures.ts'
import { type HealthNeeds, healthRoutes } from './health.ts'

async function startApp(needs: Partial<HealthNeeds>) {
  const app = fastify()
  healthRoutes(app, { ready: {}, gauges: [], ...needs })
  app.get('/files/*', async () => 'a file')
  await app.ready()
  return app
}

test('a process that answers is live, whatever else is down', async () => {
  const app = await startApp({ ready: { database: () => Promise.reject(new Error('down')) } })
  const answer = await app.inject('/health/live')
  assert.equal(answer.statusCode, 200)
  assert.deepEqual(answer.json(), { status: 'ok' })
  await app.close()
})

test('it is ready when everything is, and else says what is not', async () => {
  let migrated = false
  const app = await startApp({
    ready: {
      database: async () => {},
      migrations: async () => {
        if (!migrated) throw new Failure('not_ready', 'Migration 002 has not run yet.')
      },
      queue: async () => {
        if (!migrated) throw new Error('a secret of the driver')
      },
    },
  })
  const early = await app.inject('/health/ready')
  assert.equal(early.statusCode, 503)
  assert.deepEqual(early.json(), {
    status: 'not ready',
    checks: {
      database: 'ok',
      migrations: 'Migration 002 has not run yet.',
      queue: 'It does not answer; the log says more.',
    },
  })
  migrated = true
  const later = await app.inject('/health/ready')
  assert.equal(later.statusCode, 200)
  assert.equal(later.json().checks.queue, 'ok')
  await app.close()
})

test('metrics have the process, the given gauges and requests by route, not by address', async () => {
  let waiting = 3
  const app = await startApp({
    gauges: [
      { name: 'vitrine_render_waiting', help: 'Renderings that wait.', read: () => waiting },
    ],
  })
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) await app.inject(`/files/${name}`)
  await app.inject('/no/such/thing')
  waiting = 5
  const answer = await app.inject('/metrics')
  assert.match(String(answer.headers['content-type']), /^text\/plain/)
  assert.match(answer.body, /^vitrine_render_waiting 5$/m)
  assert.match(answer.body, /^process_resident_memory_bytes \d/m)
  const count = 'vitrine_http_request_duration_seconds_count'
  assert.match(
    answer.body,
    new RegExp(`^${count}{method="GET",route="/files/\\*",status="200"} 3$`, 'm'),
  )
  assert.match(answer.body, new RegExp(`^${count}{method="GET",route="none",status="404"} 1$`, 'm'))
  assert.ok(!answer.body.includes('a.jpg') && !answer.body.includes('/no/such'))
  await app.close()
})
