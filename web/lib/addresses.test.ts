import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOwnAddress, readFrom } from './addresses.ts'

test('an address that was kept leads into this app, or nowhere', () => {
  for (const own of ['/', '/s/abc?q=//x', '/s/abc/asset/https%3A%2F%2Fx', '/settings#there']) {
    assert.ok(isOwnAddress(own), own)
    assert.equal(readFrom({ from: own }), own)
  }
  const others = [
    '//x.example',
    '/\\x.example',
    '/\t/x.example',
    'https://x.example',
    'javascript:1',
    '',
  ]
  for (const other of [...others, undefined, 1]) {
    assert.ok(!isOwnAddress(other), String(other))
    assert.equal(readFrom({ from: other }), '/')
  }
  assert.equal(readFrom(null), '/')
})
