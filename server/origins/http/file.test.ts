import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readAll } from '../contract/contract-steps.ts'
import { openOrigin } from '../index.ts'
import { readNetworkAllowList } from '../network-guard.ts'
import type { Origin } from '../origin.ts'
import { startWebDouble, type WebDouble, type WebDoubleOptions } from './double.ts'

async function withFolder(
  options: WebDoubleOptions,
  use: (origin: Origin, double: WebDouble) => Promise<void>,
): Promise<void> {
  const double = await startWebDouble(options)
  const config = { baseUrl: double.address, credentials: null, redirectHosts: [] }
  const allowPrivate = readNetworkAllowList('127.0.0.1')
  const origin = openOrigin({ type: 'webfolder', ...config }, { allowPrivate, idleSeconds: 20 })
  try {
    double.put('a.txt', 'hello')
    await use(origin, double)
  } finally {
    await origin.close()
    await double.close()
  }
}

describe('what a web server says of a file', () => {
  const LONG = 'x'.repeat(3000)
  const cases: [headers: Record<string, string>, etag: RegExp, cacheControl?: string][] = [
    [{ ETag: '"abc"' }, /^abc$/],
    [{ ETag: 'W/"abc"' }, /^abc$/],
    [{ ETag: 'abc' }, /^abc$/],
    [{ ETag: '""' }, /^5-6955b901$/],
    [{ ETag: '""', 'Last-Modified': 'yesterday' }, /^5-0$/],
    [{ ETag: `"${LONG}"` }, /^[0-9a-f]{64}$/],
    [{ 'Cache-Control': 'max-age=5, public' }, /^v1$/, 'max-age=5, public'],
    [
      { Date: 'Thu, 01 Jan 2026 00:00:00 GMT', Expires: 'Thu, 01 Jan 2026 00:01:40 GMT' },
      /^v1$/,
      'max-age=100',
    ],
    [{ Expires: '0', 'Cache-Control': 'public' }, /^v1$/, 'public, max-age=0'],
    [{ Expires: '0', 'Cache-Control': 's-maxage=7' }, /^v1$/, 's-maxage=7'],
    [{ 'Cache-Control': LONG }, /^v1$/, 'x'.repeat(500)],
  ]
  for (const [headers, etag, cacheControl] of cases) {
    test(JSON.stringify(headers).slice(0, 100), () =>
      withFolder({ headers }, async (origin) => {
        const file = await origin.stat('a.txt')
        assert.ok(file)
        assert.match(file.etag, etag)
        assert.equal(file.cacheControl, cacheControl)
        assert.equal((await origin.open('a.txt'))?.etag, file.etag)
      }),
    )
  }

  test('its time and its type', () =>
    withFolder({}, async (origin) => {
      const opened = await origin.open('a.txt')
      opened?.body.destroy()
      assert.deepEqual(opened?.modifiedAt, new Date('2026-01-01T00:00:01Z'))
      assert.equal(opened?.contentType, 'text/plain')
    }))
})

describe('how often a server is asked', () => {
  const cases: [name: string, options: WebDoubleOptions, asked: string[]][] = [
    ['once', {}, ['HEAD', 'HEAD']],
    ['once, after it was seen that HEAD is not known', { head: 405 }, ['HEAD', 'GET', 'GET']],
    ['twice where HEAD is forbidden', { head: 403 }, ['HEAD', 'GET', 'HEAD', 'GET']],
    [
      'for the bytes once, where only these tell the size',
      { noLength: true, noRanges: true },
      ['HEAD', 'GET', 'HEAD'],
    ],
  ]
  for (const [name, options, expected] of cases) {
    test(name, () =>
      withFolder(options, async (origin, double) => {
        const first = await origin.stat('a.txt')
        assert.deepEqual(await origin.stat('a.txt'), first)
        assert.equal(first?.sizeBytes, 5)
        assert.deepEqual(
          double.asked.map((line) => line.split(' ')[0]),
          expected,
        )
        double.put('a.txt', 'another')
        assert.equal((await origin.stat('a.txt'))?.sizeBytes, 7)
      }),
    )
  }

  test('over one connection', () =>
    withFolder({}, async (origin, double) => {
      double.put('empty.txt', '')
      for (let turn = 0; turn < 5; turn += 1) {
        assert.equal((await origin.stat('a.txt'))?.sizeBytes, 5)
        assert.equal(await readAll(origin, 'a.txt'), 'hello')
        assert.equal(await readAll(origin, 'empty.txt'), '')
        assert.equal(await origin.stat('none.txt'), null)
      }
      assert.equal(double.connections(), 1)
    }))

  test('not at all for what can be no file', () =>
    withFolder({}, async (origin, double) => {
      assert.equal(await origin.stat('folder/'), null)
      assert.equal(await origin.open('folder/'), null)
      assert.deepEqual(double.asked, [])
    }))
})

test('slashes and dots are part of the path', () =>
  withFolder({}, async (origin, double) => {
    for (const path of ['x//y.txt', 'x/./y.txt', './y.txt', 'x/%2e%2e/y.txt', 'x/...']) {
      double.put(path, path)
      const file = await origin.stat(path)
      assert.equal(file?.sizeBytes, path.length, path)
    }
    assert.equal(await origin.stat('x/y.txt'), null)
    assert.deepEqual(double.asked.slice(0, 4), [
      'HEAD /x//y.txt',
      'HEAD /x/./y.txt',
      'HEAD /./y.txt',
      'HEAD /x/%252e%252e/y.txt',
    ])
  }))
