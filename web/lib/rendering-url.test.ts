import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { md5 } from './md5.ts'
import { deliveryUrl, ladderStep, renderingUrl, stageUrl, thumbnailUrls } from './rendering-url.ts'

const plain = { subdomain: 'editorial', customDomain: null, secureUrlToken: null }
const file = { origin_path: '/a.jpg', etag: '1a-2b' }
const signed = { ...plain, secureUrlToken: 'FOO123bar' }

test('every segment of a path is escaped', () => {
  assert.equal(
    renderingUrl(plain, '/a b/100%/#1?.jpg'),
    '/render/editorial/a%20b/100%25/%231%3F.jpg',
  )
})

test('a path that is an address is escaped as a whole', () => {
  assert.equal(
    renderingUrl(plain, '/https://example.com/a b.jpg?x=1'),
    '/render/editorial/https%3A%2F%2Fexample.com%2Fa%20b.jpg%3Fx%3D1',
  )
})

test('thumbnails are asked for by steps of the ladder', () => {
  assert.deepEqual([1, 80, 81, 144, 288, 641].map(ladderStep), [80, 80, 120, 160, 320, 640])
  const { src, srcSet } = thumbnailUrls(plain, file, { height: 144, square: false })
  assert.equal(src, '/render/editorial/a.jpg?h=160&fit=max&fm=webp&auto=compress&etag=1a-2b')
  assert.match(srcSet, /h=160.* 1x, .*h=320.* 2x$/)
  const square = thumbnailUrls(plain, file, { height: 144, square: true })
  assert.match(square.src, /\?w=160&h=160&fit=crop&crop=faces,entropy&/)
})

test('a stage asks for steps of 320, never more than there is', () => {
  assert.match(stageUrl(plain, file, { pixels: 1001, limit: 6000 }), /w=1280&/)
  assert.match(stageUrl(plain, file, { pixels: 1001, limit: 900 }), /w=900&/)
  const large = stageUrl(plain, file, { pixels: 3001, limit: 6000, large: 'jpg' })
  assert.equal(large, '/render/editorial/a.jpg?w=3200&fit=max&fm=jpg&auto=compress&etag=1a-2b')
})

test('a signed address carries md5(token + path + ?query) last', () => {
  const hash = (text: string) => createHash('md5').update(text).digest('hex')
  assert.equal(
    renderingUrl(signed, '/a b.jpg'),
    `/render/editorial/a%20b.jpg?s=${hash('FOO123bar/a%20b.jpg')}`,
  )
  const url = renderingUrl(signed, '/a.jpg', { w: '100' })
  assert.equal(url, `/render/editorial/a.jpg?w=100&s=${hash('FOO123bar/a.jpg?w=100')}`)
})

test('the address to hand out prefers the own domain', () => {
  assert.equal(
    deliveryUrl(plain, '/a.jpg', 'http://localhost:3000/s/1'),
    'http://localhost:3000/render/editorial/a.jpg',
  )
  assert.equal(
    deliveryUrl(signed, '/a b.jpg', 'http://localhost:3000/s/1', { w: '1', txt: 'a&b,c' }),
    `http://localhost:3000${renderingUrl(signed, '/a b.jpg', { w: '1', txt: 'a&b,c' })}`,
  )
  const own = { ...plain, customDomain: 'img.example.com' }
  assert.equal(
    deliveryUrl(own, '/a.jpg', 'http://localhost:3000/'),
    'https://img.example.com/a.jpg',
  )
})

test('md5 agrees with the known one at every length of a block', () => {
  for (let length = 0; length < 130; length++) {
    const text = 'é'.repeat(length % 7) + 'x'.repeat(length)
    assert.equal(md5(text), createHash('md5').update(text).digest('hex'))
  }
})
