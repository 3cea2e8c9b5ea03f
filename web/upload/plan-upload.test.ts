import assert from 'node:assert/strict'
import { test } from 'node:test'
import { joinChecks, planUpload } from './plan-upload.ts'

const limits = { max_bytes: 5_000, parts_from_bytes: 100 }
const nothing = joinChecks([])

test('every file is judged by path and size', () => {
  const files = [
    { path: 'a.jpg', bytes: 10 },
    { path: 'taken.jpg', bytes: 10 },
    { path: 'b.mp4', bytes: 100 },
    { path: 'huge.psd', bytes: 5_001 },
    { path: 'bad\u0000.jpg', bytes: 1 },
    { path: 'a.jpg', bytes: 11 },
    { path: 'empty.txt', bytes: 0 },
  ]
  const check = joinChecks([
    { taken: ['/x/taken.jpg'], invalid: {} },
    { taken: [], invalid: { '/x/bad\u0000.jpg': 'The path contains a NUL character.' } },
  ])
  const plan = planUpload(files, 'x', { limits, check })
  assert.deepEqual(plan.verdicts, [
    { kind: 'send', inParts: false },
    { kind: 'taken' },
    { kind: 'send', inParts: true },
    { kind: 'too_large', maxBytes: 5_000 },
    { kind: 'invalid', reason: 'The path contains a NUL character.' },
    { kind: 'twice' },
    { kind: 'send', inParts: false },
  ])
  assert.deepEqual(
    { ...plan, verdicts: null },
    { verdicts: null, sendCount: 3, sendBytes: 110, skipCount: 2, refuseCount: 2 },
  )
})

test('a Source without limits takes every size in one piece', () => {
  const free = { max_bytes: null, parts_from_bytes: null }
  const plan = planUpload([{ path: 'a', bytes: 1e12 }], '', { limits: free, check: nothing })
  assert.deepEqual(plan.verdicts, [{ kind: 'send', inParts: false }])
})

test('the same name in another folder is no clash', () => {
  const files = [
    { path: 'one/a.jpg', bytes: 1 },
    { path: 'two/a.jpg', bytes: 1 },
  ]
  assert.equal(planUpload(files, '', { limits, check: nothing }).sendCount, 2)
})
