import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startSingleFlight } from './single-flight.ts'

test('who comes while work is under way gets its result', async () => {
  const once = startSingleFlight<number>()
  const { promise, resolve } = Promise.withResolvers<void>()
  let runs = 0
  const work = async () => {
    runs += 1
    await promise
    return runs
  }
  const all = [once('a', work), once('a', work), once('a', work)]
  const other = once('b', async () => 7)
  assert.equal(await other, 7)
  resolve()
  assert.deepEqual(await Promise.all(all), [1, 1, 1])
  assert.equal(await once('a', work), 2)
})

test('a failure is shared and not kept', async () => {
  const once = startSingleFlight<string>()
  const fail = async () => {
    throw new Error('no')
  }
  const both = await Promise.allSettled([once('a', fail), once('a', fail)])
  assert.deepEqual(
    both.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  assert.equal(await once('a', async () => 'yes'), 'yes')
})
