import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import type { MediaFacts } from '../../contract/media-facts.ts'
import { isFailure } from '../lib/failures.ts'
import { readMedia } from './read-media.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-media-'))
})
after(() => rm(folder, { recursive: true }))

async function read(name: string, content: Buffer | string): Promise<MediaFacts> {
  const file = join(folder, name)
  await writeFile(file, content)
  return readMedia(file)
}

/** Red left half, blue right half. */
function twoColors(width = 60, height = 40): Sharp {
  const half = { width: width >> 1, height, channels: 3 as const, background: '#e01010' }
  return sharp({ create: { width, height, channels: 3, background: '#1030e0' } }).composite([
    { input: { create: half }, left: 0, top: 0 },
  ])
}

async function rejects(promise: Promise<unknown>, detail: RegExp): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(isFailure(error, 'broken_file'), String(error))
    assert.match(error.detail, detail)
    return true
  })
}

const formats: [
  name: string,
  make: (image: Sharp) => Sharp,
  contentType: string,
  format: string,
][] = [
  ['a.jpg', (image) => image.jpeg(), 'image/jpeg', 'jpeg'],
  ['a.png', (image) => image.png(), 'image/png', 'png'],
  ['a.webp', (image) => image.webp(), 'image/webp', 'webp'],
  ['a.gif', (image) => image.gif(), 'image/gif', 'gif'],
  ['a.tif', (image) => image.tiff(), 'image/tiff', 'tiff'],
  ['a.avif', (image) => image.avif({ effort: 0, lossless: true }), 'image/avif', 'avif'],
]

for (const [name, make, contentType, format] of formats) {
  test(`${format}: type, size, colours and preview, whatever the name`, async () => {
    const facts = await read(`${name}.bin`, await make(twoColors()).toBuffer())
    assert.deepEqual(
      [facts.contentType, facts.format, facts.mediaKind],
      [contentType, format, 'IMAGE'],
    )
    assert.deepEqual([facts.width, facts.height, facts.frames], [60, 40, 1])
    assert.deepEqual([facts.displayWidth, facts.displayHeight], [60, 40])
    const { pixels } = facts
    assert.ok(pixels)
    assert.ok((pixels.colors[0]?.share ?? 0) > 0.3 && (pixels.colors[1]?.share ?? 0) > 0.3)
    const preview = await sharp(pixels.preview).metadata()
    assert.deepEqual([preview.width, preview.height], [60, 40])
  })
}

for (let orientation = 1; orientation <= 8; orientation += 1) {
  test(`EXIF orientation ${orientation} is told and undone`, async () => {
    const upright = await twoColors().raw().toBuffer()
    // what a camera held that way would have stored
    const stored = sharp(upright, { raw: { width: 60, height: 40, channels: 3 } })
    const turned = orientation > 4
    const jpeg = await stored
      .resize(turned ? 40 : 60, turned ? 60 : 40, { fit: 'fill' })
      .withMetadata({ orientation })
      .jpeg()
      .toBuffer()
    const facts = await read(`orientation-${orientation}.jpg`, jpeg)
    assert.equal(facts.orientation, orientation)
    assert.deepEqual([facts.width, facts.height], turned ? [40, 60] : [60, 40])
    assert.deepEqual([facts.displayWidth, facts.displayHeight], [60, 40])
    const preview = await sharp(facts.pixels?.preview).metadata()
    assert.deepEqual([preview.width, preview.height, preview.orientation], [60, 40, undefined])
  })
}

test('a profile is named, and colours are converted by it', async () => {
  const facts = await read('p3.png', await twoColors().withIccProfile('p3').png().toBuffer())
  assert.match(facts.colorProfile ?? '', /P3/)
  assert.equal(facts.colorModel, 'RGB')
})

test('CMYK, gray, 16 bits, palette and alpha are told', async () => {
  const cmyk = await read('cmyk.jpg', await twoColors().toColourspace('cmyk').jpeg().toBuffer())
  assert.equal(cmyk.colorModel, 'CMYK')
  assert.ok(cmyk.pixels)
  const gray = await read('gray.jpg', await twoColors().toColourspace('b-w').jpeg().toBuffer())
  assert.deepEqual([gray.colorModel, gray.hasAlpha], ['Gray', false])
  const deep = await read('deep.png', await twoColors().toColourspace('rgb16').png().toBuffer())
  assert.equal(deep.bitsPerChannel, 16)
  const palette = await read('palette.png', await twoColors().png({ palette: true }).toBuffer())
  assert.equal(palette.colorModel, 'Indexed')
  const background = { r: 200, g: 0, b: 0, alpha: 0 }
  const nothing = sharp({ create: { width: 9, height: 9, channels: 4, background } })
  const clear = await read('clear.png', await nothing.png().toBuffer())
  assert.equal(clear.hasAlpha, true)
  assert.deepEqual(clear.pixels?.colors, [])
  assert.equal((await sharp(clear.pixels?.preview).metadata()).hasAlpha, true)
})

test('dpi is told only with a unit', async () => {
  const dense = await read(
    'dense.jpg',
    await twoColors().withMetadata({ density: 300 }).jpeg().toBuffer(),
  )
  assert.deepEqual([dense.dpiWidth, dense.dpiHeight], [300, 300])
  const plain = await read('plain.webp', await twoColors().webp().toBuffer())
  assert.deepEqual([plain.dpiWidth, plain.dpiHeight], [null, null])
})

for (const [width, height] of [
  [1, 1],
  [30_000, 1],
  [1, 30_000],
] as const) {
  test(`${width} x ${height} pixels`, async () => {
    const image = sharp({ create: { width, height, channels: 3, background: '#336699' } })
    const facts = await read('thin.png', await image.png().toBuffer())
    assert.deepEqual([facts.width, facts.height], [width, height])
    assert.equal(facts.pixels?.colors[0]?.hex, '#336699')
    assert.equal(facts.pixels?.blurhash.length, 28)
  })
}

for (const format of ['gif', 'webp'] as const) {
  test(`an animated ${format} is an animation`, async () => {
    const frames = await Promise.all(
      ['#f00', '#0f0', '#00f'].map((background) =>
        sharp({ create: { width: 20, height: 10, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    )
    const moving = sharp(frames, { join: { animated: true } })
    const facts = await read(
      'moving',
      await moving.toFormat(format, { delay: [100, 200, 300] }).toBuffer(),
    )
    assert.deepEqual([facts.mediaKind, facts.frames, facts.durationSeconds], ['ANIMATION', 3, 0.6])
    assert.deepEqual([facts.width, facts.height], [20, 10])
  })
}

test('damaged files say what is wrong', async () => {
  const jpeg = await twoColors(600, 400).jpeg().toBuffer()
  await rejects(read('cut.jpg', jpeg.subarray(0, jpeg.length >> 1)), /The JPEG data ends too early/)
  const png = await twoColors(600, 400).png({ compressionLevel: 0 }).toBuffer()
  await rejects(read('cut.png', png.subarray(0, png.length >> 1)), /The PNG data ends too early/)
  await rejects(read('empty.jpg', ''), /empty/)
  await rejects(read('text.jpg', 'just some words'), /\.jpg.*plain text/)
  await rejects(read('page.png', '<!doctype html><title>Not found</title>'), /web page/)
  await rejects(
    read('noise.webp', Buffer.from('\x01\x02\x03\x04'.repeat(99))),
    /not of any known type/,
  )
  await rejects(read('zip.mp4', Buffer.from('504b0506'.padEnd(44, '0'), 'hex')), /application\/zip/)
})

test('what is no media may be kept in a library', async () => {
  for (const [name, content] of [
    ['notes.txt', 'just some words'],
    ['empty.txt', ''],
    ['page.html', '<!doctype html>'],
    ['no-name', Buffer.from([0, 1, 2, 3])],
  ] as const) {
    const facts = await read(name, content)
    assert.deepEqual([facts.mediaKind, facts.pixels], ['OTHER', null])
  }
})

test('the real name counts for a copy under another', async () => {
  const file = join(folder, 'copy.tmp')
  await writeFile(file, 'just some words')
  await rejects(readMedia(file, { name: 'photo.jpg' }), /\.jpg/)
  assert.equal((await readMedia(file)).mediaKind, 'OTHER')
})

const SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'

test('SVG: size, kind, also compressed and behind a comment', async () => {
  const svg = `<?xml version="1.0"?><!-- <svg --><!DOCTYPE svg [<!ENTITY a "b">]><svg ${SVG} width="30" height="20"/>`
  for (const content of [svg, gzipSync(svg), `\uFEFF${svg}`]) {
    const facts = await read('drawing', content)
    assert.deepEqual([facts.mediaKind, facts.contentType], ['VECTOR', 'image/svg+xml'])
    assert.deepEqual([facts.width, facts.height], [30, 20])
  }
  const byBox = await read('box.svg', `<svg ${SVG} viewBox="0 0 80 50"/>`)
  assert.deepEqual([byBox.width, byBox.height], [80, 50])
})

test('SVG: nothing outside is read, neither neighbours nor addresses', async (context) => {
  let requests = 0
  const server = createServer((_, response) => {
    requests += 1
    response.end()
  }).listen(0, '127.0.0.1')
  context.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await writeFile(join(folder, 'secret.png'), await twoColors(100, 100).png().toBuffer())
  const references = [
    'secret.png',
    join(folder, 'secret.png'),
    `file://${join(folder, 'secret.png')}`,
    `http://127.0.0.1:${port}/a.png`,
  ]
  for (const reference of references) {
    const image = `<image xlink:href="${reference}" href="${reference}" width="100" height="100"/>`
    const style = `<style>@import url("${reference}");</style>`
    const script = `<script>fetch("${reference}")</script>`
    const svg = `<svg ${SVG} width="100" height="100">${style}${script}${image}</svg>`
    assert.deepEqual((await read('outside.svg', svg)).pixels?.colors, [])
  }
  assert.equal(requests, 0)
})

test('SVG: entity bombs, huge sizes and gzip bombs are refused', async () => {
  const entities = Array.from(
    { length: 12 },
    (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`,
  )
  const bomb = `<!DOCTYPE svg [<!ENTITY e0 "boom">${entities.join('')}]><svg ${SVG} width="9" height="9"><text>&e12;</text></svg>`
  await rejects(read('bomb.svg', bomb), /SVG/)
  await rejects(read('huge.svg', `<svg ${SVG} width="90000" height="90000"/>`), /too large/)
  const long = `<svg ${SVG} width="9" height="9">${' '.repeat(2 ** 25)}</svg>`
  await rejects(read('long.svgz', gzipSync(long)), /larger than 20 MiB/)
})
