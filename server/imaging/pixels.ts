import sharp, { type Sharp } from 'sharp'
import type { PixelFacts } from '../../contract/media-facts.ts'
import { encodeBlurhash } from './blurhash.ts'
import { readColors } from './colors.ts'
import { readPerceptualHash } from './perceptual-hash.ts'
import type { Raster } from './raster.ts'

/** Longest side of the preview, and of everything here that looks at the pixels. */
export const ANALYSIS_SIDE = 512
/** Longest side of what analysis looks at: what is written in a picture is to be read. */
export const STILL_SIDE = 768

/**
 * Colours, hashes, preview and still from one decode.
 * @param picture an original as decode.ts opens it, or pixels; errors of the decoder come out as they are
 */
export async function readPixels(
  picture: Sharp,
  { still = false }: { still?: boolean } = {},
): Promise<PixelFacts> {
  const large = await decodeWithin(picture, still ? STILL_SIDE : ANALYSIS_SIDE)
  const raster = await shrink(large)
  return {
    ...readColors(raster),
    blurhash: encodeBlurhash(raster),
    perceptualHash: readPerceptualHash(raster),
    preview: await encodePreview(raster),
    still: still ? await encodeStill(large) : null,
  }
}

async function decodeWithin(picture: Sharp, side: number): Promise<Raster> {
  const { data, info } = await picture
    .autoOrient()
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const { width, height } = info
  if (info.channels > 4) return { data: keepThree(data, info.channels), width, height, channels: 3 }
  return { data, width, height, channels: info.channels as Raster['channels'] }
}

async function shrink(large: Raster): Promise<Raster> {
  const { data, width, height, channels } = large
  if (Math.max(width, height) <= ANALYSIS_SIDE) return large
  const small = await sharp(data, { raw: { width, height, channels } })
    // Two thirds of what the default costs, and no worse for so little a step.
    .resize(ANALYSIS_SIDE, ANALYSIS_SIDE, { fit: 'inside', kernel: 'linear' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data: small.data, width: small.info.width, height: small.info.height, channels }
}

/** Models and services take no transparency, and white is what most pages show behind it. */
async function encodeStill({ data, width, height, channels }: Raster): Promise<Buffer> {
  return await sharp(data, { raw: { width, height, channels } })
    .flatten({ background: 'white' })
    .jpeg({ quality: 85, optimiseCoding: false })
    .toBuffer()
}

/** A TIFF may have any number of channels behind red, green and blue. */
function keepThree(data: Buffer, channels: number): Buffer {
  const kept = Buffer.alloc((data.length / channels) * 3)
  for (let from = 0, to = 0; from < data.length; from += channels, to += 3) {
    data.copy(kept, to, from, from + 3)
  }
  return kept
}

/** As cheap as it gets: WebP would cost five times as much, optimal Huffman codes twice, for few bytes. */
async function encodePreview({ data, width, height, channels }: Raster): Promise<Buffer> {
  const still = sharp(data, { raw: { width, height, channels } })
  const hasAlpha = channels === 2 || channels === 4
  return hasAlpha
    ? await still.webp({ quality: 80, effort: 0 }).toBuffer()
    : await still.jpeg({ quality: 80, optimiseCoding: false }).toBuffer()
}
