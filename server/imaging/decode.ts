import { readFile, stat } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import { Failure } from '../lib/failures.ts'
import { decodeBmp, decodeIconBmp } from './bmp.ts'
import { decodeHeic } from './heic.ts'
import { isPng, readIconEntries } from './ico.ts'
import type { Raster } from './raster.ts'
import { INPUT_OPTIONS } from './sharp-input.ts'
import { unpackSvg } from './svg.ts'

const SHARP_FORMATS = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'])

/** Formats that are read whole, and how large such a file may be. */
const MAX_BYTES: Record<string, number> = {
  svg: 20 * 2 ** 20,
  heif: 100 * 2 ** 20,
  bmp: 300 * 2 ** 20,
  ico: 20 * 2 ** 20,
  cur: 20 * 2 ** 20,
}

/**
 * An original as a sharp picture, ready for a pipeline: not turned upright yet, first frame only.
 * @param format as detectMediaType names it
 * @returns null when Vitrine cannot decode the format
 * @throws Failure `broken_file` when the file is too large or too damaged to begin with
 */
export async function openPicture(file: string, format: string): Promise<Sharp | null> {
  if (SHARP_FORMATS.has(format)) return sharp(file, INPUT_OPTIONS)
  const maxBytes = MAX_BYTES[format]
  if (maxBytes === undefined) return null
  if ((await stat(file)).size > maxBytes) {
    const limit = `${maxBytes / 2 ** 20} MiB`
    throw new Failure('broken_file', `The ${format.toUpperCase()} is larger than ${limit}.`)
  }
  if (format === 'heif') return fromRaster(await decodeHeic(file))
  return openBytes(await readFile(file), format)
}

function openBytes(bytes: Buffer, format: string): Sharp {
  if (format === 'svg') return sharp(unpackSvg(bytes), INPUT_OPTIONS)
  if (format === 'bmp') return fromRaster(decodeBmp(bytes))
  return openIcon(bytes)
}

/** The largest picture of an icon. */
function openIcon(bytes: Buffer): Sharp {
  const [entry] = readIconEntries(bytes)
  const picture = bytes.subarray(entry?.offset ?? bytes.length)
  if (picture.length < 40) throw new Failure('broken_file', 'The icon data ends too early.')
  return isPng(picture) ? sharp(picture, INPUT_OPTIONS) : fromRaster(decodeIconBmp(picture))
}

function fromRaster(raster: Raster): Sharp {
  const { data, width, height, channels } = raster
  const picture = sharp(data, { ...INPUT_OPTIONS, raw: { width, height, channels } })
  return isOpaque(raster) ? picture.removeAlpha() : picture
}

function isOpaque({ data, channels }: Raster): boolean {
  if (channels !== 4) return false
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false
  return true
}
