import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { isFailure } from '../lib/failures.ts'
import { decodeBmp, decodeIconBmp } from './bmp.ts'
import { readIconEntries } from './ico.ts'

interface Written {
  width: number
  height: number
  bits: number
  compression?: number
  /** 0xRRGGBB */
  palette?: number[]
  masks?: number[]
  pixels: number[]
}

function writeDib({
  width,
  height,
  bits,
  compression = 0,
  palette = [],
  masks = [],
  pixels,
}: Written) {
  const header = Buffer.alloc(40)
  header.writeUInt32LE(40, 0)
  header.writeInt32LE(width, 4)
  header.writeInt32LE(height, 8)
  header.writeUInt16LE(1, 12)
  header.writeUInt16LE(bits, 14)
  header.writeUInt32LE(compression, 16)
  header.writeUInt32LE(palette.length, 32)
  const words = Buffer.alloc(4 * (masks.length + palette.length))
  ;[...masks, ...palette].forEach((word, index) => {
    words.writeUInt32LE(word, 4 * index)
  })
  return Buffer.concat([header, words, Buffer.from(pixels)])
}

function writeBmp(written: Written): Buffer {
  const dib = writeDib(written)
  const head = Buffer.alloc(14)
  head.write('BM')
  head.writeUInt32LE(14 + dib.length - written.pixels.length, 10)
  return Buffer.concat([head, dib])
}

/** Rows of RRGGBB, from the top. */
function show({ data, width }: { data: Uint8Array; width: number }): string[] {
  const pixels = Array.from({ length: data.length / 4 }, (_, index) =>
    Buffer.from(data.subarray(index * 4, index * 4 + 3)).toString('hex'),
  )
  return Array.from({ length: pixels.length / width }, (_, row) =>
    pixels.slice(row * width, (row + 1) * width).join(' '),
  )
}

const palette = [0xff0000, 0x00ff00, 0x0000ff]
const files: [name: string, written: Written, rows: string[]][] = [
  [
    '24 bits, rows from the bottom, each filled up to four bytes',
    { width: 1, height: 2, bits: 24, pixels: [0, 0, 255, 9, 255, 0, 0, 9] },
    ['0000ff', 'ff0000'],
  ],
  [
    '32 bits, rows from the top',
    { width: 1, height: -2, bits: 32, pixels: [1, 2, 3, 0, 4, 5, 6, 0] },
    ['030201', '060504'],
  ],
  [
    '16 bits without masks, five for each colour',
    { width: 2, height: 1, bits: 16, pixels: [0x00, 0x7c, 0x1f, 0x00] },
    ['ff0000 0000ff'],
  ],
  [
    '16 bits with masks',
    {
      width: 1,
      height: 1,
      bits: 16,
      compression: 3,
      masks: [0xf800, 0x7e0, 0x1f],
      pixels: [0xe0, 7, 0, 0],
    },
    ['00ff00'],
  ],
  [
    'one bit',
    { width: 3, height: 1, bits: 1, palette: [0, 0xffffff], pixels: [0b01000000, 0, 0, 0] },
    ['000000 ffffff 000000'],
  ],
  [
    'four bits',
    { width: 3, height: 1, bits: 4, palette, pixels: [0x01, 0x20, 0, 0] },
    ['ff0000 00ff00 0000ff'],
  ],
  [
    'runs of eight bits: a run, the end of the row, literal pixels, the end',
    {
      width: 3,
      height: 2,
      bits: 8,
      compression: 1,
      palette,
      pixels: [3, 1, 0, 0, 0, 3, 0, 1, 2, 0, 0, 1],
    },
    ['ff0000 00ff00 0000ff', '00ff00 00ff00 00ff00'],
  ],
  [
    'runs of four bits take two colours in turn; a jump leaves the first colour',
    {
      width: 4,
      height: 1,
      bits: 4,
      compression: 2,
      palette,
      pixels: [2, 0x12, 0, 2, 1, 0, 1, 0x20, 0, 1],
    },
    ['00ff00 0000ff ff0000 0000ff'],
  ],
  [
    'data that breaks off leaves the first colour',
    { width: 2, height: 1, bits: 8, palette, pixels: [1] },
    ['00ff00 ff0000'],
  ],
]
for (const [name, written, rows] of files) {
  test(`BMP of ${name}`, () => assert.deepEqual(show(decodeBmp(writeBmp(written))), rows))
}

test('sizes and palettes that cannot be are refused', () => {
  const sound = { width: 1, height: 1, bits: 8, palette, pixels: [0, 0, 0, 0] }
  for (const wrong of [
    { width: 0 },
    { width: -5 },
    { width: 90_000, height: 90_000 },
    { bits: 7 },
  ]) {
    assert.throws(
      () => decodeBmp(writeBmp({ ...sound, ...wrong })),
      (error) => isFailure(error, 'broken_file'),
    )
  }
})

test('the mask of an icon makes its pixels transparent', () => {
  const pixels = [0, 0, 255, 255, 0, 0, 0, 0, 0b01000000, 0, 0, 0]
  const raster = decodeIconBmp(writeDib({ width: 2, height: 2, bits: 24, pixels }))
  assert.deepEqual([raster.width, raster.height], [2, 1])
  assert.deepEqual([...raster.data], [255, 0, 0, 255, 0, 0, 255, 0])
})

test('the largest picture of an icon comes first', async () => {
  const png = await sharp({ create: { width: 256, height: 256, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
  const entry = (side: number, offset: number) => {
    const bytes = Buffer.alloc(16)
    bytes.set([side, side], 0)
    bytes.writeUInt32LE(png.length, 8)
    bytes.writeUInt32LE(offset, 12)
    return bytes
  }
  const icon = Buffer.concat([Buffer.from([0, 0, 1, 0, 2, 0]), entry(16, 90), entry(0, 38), png])
  assert.deepEqual(
    readIconEntries(icon).map(({ width }) => width),
    [256, 16],
  )
  assert.throws(() => readIconEntries(Buffer.from([0, 0, 1, 0, 0, 0])), /no picture/)
})
