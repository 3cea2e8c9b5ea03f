import assert from 'node:assert/strict'
import { argon2Sync } from 'node:crypto'
import { describe, test } from 'node:test'
import { isFailure } from '../lib/failures.ts'
import { hashPassword, verifyPassword } from './password.ts'

describe('password', () => {
  test('is kept as an argon2id PHC string with a salt of its own', async () => {
    const [one, two] = await Promise.all([
      hashPassword('correct horse'),
      hashPassword('correct horse'),
    ])
    assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    assert.notEqual(one, two)
    assert.deepEqual(await verifyPassword('correct horse', one), { matches: true, outdated: false })
    assert.equal((await verifyPassword('Correct horse', one)).matches, false)
    assert.equal((await verifyPassword('correct horse', null)).matches, false)
  })

  test('is the same however its characters were typed', async () => {
    const stored = await hashPassword('Zo\u00eb\u2019s password')
    assert.equal((await verifyPassword('Zoe\u0308\u2019s password', stored)).matches, true)
  })

  test('of older parameters still fits, and asks to be hashed again', async () => {
    const nonce = Buffer.alloc(16, 7)
    const cost = { memory: 64, passes: 1, parallelism: 1, tagLength: 32 }
    const hash = argon2Sync('argon2id', { message: 'old', nonce, ...cost })
    const text = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')
    const stored = `$argon2id$v=19$m=64,t=1,p=1$${text(nonce)}$${text(hash)}`
    assert.deepEqual(await verifyPassword('old', stored), { matches: true, outdated: true })
  })

  test('hashes a crowd one after the other, and turns away what is too much', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 60 }, () => verifyPassword('x', null)),
    )
    const refused = results.filter(({ status }) => status === 'rejected')
    assert.equal(refused.length, 8)
    for (const one of refused) {
      assert.ok(one.status === 'rejected' && isFailure(one.reason, 'overloaded'))
    }
    assert.equal((await verifyPassword('x', null)).matches, false)
  })
})
