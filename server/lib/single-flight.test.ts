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

test('work is given up when all its callers have gone, and begun anew for the next', async () => {
  const once = startSingleFlight<string>()
  const [first, second] = [new AbortController(), new AbortController()]
  const signals: AbortSignal[] = []
  const work = (signal: AbortSignal) => {
    signals.push(signal)
    const { promise, reject } = Promise.withResolvers<string>()
    signal.addEventListener('abort', () => reject(signal.reason))
    return promise
  }
  const both = [once('a', work, first.signal), once('a', work, second.signal)]
  first.abort(new Error('gone'))
  assert.equal(signals[0]?.aborted, false)
  second.abort(new Error('gone, too'))
  for (const one of both) await assert.rejects(one, /gone, too/)
  assert.equal(await once('a', async () => 'anew'), 'anew')
  const left = once('a', work, first.signal)
  await assert.rejects(left, /gone/)
  assert.equal(signals.length, 2)
})

test('work goes on for a caller who cannot leave', async () => {
  const once = startSingleFlight<string>()
  const leaving = new AbortController()
  const { promise, resolve } = Promise.withResolvers<string>()
  const all = [once('a', () => promise, leaving.signal), once('a', () => promise)]
  leaving.abort()
  const joined = once('a', async () => 'another')
  resolve('done')
  assert.deepEqual(await Promise.all([...all, joined]), ['done', 'done', 'done'])
})
