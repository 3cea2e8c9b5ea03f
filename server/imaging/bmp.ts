import { Failure } from '../lib/failures.ts'
import { type BmpHeader, readBmpHeader } from './bmp-header.ts'
import type { Raster } from './raster.ts'

const FILE_HEADER_BYTES = 14
const MAX_PIXELS = 2 ** 26

const RLE8 = 1
const RLE4 = 2
const BITFIELDS = 3
const ALPHA_BITFIELDS = 6

/** Decodes a BMP file. @throws Failure `broken_file` also for the rare kinds (JPEG or PNG inside) */
export function decodeBmp(file: Buffer): Raster {
  const dib = file.subarray(FILE_HEADER_BYTES)
  const header = readBmpHeader(dib)
  return decodePixels(dib, header, file.subarray(file.readUInt32LE(10)))
}

/**
 * Decodes the BMP inside an icon: twice as high as the picture, since a mask of one bit per pixel follows.
 * The mask counts unless the pixels have an alpha of their own.
 */
export function decodeIconBmp(dib: Buffer): Raster {
  const doubled = readBmpHeader(dib)
  const header = { ...doubled, height: doubled.height >> 1, hasAlpha: doubled.bitsPerPixel === 32 }
  const pixels = dib.subarray(paletteStart(header) + header.paletteEntries * 4)
  const raster = decodePixels(dib, header, pixels)
  const { width, height, bitsPerPixel } = header
  const hasOwnAlpha = header.hasAlpha && raster.data.some((byte, at) => at % 4 === 3 && byte > 0)
  if (hasOwnAlpha) return raster
  const mask = pixels.subarray(rowLength(width, bitsPerPixel) * height)
  const maskRow = rowLength(width, 1)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const byte = mask[(height - 1 - y) * maskRow + (x >> 3)] ?? 0
      raster.data[(y * width + x) * 4 + 3] = (byte >> (7 - (x & 7))) & 1 ? 0 : 255
    }
  }
  return raster
}

function rowLength(width: number, bitsPerPixel: number): number {
  return 4 * Math.ceil((width * bitsPerPixel) / 32)
}

/** Behind the header, and behind the masks that a header of version 3 leaves outside itself. */
function paletteStart({ headerBytes, compression }: BmpHeader): number {
  if (headerBytes !== 40) return headerBytes
  return 40 + (compression === BITFIELDS ? 12 : compression === ALPHA_BITFIELDS ? 16 : 0)
}

function decodePixels(dib: Buffer, header: BmpHeader, pixels: Buffer): Raster {
  const { width, height, bitsPerPixel, compression } = header
  if (width * height > MAX_PIXELS) {
    throw new Failure('broken_file', 'The BMP picture is too large to be decoded.')
  }
  const isPacked = compression === RLE8 || compression === RLE4
  const isPlain = [0, BITFIELDS, ALPHA_BITFIELDS].includes(compression) && bitsPerPixel > 0
  if (!isPacked && !isPlain) {
    throw new Failure('broken_file', 'The BMP data is of a kind that cannot be decoded.')
  }
  const data = Buffer.alloc(width * height * 4)
  if (bitsPerPixel > 8) paintColors(data, header, pixels, readMasks(dib, header))
  else paintPalette(data, header, readPalette(dib, header), readIndexes(header, pixels, isPacked))
  return { data, width, height, channels: 4 }
}

/** Palette as RGBA; a colour that is missing is black. */
function readPalette(dib: Buffer, header: BmpHeader): Buffer {
  const entryBytes = header.headerBytes === 12 ? 3 : 4
  const palette = Buffer.alloc(256 * 4)
  const start = paletteStart(header)
  for (let index = 0; index < 256; index += 1) {
    const at = start + index * entryBytes
    const isThere = index < header.paletteEntries && at + 3 <= dib.length
    palette.writeUInt32BE(isThere ? dib.readUIntLE(at, 3) * 256 + 255 : 255, index * 4)
  }
  return palette
}

/** One byte per pixel, rows in the order of the file. */
function readIndexes(
  { width, height, bitsPerPixel }: BmpHeader,
  pixels: Buffer,
  isPacked: boolean,
) {
  if (isPacked) return unpackRuns(pixels, width, height, bitsPerPixel)
  const indexes = new Uint8Array(width * height)
  const row = rowLength(width, bitsPerPixel)
  const perByte = 8 / bitsPerPixel
  const mask = 2 ** bitsPerPixel - 1
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const byte = pixels[y * row + Math.floor(x / perByte)] ?? 0
      const shift = 8 - bitsPerPixel * ((x % perByte) + 1)
      indexes[y * width + x] = (byte >> shift) & mask
    }
  }
  return indexes
}

/** Runs of one colour (or two in turn, at four bits), literal pixels, jumps, ends of row and picture. */
function unpackRuns(runs: Buffer, width: number, height: number, bitsPerPixel: number): Uint8Array {
  const indexes = new Uint8Array(width * height)
  let [x, y, at] = [0, 0, 0]
  const put = (index: number) => {
    if (x < width && y < height) indexes[y * width + x] = index
    x += 1
  }
  const nibble = (byte: number, pixel: number) =>
    bitsPerPixel === 8 ? byte : pixel % 2 === 0 ? byte >> 4 : byte & 15
  while (at + 2 <= runs.length && y < height) {
    const [count = 0, value = 0] = runs.subarray(at, at + 2)
    at += 2
    if (count > 0) for (let pixel = 0; pixel < count; pixel += 1) put(nibble(value, pixel))
    else if (value === 0) [x, y] = [0, y + 1]
    else if (value === 1) break
    else if (value === 2) {
      x += runs[at] ?? 0
      y += runs[at + 1] ?? 0
      at += 2
    } else {
      const perByte = 8 / bitsPerPixel
      for (let pixel = 0; pixel < value; pixel += 1) {
        put(nibble(runs[at + Math.floor(pixel / perByte)] ?? 0, pixel))
      }
      // literal pixels are filled up to an even number of bytes
      at += 2 * Math.ceil(Math.ceil(value / perByte) / 2)
    }
  }
  return indexes
}

function paintPalette(data: Buffer, header: BmpHeader, palette: Buffer, indexes: Uint8Array): void {
  const { width, height, isTopDown } = header
  for (let y = 0; y < height; y += 1) {
    const from = (isTopDown ? y : height - 1 - y) * width
    for (let x = 0; x < width; x += 1) {
      const entry = (indexes[from + x] ?? 0) * 4
      palette.copy(data, (y * width + x) * 4, entry, entry + 4)
    }
  }
}

interface Channel {
  shift: number
  /** Largest value; 0 when the channel is not there. */
  most: number
}

/** Where red, green, blue and alpha are within a pixel. */
function readMasks(dib: Buffer, { headerBytes, bitsPerPixel, compression, hasAlpha }: BmpHeader) {
  const isMasked = compression === BITFIELDS || compression === ALPHA_BITFIELDS
  const field = (at: number) => (at + 4 <= dib.length ? dib.readUInt32LE(at) : 0)
  const alphaIsWritten = headerBytes >= 56 || compression === ALPHA_BITFIELDS
  const masks = isMasked
    ? [field(40), field(44), field(48), alphaIsWritten ? field(52) : 0]
    : bitsPerPixel === 16
      ? [0x7c00, 0x3e0, 0x1f, 0]
      : [0xff0000, 0xff00, 0xff, hasAlpha ? 0xff000000 : 0]
  return masks.map(toChannel)
}

function toChannel(mask: number): Channel {
  const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask)
  return { shift, most: mask >>> shift }
}

function paintColors(data: Buffer, header: BmpHeader, pixels: Buffer, masks: Channel[]): void {
  const { width, height, bitsPerPixel, isTopDown } = header
  const pixelBytes = bitsPerPixel / 8
  const row = rowLength(width, bitsPerPixel)
  for (let y = 0; y < height; y += 1) {
    const from = (isTopDown ? y : height - 1 - y) * row
    for (let x = 0; x < width; x += 1) {
      const at = from + x * pixelBytes
      const pixel = at + pixelBytes <= pixels.length ? pixels.readUIntLE(at, pixelBytes) : 0
      masks.forEach(({ shift, most }, channel) => {
        const value = most === 0 ? 255 : Math.round((((pixel >>> shift) & most) * 255) / most)
        // a colour that has no bits is dark, an alpha that has none is opaque
        data[(y * width + x) * 4 + channel] = most === 0 && channel < 3 ? 0 : value
      })
    }
  }
}
