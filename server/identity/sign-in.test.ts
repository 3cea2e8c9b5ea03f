import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { networkOf } from './sign-in.ts'

const cases: [address: string, network: string][] = [
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['1::2:3:4:5:6:7', '1:0:2:3::/64'],
  ['::1', '0:0:0:0::/64'],
  ['unknown', 'unknown'],
]
describe('the network of an address', () => {
  for (const [address, network] of cases) {
    test(address, () => assert.equal(networkOf(address), network))
  }
})
