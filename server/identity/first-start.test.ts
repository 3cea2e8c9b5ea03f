import assert from 'node:assert/strict'
import { argon2Sync, randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { openDatabase } from '../db/connection.ts'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { findKeyPrincipal } from './api-keys.ts'
import { ensureApiKey, ensureFirstUser } from './first-start.ts'
import { checkSignIn } from './sign-in.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
})
after(async () => await database.close())

test('five that start at once make one account, one user and one key', async () => {
  const key = `ak_${randomBytes(32).toString('hex')}`
  const email = 'ada@example.com'
  const starts = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const { db, close } = openDatabase(database.url, { maxConnections: 2 })
      const first = await ensureFirstUser(db, { email, password: null })
      await ensureApiKey(db, key)
      await close()
      return first
    }),
  )
  const { db } = database
  for (const table of ['accounts', 'users', 'api_keys'] as const) {
    assert.equal((await db.selectFrom(table).selectAll().execute()).length, 1, table)
  }
  const generated = starts.flatMap(({ generatedPassword }) => generatedPassword ?? [])
  assert.equal(generated.length, 1)
  assert.ok(await checkSignIn(db, { email, password: generated[0] ?? '', address: '::1' }))
  const principal = await findKeyPrincipal(db, key)
  assert.equal(principal?.permissions.size, 6)
  assert.equal(principal?.tag, email)
})

test('a later start with another e-mail and password changes nobody', async () => {
  const later = await ensureFirstUser(database.db, {
    email: 'eve@example.com',
    password: 'changed!',
  })
  assert.deepEqual(later, { email: 'ada@example.com', generatedPassword: null })
})

test('an old hash is replaced when its owner signs in', async () => {
  const { db } = database
  // 'old password' with 64 KiB and one pass
  const nonce = Buffer.alloc(16, 1)
  const hash = argon2Sync('argon2id', {
    message: 'old password',
    nonce,
    memory: 64,
    passes: 1,
    parallelism: 1,
    tagLength: 32,
  })
  const text = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')
  const password_hash = `$argon2id$v=19$m=64,t=1,p=1$${text(nonce)}$${text(hash)}`
  await db.updateTable('users').set({ password_hash }).execute()
  const attempt = { email: 'ada@example.com', password: 'old password', address: '::1' }
  const id = await checkSignIn(db, attempt)
  const user = await db
    .selectFrom('users')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  assert.match(user.password_hash, /m=19456,t=2/)
  assert.equal(await checkSignIn(db, attempt), id)
})
