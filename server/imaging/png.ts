import { inflateSync } from 'node:zlib'
import type { FileBytes } from './file-bytes.ts'
import type { Shape } from './shape.ts'
import type { MetadataBlocks } from './wrap-metadata.ts'

const MAX_PROFILE_BYTES = 2 ** 20
const MAX_CHUNKS = 100_000

interface Chunk {
  type: string
  /** Where its content begins, and how long it is. */
  offset: number
  length: number
}

/** Chunks in the order of the file. Stops at the end, or where the file stops making sense. */
export async function* readPngChunks(bytes: FileBytes): AsyncGenerator<Chunk> {
  let at = 8
  for (let count = 0; count < MAX_CHUNKS; count += 1) {
    const header = await bytes.read(at, 8)
    if (header.length < 8) return
    const length = header.readUInt32BE(0)
    const type = header.toString('latin1', 4, 8)
    yield { type, offset: at + 8, length }
    if (type === 'IEND') return
    at += length + 12
  }
}

/** What sharp hides by converting: palettes, and the frames of an animated PNG. */
export async function probePng(bytes: FileBytes): Promise<Partial<Shape>> {
  const { head } = bytes
  if (head.length < 33 || head.toString('latin1', 12, 16) !== 'IHDR') return {}
  const colorType = head.readUInt8(25)
  return {
    frames: await countFrames(bytes),
    bitsPerChannel: head.readUInt8(24),
    colorModel: colorType === 3 ? 'Indexed' : colorType % 4 === 0 ? 'Gray' : 'RGB',
  }
}

/** acTL stands in front of the pixels, or it does not count. */
async function countFrames(bytes: FileBytes): Promise<number> {
  for await (const { type, offset } of readPngChunks(bytes)) {
    if (type === 'IDAT') break
    const content = type === 'acTL' ? await bytes.read(offset, 4) : null
    if (content?.length === 4) return Math.max(1, content.readUInt32BE(0))
  }
  return 1
}

/** Metadata as ImageMagick and its kin write it: hexadecimal text, compressed. */
export async function readRawProfiles(bytes: FileBytes): Promise<MetadataBlocks> {
  const blocks: MetadataBlocks = {}
  for await (const { type, offset, length } of readPngChunks(bytes)) {
    if (type !== 'zTXt' || length > MAX_PROFILE_BYTES) continue
    const chunk = await bytes.read(offset, length)
    const name = /^Raw profile type (\w+)\0\0/.exec(chunk.toString('latin1', 0, 40))
    const profile = name ? inflateProfile(chunk.subarray(name[0].length)) : null
    if (!profile) continue
    const hasPrefix = profile.toString('latin1', 0, 6) === 'Exif\0\0'
    if (hasPrefix) blocks.exif = profile.subarray(6)
    else if (name?.[1] === 'exif') blocks.exif = profile
    else if (name?.[1] === 'iptc') blocks.iptc = profile
    else if (name?.[1] === 'xmp') blocks.xmp = profile
  }
  return blocks
}

/** Name and length in lines of their own, then the bytes in hexadecimal. */
function inflateProfile(data: Buffer): Buffer | null {
  try {
    const text = inflateSync(data, { maxOutputLength: 2 * MAX_PROFILE_BYTES }).toString('latin1')
    const header = /^\n[\w ]+\n *\d+\n/.exec(text)?.[0]
    return header ? Buffer.from(text.slice(header.length).replace(/\s/g, ''), 'hex') : null
  } catch {
    return null
  }
}
