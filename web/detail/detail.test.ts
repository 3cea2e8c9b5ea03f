import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { Box } from '../../contract/analysis.ts'
import type { MediaKind } from '../../contract/resources.ts'
import { ownSize } from '../lib/asset-words.ts'
import { findFaces, placeOfBox } from './faces.ts'
import { viewerOf } from './media-kinds.ts'
import { findNeighbours } from './neighbours.ts'
import { readRefusal } from './read-refusal.ts'
import { partUrl } from './stream-parts.ts'
import { planTiles } from './tiles.ts'
import {
  FITTED,
  FITTED_IN_STEP,
  fitScale,
  planPan,
  planZoomStep,
  planZoomTo,
  planZoomToggle,
  readInStep,
  writeInStep,
} from './zoom.ts'

const stage = { width: 1000, height: 500 }

test('a picture fits without growing; a drawing grows', () => {
  assert.equal(fitScale({ width: 4000, height: 1000 }, stage, false), 0.25)
  assert.equal(fitScale({ width: 100, height: 100 }, stage, false), 1)
  assert.equal(fitScale({ width: 100, height: 100 }, stage, true), 5)
})

const SIZES: [MediaKind, number | null, ReturnType<typeof ownSize>][] = [
  ['IMAGE', 8, { width: 8, height: 8 }],
  ['VIDEO', 8, { width: 8, height: 8 }],
  ['VIDEO', null, null],
  ['VECTOR', 8, null],
]
for (const [media_kind, pixels, size] of SIZES) {
  test(`${media_kind} of ${pixels} pixels: ${size ? 'its own size' : 'as large as there is room'}`, () => {
    const asset = { media_kind, media_width: pixels, media_height: pixels }
    assert.deepEqual(ownSize(asset), size)
  })
}

test('steps stop at 100 % and end fitted', () => {
  const scales = [0.5, 0.75, 1, 1.5]
  let zoom = FITTED
  for (const scale of scales.slice(1)) {
    zoom = planZoomStep(zoom, 1, { fit: 0.5 })
    assert.equal(zoom.scale, scale)
  }
  for (const scale of [1, 1 / 1.5, null]) {
    zoom = planZoomStep(zoom, -1, { fit: 0.5 })
    assert.equal(zoom.scale, scale)
  }
  for (let i = 0; i < 20; i++) zoom = planZoomStep(zoom, 1, { fit: 0.5 })
  assert.equal(zoom.scale, 8)
})

test('a double click goes to 100 % and back', () => {
  const at = { x: 100, y: -50 }
  const near = planZoomToggle(FITTED, { fit: 0.25, at })
  // What lay under the pointer is still there.
  assert.deepEqual(near, { scale: 1, x: -300, y: 150 })
  assert.deepEqual(planZoomToggle(near, { fit: 0.25, at }), FITTED)
  assert.equal(planZoomToggle(FITTED, { fit: 1, at }).scale, 2)
})

test('a wheel zooms around its place, down to fitted', () => {
  const at = { x: 40, y: 0 }
  const near = planZoomTo(FITTED, 1, { fit: 0.5, at })
  assert.deepEqual(near, { scale: 1, x: -40, y: 0 })
  assert.deepEqual(planZoomTo(near, 0.2, { fit: 0.5, at }), FITTED)
  assert.equal(planZoomTo(near, 99, { fit: 0.5, at }).scale, 8)
})

test('in step, a small picture shows the same part as a large one', () => {
  const [large, small] = [
    { width: 4000, height: 2000 },
    { width: 400, height: 200 },
  ]
  const near = { scale: 1, x: -1000, y: 250 }
  const common = writeInStep(near, 0.25, large)
  assert.deepEqual(common, { times: 4, x: -0.25, y: 0.125 })
  assert.deepEqual(readInStep(common, 0.25, large), near)
  // Ten times as large, with as many pixels between its middle and that of the stage.
  assert.deepEqual(readInStep(common, 2.5, small), { ...near, scale: 10 })
  assert.deepEqual(readInStep(FITTED_IN_STEP, 2.5, small), FITTED)
  assert.deepEqual(writeInStep(FITTED, 2.5, small), FITTED_IN_STEP)
})

test('of a very large picture the part in view comes in tiles', () => {
  const picture = { width: 20_000, height: 10_000 }
  const view = { picture, offset: { x: 0, y: 0 }, stage, density: 1 }
  assert.deepEqual(planTiles({ ...view, shown: { width: 4_000, height: 2_000 } }), [])
  const small = { width: 4_000, height: 2_000 }
  assert.deepEqual(planTiles({ ...view, picture: small, shown: small }), [])
  const tiles = planTiles({ ...view, shown: picture })
  assert.deepEqual(
    tiles.map(({ params }) => params.rect),
    ['9216,4096,1024,1024', '10240,4096,1024,1024', '9216,5120,1024,1024', '10240,5120,1024,1024'],
  )
  // At the right lower corner tiles end with the picture; at half size they hold twice as much.
  const shown = { width: 10_000, height: 5_000 }
  const corner = planTiles({ ...view, shown, offset: { x: -4_500, y: -2_250 } })
  assert.deepEqual(corner.at(-1)?.params, {
    rect: '18432,8192,1568,1808',
    w: '784',
    fit: 'max',
  })
})

const KINDS: [type: string, kind: MediaKind, path: string, viewer: string][] = [
  ['image/jpeg', 'IMAGE', '/a.jpg', 'picture'],
  ['video/mp4', 'VIDEO', '/a.mp4', 'video'],
  ['application/octet-stream', 'OTHER', '/live/master.M3U8', 'video'],
  ['application/vnd.apple.mpegurl', 'OTHER', '/a', 'video'],
  ['audio/mpeg', 'OTHER', '/a.mp3', 'audio'],
  ['application/pdf', 'DOCUMENT', '/a.pdf', 'pdf'],
  ['application/postscript', 'DOCUMENT', '/a.eps', 'file'],
]
for (const [content_type, media_kind, origin_path, viewer] of KINDS) {
  test(`${content_type} at ${origin_path} is shown by ${viewer}`, () => {
    const asset = { content_type, media_kind, origin_path, status: 'indexed' as const }
    assert.equal(viewerOf(asset, viewer === 'picture'), viewer)
  })
}

test('panning ends at the edge of the picture', () => {
  const zoom = { scale: 1, x: 0, y: 0 }
  const panned = planPan(zoom, { x: 900, y: -900 }, { width: 1200, height: 400 }, stage)
  assert.deepEqual(panned, { scale: 1, x: 100, y: -0 })
})

const items = Array.from({ length: 30 }, (_, i) => `/${i}`)
const at = (index: number) => items[index]

test('neighbours keep the order of the list', () => {
  const { index, previous, next, strip } = findNeighbours(at, 10)
  assert.deepEqual([index, previous, next], [10, '/9', '/11'])
  assert.deepEqual([strip[0], strip.at(-1)], ['/4', '/22'])
  assert.equal(findNeighbours(at, 0).previous, null)
  assert.equal(findNeighbours(at, 29).next, null)
  assert.deepEqual(findNeighbours(at, null).strip, [])
})

test('what has not arrived is no neighbour yet', () => {
  const { next, strip } = findNeighbours((index) => (index < 11 ? at(index) : undefined), 10)
  assert.deepEqual([next, strip.at(-1)], [null, '/10'])
})

test('the faces of whoever counts are framed, the largest first', () => {
  const note = {
    provider: 'builtin' as const,
    model: 'm',
    version: '1',
    capabilities: ['faces' as const],
    date: 0,
    tag_scores: {},
    alert_scores: {},
    faces: [
      { box: [0, 0, 0.1, 0.1] as Box, score: 0.9 },
      { box: [0.5, 0.25, 0.2, 0.4] as Box, score: 0.8 },
    ],
  }
  const other = { ...note, capabilities: ['tags' as const], faces: [] }
  const [first, ...more] = findFaces({ analysis: [other, note] })
  assert.deepEqual(placeOfBox(first?.box ?? [0, 0, 0, 0]), {
    left: '50.00%',
    top: '25.00%',
    width: '20.00%',
    height: '40.00%',
  })
  assert.equal(more.length, 1)
  assert.deepEqual(findFaces({}), [])
})

test('a stream is made of files of its own source alone', () => {
  const here = 'https://vitrine.example/s/abc/asset/film.m3u8'
  const source = { subdomain: 'films', customDomain: null, secureUrlToken: null }
  const own = 'https://vitrine.example/render/films/hd/1%20a.ts'
  assert.equal(partUrl(source, own, here), '/render/films/hd/1%20a.ts')
  const signed = partUrl({ ...source, secureUrlToken: 'x' }, own, here)
  assert.match(signed, /^\/render\/films\/hd\/1%20a\.ts\?s=[0-9a-f]{32}$/)
  for (const url of [
    'http://192.168.1.1/reboot',
    'https://elsewhere.example/render/films/1.ts',
    'https://vitrine.example/render/others/1.ts',
    'https://vitrine.example/render/films/../../api/v1/events',
    'https://vitrine.example/render/films/%2e%2e/others/1.ts',
    'data:text/plain,x',
    '/api/v1/events',
  ]) {
    assert.throws(() => partUrl(source, url, here), /may not be made of/, url)
  }
})

test('a refusal has the words of the server, and says whether another try may help', async (t) => {
  const server = createServer((request, response) => {
    const status = Number(request.url?.slice(1))
    response.writeHead(status, { 'content-type': status === 500 ? 'text/html' : 'text/plain' })
    response.end('It has 900 megapixels.\n')
  }).listen(0)
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const read = (status: number) => readRefusal(`http://localhost:${port}/${status}`)
  assert.equal(await read(200), null)
  assert.deepEqual(await read(413), { text: 'It has 900 megapixels. (413)', isForGood: true })
  assert.deepEqual(await read(503), { text: 'It has 900 megapixels. (503)', isForGood: false })
  assert.deepEqual(await read(500), { text: 'The server refused it (500).', isForGood: false })
})
