import { Failure } from '../lib/failures.ts'
import type { FileBytes } from './file-bytes.ts'
import { readIccProfile } from './icc.ts'
import type { Shape } from './shape.ts'

const FILE_HEADER_BYTES = 14
const RGB = 0
const BITFIELDS = 3

export interface BmpHeader {
  headerBytes: number
  width: number
  /** Rows in the file; `isTopDown` tells their order. */
  height: number
  isTopDown: boolean
  bitsPerPixel: number
  compression: number
  paletteEntries: number
  hasAlpha: boolean
}

function damaged(what: string): Failure {
  return new Failure('broken_file', `The BMP data is damaged: ${what}.`)
}

/** The part behind the 14 bytes of the file header, which is also what an icon holds. */
export function readBmpHeader(dib: Buffer): BmpHeader {
  if (dib.length < 12) throw damaged('it ends in the header')
  const headerBytes = dib.readUInt32LE(0)
  if (headerBytes === 12) return readCoreHeader(dib)
  if (headerBytes < 16 || headerBytes > 200 || dib.length < 16)
    throw damaged('its header is unknown')
  const field = (at: number) =>
    at + 4 <= Math.min(headerBytes, dib.length) ? dib.readUInt32LE(at) : 0
  const bitsPerPixel = dib.readUInt16LE(14)
  const compression = field(16)
  const height = dib.readInt32LE(8)
  // the mask for alpha only counts where masks are used at all
  const alphaMask = compression === BITFIELDS && headerBytes >= 56 ? field(52) : 0
  return checkHeader({
    headerBytes,
    width: dib.readInt32LE(4),
    height: Math.abs(height),
    isTopDown: height < 0,
    bitsPerPixel,
    compression,
    paletteEntries: bitsPerPixel > 8 ? 0 : field(32) || 2 ** bitsPerPixel,
    hasAlpha: alphaMask !== 0,
  })
}

/** OS/2 1.x: 16-bit sizes. */
function readCoreHeader(dib: Buffer): BmpHeader {
  const bitsPerPixel = dib.readUInt16LE(10)
  return checkHeader({
    headerBytes: 12,
    width: dib.readUInt16LE(4),
    height: dib.readUInt16LE(6),
    isTopDown: false,
    bitsPerPixel,
    compression: RGB,
    paletteEntries: bitsPerPixel > 8 ? 0 : 2 ** bitsPerPixel,
    hasAlpha: false,
  })
}

function checkHeader(header: BmpHeader): BmpHeader {
  const { width, height, bitsPerPixel, paletteEntries } = header
  if (width <= 0 || height <= 0) throw damaged(`its size is ${width} x ${height}`)
  if (width * height > 2 ** 31) throw damaged(`its size, ${width} x ${height}, is impossible`)
  // 0 is right for pictures that are a JPEG or PNG inside
  if (![0, 1, 2, 4, 8, 16, 24, 32].includes(bitsPerPixel)) {
    throw damaged(`${bitsPerPixel} bits per pixel do not exist`)
  }
  if (paletteEntries > 2 ** 16)
    throw damaged(`its palette of ${paletteEntries} colours is impossible`)
  return header
}

export async function probeBmp(bytes: FileBytes): Promise<Partial<Shape>> {
  const { head, sizeBytes } = bytes
  if (head.length < FILE_HEADER_BYTES + 12) throw damaged('it ends in the header')
  const dib = head.subarray(FILE_HEADER_BYTES)
  const header = readBmpHeader(dib)
  const { width, height, bitsPerPixel, hasAlpha, compression } = header
  const rowBytes = 4 * Math.ceil((width * bitsPerPixel) / 32)
  const pixelsAt = head.readUInt32LE(10)
  if (FILE_HEADER_BYTES + header.headerBytes + 3 * header.paletteEntries > sizeBytes) {
    throw damaged(`its palette of ${header.paletteEntries} colours does not fit`)
  }
  const isPacked = compression !== RGB && compression !== BITFIELDS
  // a byte of run-length code stands for 127 pixels at most, and rows may be skipped
  if (width * height > 2 ** 20 && width * height > 1000 * sizeBytes) {
    throw damaged(`${sizeBytes} bytes cannot hold ${width} x ${height} pixels`)
  }
  if (!isPacked && pixelsAt + rowBytes * height > sizeBytes + rowBytes) {
    throw damaged('it ends too early')
  }
  return {
    width,
    height,
    frames: 1,
    hasAlpha,
    bitsPerChannel: bitsPerPixel === 16 ? 5 : 8,
    colorModel: readColorModel(dib, header),
    colorProfile: await readProfile(bytes, header),
  }
}

/** A palette of black and white is Gray, as every tool calls it. */
export function readColorModel(
  dib: Buffer,
  { headerBytes, bitsPerPixel, paletteEntries }: BmpHeader,
) {
  if (bitsPerPixel > 8 || bitsPerPixel === 0) return 'RGB'
  const entryBytes = headerBytes === 12 ? 3 : 4
  const palette = dib.subarray(headerBytes, headerBytes + paletteEntries * entryBytes)
  const colors = Array.from({ length: palette.length / entryBytes }, (_, index) =>
    palette.readUIntLE(index * entryBytes, 3),
  )
  const isBlackAndWhite = colors.every((color) => color === 0 || color === 0xffffff)
  return bitsPerPixel === 1 && isBlackAndWhite ? 'Gray' : 'Indexed'
}

/** Version 5 headers may say where an ICC profile is. */
async function readProfile(bytes: FileBytes, { headerBytes }: BmpHeader): Promise<string | null> {
  const dib = bytes.head.subarray(FILE_HEADER_BYTES)
  if (headerBytes < 124 || dib.length < 124 || dib.toString('latin1', 56, 60) !== 'DEBM')
    return null
  const offset = FILE_HEADER_BYTES + dib.readUInt32LE(112)
  const profile = await bytes.read(offset, Math.min(dib.readUInt32LE(116), 2 ** 20))
  return readIccProfile(profile)?.description ?? null
}
