import sharp, { type Sharp } from 'sharp'
import type { Box } from '../../../contract/analysis.ts'
import { STILL_SIDE } from '../../imaging/pixels.ts'
import { INPUT_OPTIONS } from '../../imaging/sharp-input.ts'
import { Failure } from '../../lib/failures.ts'

/** RGB, 8 bits each, rows from the top: the one decode everything is made from. */
export interface StillPixels {
  data: Uint8Array
  width: number
  height: number
}

/** What a net gets to see: RGB from 0 to 255, rows from the top. */
export interface NetPicture {
  pixels: Float32Array
  /** Share of its width and height that the picture takes; the rest, right or below, is black. */
  usedWidth: number
  usedHeight: number
}

/**
 * Stills are small already; what comes from elsewhere is made so.
 * @throws Failure `analysis_failed`
 */
export async function decodeStill(still: Uint8Array): Promise<StillPixels> {
  try {
    const { data, info } = await sharp(still, INPUT_OPTIONS)
      .resize(STILL_SIDE, STILL_SIDE, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#fff' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
    return { data, width: info.width, height: info.height }
  } catch (cause) {
    const detail = 'The small picture that analysis looks at cannot be decoded.'
    throw new Failure('analysis_failed', detail, { cause })
  }
}

/** The whole picture in its proportions, top left in a square. */
export async function letterbox(still: StillPixels, side: number): Promise<NetPicture> {
  const { data, width, height } = await resize(still, side, 'inside')
  const pixels = new Float32Array(side * side * 3)
  for (let y = 0; y < height; y += 1) {
    pixels.set(data.subarray(y * width * 3, (y + 1) * width * 3), y * side * 3)
  }
  return { pixels, usedWidth: width / side, usedHeight: height / side }
}

/** The whole picture pulled into a square. */
export async function stretch(still: StillPixels, side: number): Promise<Float32Array> {
  return Float32Array.from((await resize(still, side, 'fill')).data)
}

/** @param part as shares of the picture */
export async function cutOut(still: StillPixels, part: Box): Promise<StillPixels> {
  const left = Math.floor(part[0] * still.width)
  const top = Math.floor(part[1] * still.height)
  const width = Math.min(still.width - left, Math.max(1, Math.round(part[2] * still.width)))
  const height = Math.min(still.height - top, Math.max(1, Math.round(part[3] * still.height)))
  const data = await openPixels(still).extract({ left, top, width, height }).raw().toBuffer()
  return { data, width, height }
}

export async function resize(
  still: StillPixels,
  side: number,
  fit: 'inside' | 'fill',
): Promise<StillPixels> {
  const { data, info } = await openPixels(still)
    .resize(side, side, { fit })
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

export function openPixels({ data, width, height }: StillPixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } })
}
