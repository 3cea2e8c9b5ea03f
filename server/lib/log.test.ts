import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { presentError, redactSecrets } from './log.ts'

const cases: [what: string, line: object, secret: string][] = [
  ['a header', { req: { headers: { authorization: 'Bearer abc.def' } } }, 'abc.def'],
  ['cookies', { headers: { 'set-cookie': ['a="x', 'b=hush'], cookie: 'c=hush' } }, 'hush'],
  ['a password with quotes', { current_password: 'a"hush\\' }, 'hush'],
  ['a key in a sentence', { msg: `key ak_${'ab'.repeat(32)} is wrong` }, 'abab'],
  ['a signed rendering', { url: '/a.jpg?w=1&s=hush&h=2' }, 'hush'],
  ['a presigned address', { url: 'https://b.s3.com/a?X-Amz-Signature=hush' }, 'hush'],
  ['a SAS', { url: 'https://b.blob/a?sv=1&sig=hush%2Bhush' }, 'hush'],
  ["a Source's address for events", { url: '/api/v1/sources/1/events/hushhushhushhush' }, 'hush'],
  ['the address of an upload', { url: `/upload/${'a'.repeat(36)}/hush-hush_hushhush` }, 'hush'],
  [
    'such an address, escaped',
    { url: `/upload/${'a'.repeat(36)}/%68ush-hushhushhush` },
    'ush-hush',
  ],
  ['a database address', { msg: 'cannot reach postgres://me:hush@host/db' }, 'hush'],
  ['credentials of S3', { config: { secretAccessKey: 'hush', s3_secret_key: 'hush' } }, 'hush'],
]
describe('a log line', () => {
  for (const [what, line, secret] of cases) {
    test(`hides ${what}`, () => {
      const text = redactSecrets(JSON.stringify(line))
      assert.ok(!text.includes(secret), text)
      assert.ok(JSON.parse(text))
    })
  }

  test('keeps what is no secret', () => {
    const line = JSON.stringify({
      url: '/api/v1/sources?sort=name&page[size]=2',
      msg: 'answered',
      key: 1,
    })
    assert.equal(redactSecrets(line), line)
  })

  test('has the causes of an error, but no members that could hold anything', () => {
    const cause = Object.assign(new Error('inner'), {
      code: '23505',
      $response: { headers: 'hush' },
    })
    const shown = presentError(new Error('outer', { cause }))
    assert.equal(shown.cause?.code, '23505')
    assert.ok(!JSON.stringify(shown).includes('hush'))
  })

  test('has no more of an error than a person reads', () => {
    const long = 'x'.repeat(100_000)
    const error = Object.assign(new Error(long, { cause: new Error(long) }), { name: long })
    assert.ok(JSON.stringify(presentError(error)).length < 20_000)
  })
})
