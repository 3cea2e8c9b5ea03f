import type { FileBytes } from './file-bytes.ts'
import { collectJp2Metadata } from './jp2.ts'
import { collectPdfMetadata, findXmp } from './pdf.ts'
import { readPngChunks } from './png.ts'
import { collectPsdMetadata } from './psd.ts'
import { collectVideoMetadata } from './video.ts'
import { wrapMetadata } from './wrap-metadata.ts'

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
    case 'xml':
    case 'unknown':
      return wrapMetadata({ xmp: findXmp(bytes.head) })
    case 'mp4':
    case 'mov':
    case '3gp':
      return await collectVideoMetadata(bytes)
    case 'heif':
    case 'avif':
      return await collectHeif(bytes)
    case 'tiff':
    case 'gif':
    case 'jxl':
      return await collectWhole(bytes)
    default:
      return null
  }
}

async function collectWhole(bytes: FileBytes): Promise<Buffer | null> {
  return bytes.sizeBytes > MAX_WHOLE_FILE_BYTES ? null : await bytes.read(0, bytes.sizeBytes)
}

/** Sequences keep their metadata as stills do, but are only looked into under the name of a still. */
async function collectHeif(bytes: FileBytes): Promise<Buffer | null> {
  const file = await collectWhole(bytes)
  if (file?.toString('latin1', 8, 12) !== 'avis') return file
  return Buffer.concat([file.subarray(0, 8), Buffer.from('avif'), file.subarray(12)])
}

/** Start of image, frame header, comments, and the segments of JFIF, EXIF, XMP and Photoshop. */
async function collectJpegSegments(bytes: FileBytes): Promise<Buffer> {
  const parts: Buffer[] = [Buffer.from([0xff, 0xd8])]
  let at = 2
  let hasJfif = false
  for (let block = 0; block < MAX_BLOCKS; block += 1) {
    const [fill, marker = 0, high = 0, low = 0] = await bytes.read(at, 4)
    if (fill !== 0xff) break
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === 0xda || marker === 0xd9) break
    const length = 2 + high * 256 + low
    // later ones are copies of the thumbnail's
    const isFirstJfif: boolean = marker === 0xe0 && !hasJfif
    hasJfif ||= isFirstJfif
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame || isFirstJfif || [0xe1, 0xed, 0xee, 0xfe].includes(marker)) {
      const segment = await bytes.read(at, length)
      // the continuation of a long XMP: depth maps and copies of the picture
      if (!segment.includes('ns.adobe.com/xmp/extension/')) parts.push(modernizeXmp(segment))
    }
    at += length
  }
  return Buffer.concat([...parts, Buffer.from([0xff, 0xd9])])
}

/** Old XMP, with another name for its root and comments inside, in the form of today. */
function modernizeXmp(segment: Buffer): Buffer {
  const isOld = segment.includes('ns.adobe.com/xap/1.0/') && segment.includes('<!--')
  if (!isOld && !segment.includes('<x:xapmeta')) return segment
  const text = segment.toString('latin1', 4).replaceAll('x:xapmeta', 'x:xmpmeta')
  const body = Buffer.from(withoutComments(text), 'latin1')
  const length = body.length + 2
  return Buffer.concat([Buffer.from([0xff, 0xe1, length >> 8, length & 255]), body])
}

function withoutComments(xml: string): string {
  const parts: string[] = []
  let at = 0
  for (;;) {
    const start = xml.indexOf('<!--', at)
    const end = start < 0 ? -1 : xml.indexOf('-->', start)
    if (end < 0) return [...parts, xml.slice(at)].join('')
    parts.push(xml.slice(at, start))
    at = end + 3
  }
}

const PNG_PIXELS = new Set(['IDAT', 'fdAT', 'PLTE', 'tRNS', 'iCCP', 'zTXt'])

async function collectPngChunks(bytes: FileBytes): Promise<Buffer> {
  const parts: Buffer[] = [bytes.head.subarray(0, 8)]
  for await (const { type, offset, length } of readPngChunks(bytes)) {
    const isWanted = !PNG_PIXELS.has(type) && length <= MAX_BLOCK_BYTES && parts.length < MAX_BLOCKS
    if (isWanted) parts.push(await bytes.read(offset - 8, length + 12))
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
