import assert from 'node:assert/strict'
import { test } from 'node:test'
import { routeByHost } from './host-routing.ts'

const rows: [host: string, url: string, routed: string][] = [
  ['localhost:3000', '/s/1', '/s/1'],
  ['127.0.0.1', '/', '/'],
  ['library.localhost:3000', '/a/b.jpg?w=1', '/render/library/a/b.jpg?w=1'],
  ['LIBRARY.localhost', '/a//b.jpg', '/render/library/a//b.jpg'],
  ['library.assets.example.com', '/a.jpg', '/render/library/a.jpg'],
  ['assets.example.com', '/api/v1/sources', '/api/v1/sources'],
  ['images.shop.com', '/a.jpg', '/render-host/images.shop.com/a.jpg'],
  ['other.shop.com', '/a.jpg', '/a.jpg'],
  ['a.b.localhost', '/a.jpg', '/a.jpg'],
  ['../x.localhost', '/a.jpg', '/a.jpg'],
]
for (const [host, url, routed] of rows) {
  test(`${host}${url} → ${routed}`, () => {
    const isCustomDomain = (name: string) =>
      ['images.shop.com', 'assets.example.com'].includes(name)
    assert.equal(
      routeByHost({ url, headers: { host } }, 'assets.example.com', isCustomDomain),
      routed,
    )
  })
}
