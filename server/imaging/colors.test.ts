import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeBlurhash } from './blurhash.ts'
import { readColors } from './colors.ts'
import type { Raster } from './raster.ts'

/** Vertical stripes, each as wide as its number says. */
function stripes(
  ...parts: [width: number, red: number, green: number, blue: number, alpha?: number][]
): Raster {
  const row = parts.flatMap(([width, red, green, blue, alpha = 255]) =>
    Array.from({ length: width }, () => [red, green, blue, alpha]).flat(),
  )
  const width = row.length / 4
  const data = Buffer.concat(Array.from({ length: 20 }, () => Buffer.from(row)))
  return { data, width, height: 20, channels: 4 }
}

test('colours are told with their shares, largest first', () => {
  const { colors } = readColors(stripes([60, 255, 0, 0], [30, 0, 0, 255], [10, 0, 200, 0]))
  assert.deepEqual(colors, [
    { hex: '#ff0000', share: 0.6 },
    { hex: '#0000ff', share: 0.3 },
    { hex: '#00c800', share: 0.1 },
  ])
})

test('a name that does not occur is absent', () => {
  const { namedColors } = readColors(stripes([50, 230, 30, 30], [50, 60, 50, 48]))
  assert.deepEqual(namedColors, { vibrant: '#e61e1e', muted_dark: '#3c3230' })
})

test('many colours become six whose shares are all of the picture', () => {
  const ramp = Array.from({ length: 100 }, (_, i): [number, number, number, number] => [
    1,
    i * 2,
    (i * 37) % 256,
    255 - i,
  ])
  const { colors } = readColors(stripes(...ramp))
  assert.equal(colors.length, 6)
  assert.ok(Math.abs(colors.reduce((sum, { share }) => sum + share, 0) - 1) < 0.001)
})

test('transparent pixels do not count; nothing but them is no colour at all', () => {
  const half = readColors(stripes([50, 255, 0, 0, 0], [50, 255, 255, 255]))
  assert.deepEqual(half.colors, [{ hex: '#ffffff', share: 1 }])
  assert.equal(half.averageLuminance, 1)
  const none = readColors(stripes([50, 255, 0, 0, 0]))
  assert.deepEqual(none, { colors: [], namedColors: {}, averageLuminance: 0 })
})

test('blurhash is what the reference encoder makes of the same pixels', () => {
  const hash = encodeBlurhash(stripes([32, 255, 255, 255]))
  assert.equal(hash, 'LGTSUA?bfQ?b~qoffQoffQfQfQfQ')
})
