import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import type imgix from '@imgix/js-core'
import { checkSignature } from './signature.ts'

// Its types describe a module with a default export; what Node loads is the class itself.
const ImgixClient: typeof imgix.default = createRequire(import.meta.url)('@imgix/js-core')

const TOKEN = 'FOO123bar'
const client = new ImgixClient({ domain: 'x.imgix.net', secureURLToken: TOKEN })

function check(url: string, token = TOKEN): void {
  const [, path = '', query = ''] = /^https:\/\/[^/]+(\/[^?]*)\??(.*)$/.exec(url) ?? []
  checkSignature(token, path, query)
}

/** As imgix's own client signs them. */
const signed: [path: string, params: Record<string, unknown>][] = [
  ['a.jpg', {}],
  ['a.jpg', { w: 400, h: 300, fit: 'crop' }],
  ['folder/with spaces/a b.jpg', { w: 400 }],
  ['写真/猫.jpg', { w: 400, auto: ['format', 'compress'] }],
  ['a+b&c.jpg', { w: 1 }],
  ['a.jpg', { mark64: 'https://example.com/ü?x=y&z', txt: 'a+b c' }],
  ['https://example.com/a b.jpg?x=1', { w: 10 }],
]

for (const [path, params] of signed) {
  test(`${path} ${JSON.stringify(params)} is signed`, () => {
    const url = client.buildURL(path, params)
    check(url)
    assert.throws(() => check(url, 'other token'), { code: 'invalid_signature' })
    assert.throws(() => check(url.replace(/(.*)([0-9a-f])/, '$1g')), { code: 'invalid_signature' })
  })
}

test('a URL with another parameter is another URL', () => {
  const url = client.buildURL('a.jpg', { w: 400 })
  assert.throws(() => check(url.replace('w=400', 'w=401')), { code: 'invalid_signature' })
  assert.throws(() => check(`${url}&h=2`), { code: 'invalid_signature' })
})

test('a URL without a signature says so', () => {
  assert.throws(() => check('https://x/a.jpg?w=400'), {
    code: 'invalid_signature',
    detail: 'This address must be signed.',
  })
})

test('s may stand anywhere', () => {
  const [, signature] = /s=(\w+)$/.exec(client.buildURL('a.jpg', { w: 400, h: 5 })) ?? []
  const query = new URL(client.buildURL('a.jpg', { w: 400, h: 5 })).search.slice(1)
  const rest = query.replace(/&s=\w+$/, '')
  checkSignature(TOKEN, '/a.jpg', `s=${signature}&${rest}`)
})
