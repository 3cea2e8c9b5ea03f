import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describePace, describeTrouble, shareDone, sumProgress } from './progress.ts'

const idle = {
  waiting: 0,
  retrying: 0,
  failed: 0,
  lacking: 0,
  durations: [],
  rate: null,
  seconds_left: null,
  troubles: [],
}

test('several sources are one number', () => {
  const sum = sumProgress([
    idle,
    { ...idle, waiting: 1200, rate: 0.5, seconds_left: 1900, retrying: 12 },
    { ...idle, waiting: 4, rate: 0.14, seconds_left: 60, failed: 1 },
  ])
  assert.equal(sum.waiting, 1204)
  assert.equal(describePace(sum), '38 a minute, about 32 min left')
  assert.equal(describeTrouble(sum), '12 will be tried again. 1 picture could not be analysed.')
})

test('what is on by now and was not then is told', () => {
  assert.match(describeTrouble({ ...idle, lacking: 7 }), /^7 pictures not looked at/)
  assert.match(describeTrouble({ ...idle, lacking: 10_000 }), /^10,000 pictures or more not/)
})

test('where nothing goes on, nothing is said', () => {
  const sum = sumProgress([idle])
  assert.deepEqual([describePace(sum), describeTrouble(sum)], ['', ''])
  assert.equal(describePace({ ...sum, rate: 0.001 }), '1 a minute')
})

test('the bar stands between nothing and all', () => {
  assert.equal(shareDone({ ...idle, waiting: 25, failed: 25 }, 100), 0.5)
  assert.equal(shareDone({ ...idle, waiting: 200 }, 100), 0)
  assert.equal(shareDone(idle, 100), 1)
  assert.equal(shareDone(idle, 0), null)
})
