import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ApiFailure } from '../lib/api.ts'
import {
  type Delivery,
  findMissing,
  readFieldErrors,
  readList,
  readParams,
  suggestSubdomain,
  writeChange,
  writeMembers,
  writeParams,
} from './source-form.ts'

describe('a subdomain is suggested', () => {
  const names: [name: string, subdomain: string][] = [
    ['Product shots 2026', 'product-shots-2026'],
    ['  Café & Bar ', 'cafe-bar'],
    ['日本', ''],
    ['a'.repeat(80), 'a'.repeat(63)],
  ]
  for (const [name, subdomain] of names) {
    test(name, () => assert.equal(suggestSubdomain(name), subdomain))
  }
})

test('only what was changed is sent, lists as lists', () => {
  const before = { s3_bucket: 'a', s3_prefix: 'x', s3_secret_key: '', redirect_hosts: '' }
  const members = {
    s3_bucket: 'a',
    s3_prefix: '',
    s3_secret_key: '',
    redirect_hosts: 'a.com, b.com',
  }
  const expected = { s3_prefix: '', redirect_hosts: ['a.com', 'b.com'] }
  assert.deepEqual(writeMembers(members, before), expected)
})

test('lists are read however they are separated', () => {
  assert.deepEqual(readList(' a.com,b.com  c.com\n'), ['a.com', 'b.com', 'c.com'])
})

test('parameters are read and written as they stand in an address', () => {
  const text = 'auto=format,compress&q=75'
  assert.deepEqual(readParams(`?${text}`), { auto: 'format,compress', q: '75' })
  assert.equal(writeParams(readParams(text)), text)
})

const DELIVERY: Delivery = {
  name: 'Press',
  subdomains: 'press',
  domains: '',
  params: '',
  secure: false,
  ttlBehavior: 'respect_origin',
  ttlDays: '365',
  errorSeconds: '300',
}

test('a form that nobody touched changes nothing', () => {
  const same = { delivery: DELIVERY, members: { s3_bucket: 'a' } }
  assert.equal(writeChange(same, same), null)
})

test('a change is in the units of the API', () => {
  const delivery = { ...DELIVERY, name: ' New ', ttlDays: '0.5', secure: true, params: 'q=5' }
  const change = writeChange(
    { delivery, members: { s3_bucket: 'b' } },
    { delivery: DELIVERY, members: { s3_bucket: 'a' } },
  )
  assert.deepEqual(change, {
    name: 'New',
    deployment: {
      s3_bucket: 'b',
      default_params: { q: '5' },
      secure_url_enabled: true,
      cache_ttl_value: 43_200,
    },
  })
})

describe('a refusal is shown at its field', () => {
  const detail = 'deployment.s3_bucket: This type of Source needs it.'
  const refusals: [pointer: string | undefined, member: string | null][] = [
    ['/data/attributes/deployment/s3_bucket', 's3_bucket'],
    ['/data/attributes/deployment/imgix_subdomains/0', 'imgix_subdomains'],
    ['/data/attributes/name', 'name'],
    // The key that uploads has no field here, although it is called as the one that reads.
    ['/data/attributes/upload_credentials/s3_bucket', null],
    ['/data/attributes/deployment/else', null],
    [undefined, null],
  ]
  for (const [pointer, member] of refusals) {
    test(String(pointer), () => {
      const failure = new ApiFailure(400, 'POST /', {
        detail,
        ...(pointer && { source: { pointer } }),
      })
      const names = ['s3_bucket', 'imgix_subdomains', 'name']
      const expected = member && { [member]: 'This type of Source needs it.' }
      assert.deepEqual(readFieldErrors(failure, names, 'deployment'), expected)
    })
  }
})

describe('what is missing is said of each field', () => {
  const members = [
    { name: 'bucket', label: 'Bucket', required: true },
    { name: 'region', label: 'Region', required: true },
    { name: 'secret', label: 'SAS token', required: true },
    { name: 'prefix', label: 'Prefix', required: false },
  ]
  const all = {
    bucket: 'Enter the bucket.',
    region: 'Enter the region.',
    secret: 'Enter the SAS token.',
  }
  test('of all at once, blanks count as nothing', () => {
    assert.deepEqual(findMissing(members, { bucket: ' ' }), all)
  })
  test('a stored secret is there, and an endpoint stands in for the region', () => {
    const values = { bucket: 'b', endpoint_url: 'https://s3.example.com' }
    assert.deepEqual(
      findMissing(members, values, (name) => name === 'secret'),
      {},
    )
  })
})
