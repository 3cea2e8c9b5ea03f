import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { ANALYSIS_SIDE, readPixels, STILL_SIDE } from './pixels.ts'

const WIDE = { width: 1600, height: 900, channels: 4 as const, background: '#00000000' }

function clearPicture(size: { width: number; height: number }) {
  return sharp({ create: { ...WIDE, ...size } }).png()
}

test('the still is larger than the preview, and white where the picture is transparent', async () => {
  const png = await clearPicture(WIDE).toBuffer()
  const { still, preview, averageLuminance } = await readPixels(sharp(png), { still: true })
  const small = await sharp(preview).metadata()
  assert.deepEqual([small.width, small.height, small.hasAlpha], [ANALYSIS_SIDE, 288, true])
  const large = await sharp(still ?? undefined).metadata()
  assert.deepEqual([large.format, large.width, large.height], ['jpeg', STILL_SIDE, 432])
  const { dominant } = await sharp(still ?? undefined).stats()
  assert.ok(Math.min(dominant.r, dominant.g, dominant.b) > 240)
  const without = await readPixels(sharp(png))
  assert.equal(without.still, null)
  assert.equal(without.averageLuminance, averageLuminance)
})

for (const [width, height, side] of [
  [1, 1, 1],
  [30_000, 1, STILL_SIDE],
  [1, 30_000, STILL_SIDE],
] as const) {
  test(`a picture of ${width} × ${height} has a still`, async () => {
    const png = await clearPicture({ width, height }).toBuffer()
    const { still } = await readPixels(sharp(png), { still: true })
    const shown = await sharp(still ?? undefined).metadata()
    assert.equal(Math.max(shown.width, shown.height), side)
  })
}
