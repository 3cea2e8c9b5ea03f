import type { FileBytes } from './file-bytes.ts'
import type { Shape } from './shape.ts'
import { findTag, type Tags, tagNumber } from './tags.ts'

const MAX_PAGES = 10_000

const COLOR_MODELS: Record<number, string> = {
  0: 'Gray',
  1: 'Gray',
  2: 'RGB',
  3: 'Indexed',
  5: 'CMYK',
  6: 'RGB',
  8: 'Lab',
  9: 'Lab',
}

/** All that the first directory says, since sharp refuses many kinds of TIFF and converts others. */
export async function probeTiff(bytes: FileBytes, { exif }: Tags): Promise<Partial<Shape>> {
  const [width, height] = [tagNumber(exif, 'ImageWidth'), tagNumber(exif, 'ImageLength')]
  if (!width || !height) return {}
  const photometric = tagNumber(exif, 'PhotometricInterpretation')
  const model = photometric === null ? undefined : COLOR_MODELS[photometric]
  return {
    ...sizes(width, height, tagNumber(exif, 'Orientation') ?? 1),
    frames: await countPages(bytes),
    hasAlpha: readNumbers(exif, 'ExtraSamples').some((kind) => kind === 1 || kind === 2),
    bitsPerChannel: readNumbers(exif, 'BitsPerSample')[0] ?? 1,
    ...(model && { colorModel: model }),
  }
}

function sizes(width: number, height: number, orientation: number): Partial<Shape> {
  const [displayWidth, displayHeight] = orientation > 4 ? [height, width] : [width, height]
  return { width, height, displayWidth, displayHeight }
}

function readNumbers(exif: object | undefined, name: string): number[] {
  const tag = findTag(exif, name)
  const value = Array.isArray(tag) ? null : tag?.value
  return [value].flat().filter((item) => typeof item === 'number')
}

/** Follows the chain of directories, each of which knows where the next one is; BigTIFF has wider fields. */
async function countPages(bytes: FileBytes): Promise<number> {
  const isLittle = bytes.head[0] === 0x49
  const isBig = [bytes.head[2], bytes.head[3]].includes(43)
  const [start, countBytes, entryBytes, offsetBytes] = isBig ? [8, 8, 20, 8] : [4, 2, 12, 4]
  const readNumber = async (at: number, length: number) => {
    const field = await bytes.read(at, length)
    if (field.length < length) return 0
    // offsets beyond 2^48 do not exist
    const low = Math.min(length, 6)
    return isLittle ? field.readUIntLE(0, low) : field.readUIntBE(length - low, low)
  }
  const seen = new Set<number>()
  let at = await readNumber(start, offsetBytes)
  while (at > 0 && at < bytes.sizeBytes && !seen.has(at) && seen.size < MAX_PAGES) {
    seen.add(at)
    const entries = await readNumber(at, countBytes)
    if (entries === 0) seen.delete(at)
    at = entries === 0 ? 0 : await readNumber(at + countBytes + entries * entryBytes, offsetBytes)
  }
  return Math.max(1, seen.size)
}
