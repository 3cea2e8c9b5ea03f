import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import type { SourceAttributes, SourceType } from '../../contract/resources.ts'
import { deliveryAddresses, signedExample } from './addresses.ts'

const HERE = 'http://localhost:3000/settings/sources/1'

function attributesOf(type: SourceType, token?: string): SourceAttributes {
  const deployment = { type, imgix_subdomains: ['press', 'p'], custom_domains: ['img.example.com'] }
  return { deployment, secure_url_token: token } as unknown as SourceAttributes
}

test('images are on every domain and under every subdomain', () => {
  const found = deliveryAddresses(attributesOf('s3'), HERE)
  assert.deepEqual(
    found.map(({ address }) => address),
    [
      'https://img.example.com/',
      'http://localhost:3000/render/press/',
      'http://localhost:3000/render/p/',
    ],
  )
})

describe('the example is signed as its text says', () => {
  const signed: [type: SourceType, path: string][] = [
    ['s3', '/folder/picture.jpg?w=400'],
    ['webproxy', '/https%3A%2F%2Fwww.example.com%2Fpicture.jpg?w=400'],
  ]
  for (const [type, path] of signed) {
    test(type, () => {
      const found = signedExample(attributesOf(type, 'TOKEN'), HERE)
      const s = createHash('md5').update(`TOKEN${path}`).digest('hex')
      assert.equal(found?.signed, `md5(token + "${path}")`)
      assert.equal(found?.address, `http://localhost:3000/render/press${path}&s=${s}`)
    })
  }
  test('without a token there is none', () => {
    assert.equal(signedExample(attributesOf('s3'), HERE), null)
  })
})
