import { Failure } from '../lib/failures.ts'
import { findBox, findPath, readBoxes, readTopBoxes } from './boxes.ts'
import type { FileBytes } from './file-bytes.ts'
import { readIccProfile } from './icc.ts'
import type { Shape } from './shape.ts'
import { wrapMetadata } from './wrap-metadata.ts'

const COLOR_SPACES: Record<number, string> = {
  12: 'CMYK',
  14: 'Lab',
  16: 'RGB',
  17: 'Gray',
  18: 'RGB',
}

export async function probeJp2(bytes: FileBytes): Promise<Partial<Shape>> {
  // a bare codestream begins with its own marker
  if (bytes.head.length >= 42 && bytes.head.readUInt32BE(0) === 0xff4fff51)
    return probeStream(bytes.head)
  const boxes = await readTopBoxes(bytes)
  const header = findPath(boxes, 'jp2h', 'ihdr')
  if (!header || header.length < 11)
    throw new Failure('broken_file', 'The JP2 data holds no picture.')
  const channels = header.readUInt16BE(8)
  const parts = readBoxes(findBox(boxes, 'jp2h') ?? Buffer.alloc(0))
  const color = findBox(parts, 'colr')
  const method = color?.[0]
  const space =
    color && method === 1 && color.length >= 7 ? COLOR_SPACES[color.readUInt32BE(3)] : null
  return {
    width: header.readUInt32BE(4),
    height: header.readUInt32BE(0),
    frames: 1,
    hasAlpha: findBox(parts, 'cdef') ? hasAlphaChannel(parts) : channels === 2 || channels === 4,
    bitsPerChannel: ((header[10] ?? 7) & 0x7f) + 1,
    colorModel: space ?? (channels > 2 ? 'RGB' : 'Gray'),
    colorProfile: (color && method === 2 && readIccProfile(color.subarray(3))?.description) || null,
  }
}

function probeStream(head: Buffer): Partial<Shape> {
  const channels = head.readUInt16BE(40)
  return {
    width: head.readUInt32BE(8) - head.readUInt32BE(16),
    height: head.readUInt32BE(12) - head.readUInt32BE(20),
    frames: 1,
    hasAlpha: channels === 2 || channels === 4,
    bitsPerChannel: ((head[42] ?? 7) & 0x7f) + 1,
    colorModel: channels > 2 ? 'RGB' : 'Gray',
  }
}

/** Channel definitions: number, type (1 and 2 are opacity), what it belongs to. */
function hasAlphaChannel(parts: Parameters<typeof findBox>[0]): boolean {
  const definitions = findBox(parts, 'cdef') ?? Buffer.alloc(0)
  for (let at = 2; at + 6 <= definitions.length; at += 6) {
    if ([1, 2].includes(definitions.readUInt16BE(at + 2))) return true
  }
  return false
}

const EXIF = 'JpgTiffExif->JP2'
const XMP = 'be7acfcb97a942e89c71999491e3afac'
const IPTC = '33c7a4d2b81d4723a0baf1a3e097ad38'

/** Metadata stands in boxes of the type uuid, each kind under its own. */
export async function collectJp2Metadata(bytes: FileBytes): Promise<Buffer> {
  const boxes = (await readTopBoxes(bytes)).filter(({ type }) => type === 'uuid')
  const find = (id: string) =>
    boxes.find(({ content }) => content.toString(id.length === 16 ? 'latin1' : 'hex', 0, 16) === id)
  return wrapMetadata({
    exif: find(EXIF)?.content.subarray(16),
    xmp: find(XMP)?.content.subarray(16),
    iptc: find(IPTC)?.content.subarray(16),
  })
}
