import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readRetryAfter } from './explain-status.ts'
import { openGate, secondsToMidnight } from './gate.ts'
import { ProviderFailure, quote, type TroubleKind } from './provider-failure.ts'

const { signal } = new AbortController()

async function failureOf(passing: Promise<unknown>): Promise<ProviderFailure> {
  const error = await passing.then(
    () => assert.fail('It passed'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof ProviderFailure, String(error))
  return error
}

test('so many at a time, in order of arrival', async () => {
  const gate = openGate({ concurrency: 2, spend: async () => true })
  const ends = Array.from({ length: 5 }, () => Promise.withResolvers<void>())
  const begun: number[] = []
  const all = ends.map((end, at) =>
    gate.pass(async () => {
      begun.push(at)
      await end.promise
      if (at === 1) throw new Error('one fails')
      return at
    }, signal),
  )
  const ended = Promise.allSettled(all)
  await turn()
  assert.deepEqual(begun, [0, 1])
  ends[1]?.resolve()
  await turn()
  assert.deepEqual(begun, [0, 1, 2])
  for (const end of ends) end.resolve()
  const values = (await ended).map((result) =>
    result.status === 'fulfilled' ? result.value : null,
  )
  assert.deepEqual(values, [0, null, 2, 3, 4])
})

test('whoever waits may give up, and takes no place', async () => {
  const gate = openGate({ concurrency: 1, spend: async () => true })
  const first = Promise.withResolvers<void>()
  const running = gate.pass(() => first.promise, signal)
  const stop = new AbortController()
  const waiting = gate.pass(() => assert.fail('It was asked'), stop.signal)
  const next = gate.pass(async () => 'next', signal)
  stop.abort(new Error('enough'))
  await assert.rejects(waiting, /enough/)
  first.resolve()
  await running
  assert.equal(await next, 'next')
})

/** Until everything that can go on has gone on. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

test('a budget that is used up lets nobody pass, and is not asked for again', async () => {
  let left = 1
  let spent = 0
  const spend = async () => {
    spent += 1
    left -= 1
    return left >= 0
  }
  const gate = openGate({ concurrency: 1, spend })
  await gate.pass(async () => {}, signal)
  const first = await failureOf(gate.pass(() => assert.fail('It was asked'), signal))
  const second = await failureOf(gate.pass(() => assert.fail('It was asked'), signal))
  for (const failure of [first, second]) {
    assert.equal(failure.kind, 'budget')
    const seconds = failure.retryAfterSeconds ?? 0
    assert.ok(seconds > 0 && seconds <= 86_400, String(seconds))
  }
  assert.equal(spent, 2)
})

test('a day ends at midnight UTC', () => {
  assert.equal(secondsToMidnight(new Date('2026-02-28T23:59:59.500Z')), 1)
  assert.equal(secondsToMidnight(new Date('2026-02-28T00:00:00Z')), 86_400)
})

describe('what would only happen again is not asked again at once', () => {
  const cases: [kind: TroubleKind, failuresUntilPause: number][] = [
    ['key', 1],
    ['model', 1],
    ['busy', 1],
    ['slow', 3],
    ['unreachable', 3],
    ['crash', 3],
  ]
  for (const [kind, failuresUntilPause] of cases) {
    test(kind, async () => {
      const gate = openGate({ concurrency: 1, spend: async () => true })
      let asked = 0
      const ask = async () => {
        asked += 1
        throw new ProviderFailure(kind, 'It failed.')
      }
      for (let at = 0; at < failuresUntilPause + 3; at += 1) {
        const failure = await failureOf(gate.pass(ask, signal))
        assert.deepEqual([failure.kind, failure.detail], [kind, 'It failed.'])
      }
      assert.equal(asked, failuresUntilPause)
    })
  }

  test('a refusal is of one picture', async () => {
    const gate = openGate({ concurrency: 1, spend: async () => true })
    for (const kind of [
      'refused',
      'unusable',
      'slow',
      'slow',
      'refused',
      'slow',
      'slow',
    ] as const) {
      const ask = () => Promise.reject(new ProviderFailure(kind, kind))
      assert.equal((await failureOf(gate.pass(ask, signal))).detail, kind)
    }
    assert.equal(await gate.pass(async () => 'fine', signal), 'fine')
  })
})

test('Retry-After is seconds or a date, within a day', () => {
  const now = Date.parse('2026-03-01T12:00:00Z')
  const cases: [string | undefined, number | null][] = [
    [undefined, null],
    ['', null],
    ['soon', null],
    ['12', 12],
    ['0.2', 1],
    ['0', 1],
    ['1e9', null],
    ['99999999999', 86_400],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 30],
    ['Sun, 01 Mar 2020 12:00:30 GMT', 1],
  ]
  for (const [header, seconds] of cases) assert.equal(readRetryAfter(header, now), seconds, header)
})

test('what a provider says is repeated in one line, in short, and without the key', () => {
  assert.equal(quote('a\r\n\u0000b  c', null), '“a b c”')
  assert.equal(quote('your key k-1 and k-1', 'k-1'), '“your key … and …”')
  assert.equal(quote('x'.repeat(1000), null).length, 203)
})
