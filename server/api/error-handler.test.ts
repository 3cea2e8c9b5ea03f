import assert from 'node:assert/strict'
import { test } from 'node:test'
import fastify from 'fastify'
import { openDatabase } from '../db/connection.ts'
import { apiRoutes } from './routes.ts'
import { userEndpoints } from './users.ts'

test('while the database is away, answers say so and when to come again', async () => {
  const { db, close } = openDatabase('postgres://nobody@127.0.0.1:1/nothing')
  const app = fastify()
  const server = { version: '0', commit: 'test' }
  apiRoutes(app, { db, publicUrl: null, server }, userEndpoints({ db }))
  const headers = { authorization: `Bearer ak_${'0'.repeat(64)}` }
  const answer = await app.inject({ url: '/api/v1/users', headers })
  assert.equal(answer.statusCode, 503)
  assert.equal(answer.headers['retry-after'], '5')
  assert.ok(!answer.body.includes('127.0.0.1'))
  await app.close()
  await close()
})
