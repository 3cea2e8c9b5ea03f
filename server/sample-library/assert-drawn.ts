import assert from 'node:assert/strict'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Sample } from './sample.ts'

/** For tests: each picture can be decoded to its last pixel, is not blank, and is large unless it is meant to be small. */
export async function assertDrawn(folder: string, samples: readonly Sample[]): Promise<void> {
  for (const { path } of samples) {
    if (path.endsWith('.pdf') || path.endsWith('.webm')) continue
    const { width = 0, height = 0 } = await sharp(join(folder, path)).metadata()
    const { channels } = await sharp(join(folder, path)).stats()
    assert.ok(
      channels.some(({ min, max }) => max > min),
      `${path} is blank`,
    )
    const small = /\.(svg|gif)$|motion|icons/.test(path)
    assert.ok(small || Math.max(width, height) >= 1500, `${path} is ${width}×${height}`)
  }
}
