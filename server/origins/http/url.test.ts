import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isFailure } from '../../lib/failures.ts'
import {
  fileInFolder,
  followRedirect,
  isSamePlace,
  readBaseUrl,
  readProxyPath,
  readRedirectHosts,
  type WebTarget,
} from './url.ts'

function written({ secure, hostname, port, target }: WebTarget): string {
  return `${secure ? 'https' : 'http'} ${hostname} ${port} ${target}`
}

function isInvalid(code: 'invalid_path' | 'invalid_parameter', secret = 'secret') {
  return (error: unknown) => isFailure(error, code) && !error.detail.includes(secret)
}

describe('the path of a web proxy', () => {
  const valid: [path: string, expected: string][] = [
    ['https://example.com/a.jpg', 'https example.com 443 /a.jpg'],
    ['HTTP://Example.COM:80/A.jpg', 'http example.com 80 /A.jpg'],
    ['http://example.com:8080/a.jpg?x=1&y=%20', 'http example.com 8080 /a.jpg?x=1&y=%20'],
    ['https://example.com', 'https example.com 443 /'],
    ['https://example.com?x=1', 'https example.com 443 /?x=1'],
    ['https://example.com//a//b.jpg', 'https example.com 443 //a//b.jpg'],
    ['https://example.com/./a/./b.jpg', 'https example.com 443 /./a/./b.jpg'],
    ['https://example.com/%2e%2e/a.jpg', 'https example.com 443 /%2e%2e/a.jpg'],
    ['https://example.com/a b+c.jpg', 'https example.com 443 /a%20b+c.jpg'],
    ['https://example.com/a%20b%2Bc.jpg', 'https example.com 443 /a%20b%2Bc.jpg'],
    ['https://example.com/100%.jpg', 'https example.com 443 /100%25.jpg'],
    ['https://example.com/写"{\\}\n.jpg', 'https example.com 443 /%E5%86%99%22%7B%5C%7D%0A.jpg'],
    ['https://example.com/\u{1f600}.jpg', 'https example.com 443 /%F0%9F%98%80.jpg'],
    ['https://example.com/a@b:c;d', 'https example.com 443 /a@b:c;d'],
    ['https://bücher.example/ü', 'https xn--bcher-kva.example 443 /%C3%BC'],
    ['http://[::1]:81/a', 'http ::1 81 /a'],
    ['http://2130706433/', 'http 127.0.0.1 80 /'],
  ]
  for (const [path, expected] of valid) {
    test(JSON.stringify(path), () => assert.equal(written(readProxyPath(path)), expected))
  }

  const invalid = [
    'a.jpg',
    'example.com/a.jpg',
    '//example.com/a.jpg',
    'https:/example.com/a.jpg',
    'https:///a.jpg',
    'https:example.com/a.jpg',
    ' https://example.com/a.jpg',
    'ftp://example.com/a.jpg',
    'file:///etc/passwd',
    'data:image/png,secret',
    'https%3A%2F%2Fexample.com%2Fa.jpg',
    'https://user:secret@example.com/a.jpg',
    'https://secret@example.com/a.jpg',
    'https://@example.com/a.jpg',
    'https://example.com\\@evil.example/a.jpg',
    'https://exa mple.com/',
    'https://example.com\t/',
    'https://example.com\r\nHost:evil/',
    'https://exa%6dple.com/',
    'https://example.com:99999/',
    'https://example.com:x/',
    'https://[::1/',
    'https://example.com/a.jpg#secret',
    'https://example.com/../secret.jpg',
    'https://example.com/a\0.jpg',
    '',
  ]
  for (const path of invalid) {
    test(`${JSON.stringify(path)} is none`, () => {
      assert.throws(() => readProxyPath(path), isInvalid('invalid_path'))
    })
  }
})

describe('a base URL', () => {
  const valid: [base: string, expected: string][] = [
    ['https://example.com', 'https example.com 443 /a.jpg'],
    ['https://example.com/', 'https example.com 443 /a.jpg'],
    ['https://example.com/b', 'https example.com 443 /b/a.jpg'],
    ['https://example.com/b//', 'https example.com 443 /b/a.jpg'],
    ['http://example.com:8080/b/ü%20c', 'http example.com 8080 /b/%C3%BC%20c/a.jpg'],
  ]
  for (const [base, expected] of valid) {
    test(base, () => {
      const target = fileInFolder(readBaseUrl(base), 'a.jpg')
      assert.equal(target && written(target), expected)
    })
  }
  const invalid = [
    '',
    'example.com',
    '/pictures',
    'ftp://example.com/',
    'https://example.com/?secret',
    'https://example.com?secret',
    'https://example.com/#x',
    'https://user:secret@example.com/',
    'https://example.com/a/../b',
    'https://example.com/./b',
    'https://example.com/%2E%2e/b',
  ]
  for (const base of invalid) {
    test(`${base} is none`, () => {
      assert.throws(() => readBaseUrl(base), isInvalid('invalid_parameter'))
    })
  }
})

describe('a redirect', () => {
  const cases: [from: string, location: string, to: string | RegExp][] = [
    ['https://example.com/a/b', 'c', 'https example.com 443 /a/c'],
    ['https://example.com/a/b', '?x=1', 'https example.com 443 /a/b?x=1'],
    ['https://example.com/a', 'https://example.com:8443/b#c', 'https example.com 8443 /b'],
    ['http://example.com/a', 'https://example.com/a', 'https example.com 443 /a'],
    ['http://example.com/a', 'https://cdn.example/a', 'https cdn.example 443 /a'],
    ['https://example.com/a', 'http://example.com/a', /from https to http/],
    ['https://example.com/a', 'http://cdn.example/a', /from https to http/],
    ['https://example.com/a', 'https://u:p@example.com/', /user name/],
    ['https://example.com/a', 'https://example.com.evil.example/', /not among/],
    ['https://example.com/a', '\\\\evil.example\\', /not among/],
    ['https://example.com/a', 'javascript:alert(1)', /no address/],
    ['https://example.com/a', 'http://[', /no address/],
  ]
  for (const [from, location, to] of cases) {
    test(`${from} → ${location}`, () => {
      const first = readProxyPath(from)
      const follow = () =>
        followRedirect(first, location, { first, redirectHosts: ['cdn.example'] })
      if (typeof to === 'string') assert.equal(written(follow()), to)
      else
        assert.throws(
          follow,
          (error) => isFailure(error, 'origin_refused') && to.test(error.detail),
        )
    })
  }

  test('to hosts as people write them', () => {
    const hosts = readRedirectHosts(['CDN.example', '*.Bücher.example', '[::1]', '2130706433'])
    assert.deepEqual(hosts, ['cdn.example', '*.xn--bcher-kva.example', '::1', '127.0.0.1'])
  })

  const wrong = [
    '*',
    '*.',
    'http://cdn.example',
    'cdn.example/',
    'a b',
    '',
    'cdn.*',
    'cdn.example:80',
  ]
  for (const host of wrong) {
    test(`“${host}” can’t be allowed`, () => {
      assert.throws(() => readRedirectHosts([host]), isInvalid('invalid_parameter'))
    })
  }
})

test('credentials stay at their place', () => {
  const cases: [first: string, other: string, same: boolean][] = [
    ['https://example.com/a', 'https://example.com/b', true],
    ['http://example.com/', 'https://example.com/', true],
    ['https://example.com/', 'http://example.com/', false],
    ['http://example.com:8080/', 'https://example.com/', false],
    ['https://example.com/', 'https://example.com:8443/', false],
    ['https://example.com/', 'https://www.example.com/', false],
  ]
  for (const [first, other, same] of cases) {
    const targets = [readProxyPath(first), readProxyPath(other)] as const
    assert.equal(isSamePlace(...targets), same, `${first} ${other}`)
  }
})
