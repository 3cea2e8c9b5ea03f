import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from './config.ts'
import { Failure } from './lib/failures.ts'

test('absent and empty variables take their defaults', () => {
  const config = loadConfig({ PORT: '', HOME: '/home/someone' })
  assert.equal(config.PORT, 3000)
  assert.deepEqual(config.ROLES, ['api', 'render', 'worker'])
  assert.equal(config.PUBLIC_URL, undefined)
  assert.equal('HOME' in config, false)
})

const bad: [name: string, value: string][] = [
  ['PORT', 'eighty'],
  ['PORT', '70000'],
  ['DATABASE_URL', 'mysql://localhost/x'],
  ['DATABASE_MEMORY_BYTES', '8 GB'],
  ['PUBLIC_URL', 'ftp://example.com'],
  ['TRUST_PROXY', 'true'],
  ['TRUST_PROXY', '10.0.0.0/8/8'],
  ['ROLES', 'api,cook'],
  ['SECRET_KEY', 'short'],
  ['ADMIN_EMAIL', 'nobody'],
  ['ADMIN_PASSWORD', 'short'],
  ['API_KEY', 'ak_123'],
  ['LOG_LEVEL', 'loud'],
  ['CACHE_MAX_BYTES', '-1'],
]
for (const [name, value] of bad) {
  test(`${name}=${value} is refused in one sentence that names it`, () => {
    assert.throws(
      () => loadConfig({ [name]: value }),
      (error) =>
        error instanceof Failure &&
        error.parameter === name &&
        error.detail.startsWith(`${name}: `) &&
        !error.detail.includes('\n'),
    )
  })
}

test('a secret setting is not repeated in its error', () => {
  assert.throws(
    () => loadConfig({ SECRET_KEY: 'my-secret-value' }),
    (error) => error instanceof Failure && !error.detail.includes('my-secret-value'),
  )
})
