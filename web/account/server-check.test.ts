import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeChecks, readChecks } from './server-check.ts'

test('what works and what does not is told by name', () => {
  const checks = readChecks({
    status: 'not ready',
    checks: { database: 'ok', queue: 'Gone.', x: 'ok' },
  })
  assert.deepEqual(describeChecks(checks), [
    { name: 'Database', isOk: true, text: 'Works' },
    { name: 'Jobs', isOk: false, text: 'Gone.' },
    { name: 'x', isOk: true, text: 'Works' },
  ])
})

test('the answer of somebody else is none', () => {
  for (const answer of [null, 'ok', {}, { checks: null }]) assert.throws(() => readChecks(answer))
})
