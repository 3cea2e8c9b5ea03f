import type { FileBytes } from './file-bytes.ts'
import { collectJp2Metadata } from './jp2.ts'
import { collectPdfMetadata } from './pdf.ts'
import { collectPsdMetadata } from './psd.ts'

/** Larger blocks of metadata are previews, depth maps or an attack. */
const MAX_BLOCK_BYTES = 2 ** 20
const MAX_BLOCKS = 2000
const MAX_WHOLE_FILE_BYTES = 64 * 2 ** 20

/**
 * A smaller file of the same format with the parts that hold metadata, and without the pixels. Metadata of
 * PNG and WebP may stand behind the pixels, so that reading the beginning would not do.
 * @returns null for formats whose metadata is not read, and for files too large to be read whole
 */
export async function collectMetadataBytes(
  bytes: FileBytes,
  format: string,
): Promise<Buffer | null> {
  switch (format) {
    case 'jpeg':
      return await collectJpegSegments(bytes)
    case 'png':
      return await collectPngChunks(bytes)
    case 'webp':
      return await collectRiffChunks(bytes)
    case 'psd':
      return await collectPsdMetadata(bytes)
    case 'jp2':
      return await collectJp2Metadata(bytes)
    case 'pdf':
      return await collectPdfMetadata(bytes)
    case 'tiff':
    case 'heif':
    case 'avif':
    case 'gif':
    case 'jxl':
      if (bytes.sizeBytes > MAX_WHOLE_FILE_BYTES) return null
      return await bytes.read(0, bytes.sizeBytes)
    default:
      return null
  }
}

/** Start of image, frame header, comments, and the segments of JFIF, EXIF, XMP and Photoshop. */
async function collectJpegSegments(bytes: FileBytes): Promise<Buffer> {
  const parts: Buffer[] = [Buffer.from([0xff, 0xd8])]
  let at = 2
  for (let block = 0; block < MAX_BLOCKS; block += 1) {
    const [fill, marker = 0, high = 0, low = 0] = await bytes.read(at, 4)
    if (fill !== 0xff) break
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === 0xda || marker === 0xd9) break
    const length = 2 + high * 256 + low
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame || [0xe0, 0xe1, 0xed, 0xee, 0xfe].includes(marker)) {
      const segment = await bytes.read(at, length)
      // the continuation of a long XMP: depth maps and copies of the picture
      if (!segment.includes('ns.adobe.com/xmp/extension/')) parts.push(segment)
    }
    at += length
  }
  return Buffer.concat([...parts, Buffer.from([0xff, 0xd9])])
}

const PNG_PIXELS = new Set(['IDAT', 'fdAT', 'PLTE', 'tRNS', 'iCCP', 'zTXt'])

async function collectPngChunks(bytes: FileBytes): Promise<Buffer> {
  const parts: Buffer[] = [bytes.head.subarray(0, 8)]
  let at = 8
  for (let block = 0; block < MAX_BLOCKS * 100 && parts.length < MAX_BLOCKS; block += 1) {
    const header = await bytes.read(at, 8)
    if (header.length < 8) break
    const length = header.readUInt32BE(0)
    const type = header.toString('latin1', 4, 8)
    if (!PNG_PIXELS.has(type) && length <= MAX_BLOCK_BYTES) {
      parts.push(await bytes.read(at, length + 12))
    }
    if (type === 'IEND') break
    at += length + 12
  }
  return Buffer.concat(parts)
}

async function collectRiffChunks(bytes: FileBytes): Promise<Buffer> {
  const parts: Buffer[] = []
  let at = 12
  for (let block = 0; block < MAX_BLOCKS; block += 1) {
    const header = await bytes.read(at, 8)
    if (header.length < 8) break
    const length = header.readUInt32LE(4)
    const type = header.toString('latin1', 0, 4)
    if (['VP8X', 'EXIF', 'XMP '].includes(type) && length <= MAX_BLOCK_BYTES) {
      parts.push(await bytes.read(at, 8 + length + (length % 2)))
    }
    at += 8 + length + (length % 2)
  }
  const body = Buffer.concat(parts)
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')
  head.writeUInt32LE(body.length + 4, 4)
  return Buffer.concat([head, body])
}
