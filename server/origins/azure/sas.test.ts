import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isFailure } from '../../lib/failures.ts'
import { readSas } from './sas.ts'

const SIG = `sig=${encodeURIComponent(`${'ab+/'.repeat(10)}abc=`)}`
const ACCOUNT = `sv=2023-11-03&ss=bf&srt=co&sp=rl&se=2027-01-31T12:30:00Z&st=2026-01-01&spr=https&${SIG}`

describe('readSas', () => {
  test('an account’s, as the portal gives it and as people paste it', () => {
    const forms = [
      ACCOUNT,
      `?${ACCOUNT}`,
      ` ?${ACCOUNT}\n`,
      `https://pictures.blob.core.windows.net/?${ACCOUNT}`,
    ]
    for (const form of forms) {
      assert.deepEqual(readSas(form), {
        query: ACCOUNT,
        permissions: 'rl',
        expiresAt: new Date('2027-01-31T12:30:00Z'),
        startsAt: new Date('2026-01-01T00:00:00Z'),
        scope: 'account',
        services: 'bf',
        resourceTypes: 'co',
      })
    }
  })

  test('a container’s, with a plain plus in its signature, and one with a policy', () => {
    const plain = `sp=rcw&se=2027-01-31T12:30Z&sv=2023-11-03&sr=c&sig=${'ab+/'.repeat(10)}abc%3D`
    assert.doesNotMatch(readSas(plain).query, /\+/)
    const { permissions, scope, services, startsAt, expiresAt } = readSas(plain)
    assert.deepEqual([permissions, scope, services, startsAt], ['rcw', 'container', null, null])
    assert.deepEqual(expiresAt, new Date('2027-01-31T12:30:00Z'))
    const stored = readSas(`si=policy&sv=2023-11-03&sr=c&${SIG}`)
    assert.deepEqual([stored.permissions, stored.expiresAt], [null, null])
  })

  const wrong: [title: string, text: string][] = [
    ['nothing', ''],
    ['an account key', `${'abcd'.repeat(21)}ab==`],
    ['a connection string', `BlobEndpoint=https://a.blob.core.windows.net/;SharedAccessSignature=`],
    ['without a signature', ACCOUNT.replace(SIG, '')],
    ['a signature cut short', ACCOUNT.slice(0, -6)],
    ['without an end', ACCOUNT.replace('&se=', '&xx=')],
    ['without permissions', ACCOUNT.replace('&sp=', '&xx=')],
    ['an end that is no time', ACCOUNT.replace('2027-01-31T12:30:00Z', 'tomorrow')],
    ['an end that no calendar has', ACCOUNT.replace('2027-01-31', '2027-13-41')],
    ['for files alone', ACCOUNT.replace('ss=bf', 'ss=f')],
    ['with a line break', `${ACCOUNT}\r\nHost: elsewhere`],
    ['with a space', ACCOUNT.replace('&sp', ' &sp')],
    ['without end', ACCOUNT + '&x=1'.repeat(2000)],
  ]
  for (const [title, text] of wrong) {
    test(`refuses: ${title}`, () => {
      assert.throws(
        () => readSas(text),
        (error) => isFailure(error, 'invalid_parameter') && !error.detail.includes('ab+/'),
      )
    })
  }
})
