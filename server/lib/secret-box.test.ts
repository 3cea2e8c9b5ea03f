import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { isFailure } from './failures.ts'
import { secretBox } from './secret-box.ts'

const refused = (error: unknown) => isFailure(error, 'internal')

test('gives back what was put in, and never the same bytes twice', () => {
  const box = secretBox(randomBytes(32))
  for (const secret of ['', 'p', 'ключ 🔑', 'x'.repeat(10_000)]) {
    const sealed = box.seal(secret, 'source/a')
    assert.equal(box.open(sealed, 'source/a'), secret)
    assert.notDeepEqual(sealed, box.seal(secret, 'source/a'))
  }
  assert.ok(!box.seal('a long secret', 'source/a').includes('long'))
})

test('refuses another purpose, another key, and every changed byte', () => {
  const box = secretBox(randomBytes(32))
  const sealed = box.seal('secret', 'source/a')
  assert.throws(() => box.open(sealed, 'source/b'), refused)
  assert.throws(() => secretBox(randomBytes(32)).open(sealed, 'source/a'), refused)
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    assert.throws(() => box.open(changed, 'source/a'), refused, `byte ${at}`)
  }
  assert.throws(() => box.open(sealed.subarray(0, 20), 'source/a'), refused)
})

test('wants a key of 32 bytes', () => assert.throws(() => secretBox(randomBytes(16)), refused))
