import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isFailure } from '../lib/failures.ts'
import { readQueryString } from './query-string.ts'

const read: [query: string, values: Record<string, string | string[]>][] = [
  ['', {}],
  ['&', {}],
  ['&page[size]=2', { 'page[size]': '2' }],
  ['a=1&&b=2&', { a: '1', b: '2' }],
  ['filter[or:tags]=cat', { 'filter[or:tags]': 'cat' }],
  ['filter%5Bor%3Atags%5D=cat', { 'filter[or:tags]': 'cat' }],
  ['filter%5bcustom:A%20b%5d', { 'filter[custom:A b]': '' }],
  ['fields[assets]=name,media_width', { 'fields[assets]': 'name,media_width' }],
  ['a=b+c%2Bd', { a: 'b c+d' }],
  ['a=b=c', { a: 'b=c' }],
  ['a=1&a=2&a=3', { a: ['1', '2', '3'] }],
  ['a=%C3%A4ü', { a: 'äü' }],
  ['constructor=1&__proto__=2', { constructor: '1', ['__proto__']: '2' }],
]
describe('query string', () => {
  for (const [query, values] of read) {
    test(query || '(empty)', () => {
      assert.deepEqual(Object.entries(readQueryString(query)), Object.entries(values))
    })
  }
})

const refused: [what: string, query: string, parameter: string | undefined][] = [
  ['a percent sign alone', 'a=50%', 'a'],
  ['broken UTF-8', 'a=%ff', 'a'],
  ['NUL in a value', 'a=%00', 'a'],
  ['NUL in a name', 'a%00=1', undefined],
  ['a value without a name', '=1', undefined],
  ['too many', 'a=1&'.repeat(101), undefined],
  ['too long', `a=${'x'.repeat(9000)}`, undefined],
]
describe('refused query string', () => {
  for (const [what, query, parameter] of refused) {
    test(what, () => {
      assert.throws(
        () => readQueryString(query),
        (error) => isFailure(error, 'invalid_parameter') && error.parameter === parameter,
      )
    })
  }
})
