import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import sharp, { type Sharp } from 'sharp'
import { readMedia } from './read-media.ts'

/** Hashes of real files: made here, read as an index reads them. */

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-look-'))
})
after(() => rm(folder, { recursive: true, force: true }))

/** Soft hills of light, different for each seed. */
function draw(seed: number, width = 320, height = 240): Sharp {
  const data = Buffer.alloc(width * height * 3)
  const wave = (n: number) => Math.sin(seed * 12.9898 + n * 78.233) * 43_758.5453
  const random = (n: number) => wave(n) - Math.floor(wave(n))
  const hills = Array.from({ length: 24 }, (_, n) => ({
    x: random(4 * n) * width,
    y: random(4 * n + 1) * height,
    size: (0.05 + 0.2 * random(4 * n + 2)) * width,
    light: random(4 * n + 3) - 0.4,
  }))
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let light = 90
      for (const hill of hills) {
        const away = ((x - hill.x) ** 2 + (y - hill.y) ** 2) / hill.size ** 2
        light += 130 * hill.light * Math.exp(-away)
      }
      const at = 3 * (y * width + x)
      data.set(
        [light, light * 0.8, 255 - light].map((value) => Math.max(0, Math.min(255, value))),
        at,
      )
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
}

async function look(picture: Sharp, name = 'a.png'): Promise<string | null> {
  const file = join(folder, name)
  await writeFile(file, await picture.toBuffer())
  return (await readMedia(file)).pixels?.perceptualHash ?? null
}

function distance(one: string | null, other: string | null): number {
  assert.ok(one !== null && other !== null, 'both have a hash')
  const bits = (BigInt(`0x${one}`) ^ BigInt(`0x${other}`)).toString(2)
  return bits.replaceAll('0', '').length
}

describe('a picture looks like', () => {
  const original = () => draw(1).png()
  const cases: [what: string, picture: () => Sharp, most: number][] = [
    ['itself, compressed', () => draw(1).jpeg({ quality: 30 }), 2],
    ['itself as WebP', () => draw(1).webp({ quality: 60 }), 2],
    ['itself, smaller', () => draw(1).resize(200).png(), 2],
    ['a thumbnail of it', () => draw(1).resize(64).jpeg({ quality: 70 }), 6],
    ['itself, brighter', () => draw(1).modulate({ brightness: 1.1 }).png(), 6],
    ['itself without colours', () => draw(1).greyscale().png(), 4],
    ['itself with alpha', () => draw(1).ensureAlpha().png(), 0],
    [
      'itself, turned by EXIF',
      () => draw(1).rotate(270).withMetadata({ orientation: 6 }).jpeg(),
      2,
    ],
    [
      'itself, slightly cropped',
      () => draw(1).extract({ left: 5, top: 4, width: 310, height: 232 }).png(),
      12,
    ],
  ]
  for (const [what, picture, most] of cases) {
    test(what, async () => {
      const found = distance(await look(original()), await look(picture()))
      assert.ok(found <= most, `${found} bits`)
    })
  }
})

test('different pictures do not look alike', async () => {
  const looks: (string | null)[] = []
  for (let seed = 1; seed <= 12; seed += 1) looks.push(await look(draw(seed, 160, 120).png()))
  for (const [at, one] of looks.entries()) {
    for (const other of looks.slice(at + 1)) assert.ok(distance(one, other) > 12)
  }
})

test('a hash has 16 digits, and half of its 63 bits set', async () => {
  const hash = (await look(draw(3).png())) ?? ''
  assert.match(hash, /^[0-7][0-9a-f]{15}$/)
  assert.equal(distance(hash, '0'.repeat(16)), 31)
})

test('what has nothing in it has no hash', async () => {
  const blank = (background: string) =>
    sharp({ create: { width: 300, height: 200, channels: 4, background } }).png()
  assert.equal(await look(blank('white')), null)
  assert.equal(await look(blank('#224466')), null)
  assert.equal(await look(blank('transparent')), null)
  const dot = sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } }).png()
  assert.equal(await look(dot), null)
  const scan = sharp({ create: { width: 800, height: 1000, channels: 3, background: '#fdfdfb' } })
  const speck = {
    input: Buffer.from('<svg width="800" height="1000"><circle cx="90" cy="70" r="2"/></svg>'),
  }
  assert.equal(await look(scan.composite([speck]).jpeg()), null)
})

test('a small picture has one, too', async () => {
  assert.match((await look(draw(5).resize(20, 7, { fit: 'fill' }).png())) ?? '', /^[0-7]/)
})

test('the same bytes have the same SHA-256, others another', async () => {
  const read = async (name: string, text: string) => {
    await writeFile(join(folder, name), text)
    return (await readMedia(join(folder, name))).contentHash
  }
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
  assert.equal(await read('a.txt', ''), empty)
  assert.equal(await read('a.txt', 'abc'), await read('b.txt', 'abc'))
  assert.notEqual(await read('a.txt', 'abc'), await read('b.txt', 'abd'))
})

const CORPUS = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url))
const skip = existsSync(CORPUS) ? false : 'the corpus is not here'
test('copies in the corpus are the same, by bytes and by looks', { skip }, async () => {
  const all = (await readdir(CORPUS, { recursive: true })).filter(
    (path) => !path.startsWith('duplicates'),
  )
  for (const copy of await readdir(join(CORPUS, 'duplicates'))) {
    const name = copy.replace(/^copy of /, '')
    const original = all.find((path) => path.endsWith(`/${name}`))
    assert.ok(original, `there is ${name}`)
    const one = await readMedia(join(CORPUS, 'duplicates', copy))
    const other = await readMedia(join(CORPUS, original))
    assert.equal(one.contentHash, other.contentHash)
    assert.equal(
      distance(one.pixels?.perceptualHash ?? null, other.pixels?.perceptualHash ?? null),
      0,
    )
  }
})
