import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeChecks } from './server-check.ts'

const HEALTH = {
  status: 'ok',
  database: { status: 'ok', latency_ms: 0.4, version: '18', size_bytes: 1 },
  queue: { status: 'ok', running: 0, waiting: 0, failed: 0, date_supervised: 1 },
  disk: { status: 'ok', free_bytes: 212e9, total_bytes: 500e9 },
} as const

test('what works and what does not is told by name', () => {
  assert.deepEqual(describeChecks(HEALTH), [
    ['Database', 'Connected, 1 ms'],
    ['Jobs', 'Works'],
    ['Free disk', '212 GB'],
  ])
  const disk = { ...HEALTH.disk, status: 'warning', free_bytes: 15e9 } as const
  assert.deepEqual(describeChecks({ ...HEALTH, disk })[2], ['Free disk', '15 GB, low'])
  const queue = { ...HEALTH.queue, status: 'failed' } as const
  assert.deepEqual(describeChecks({ ...HEALTH, queue, disk: null }), [
    ['Database', 'Connected, 1 ms'],
    ['Jobs', 'Needs a look'],
  ])
})
