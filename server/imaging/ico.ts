import { Failure } from '../lib/failures.ts'
import { readBmpHeader, readColorModel } from './bmp-header.ts'
import type { FileBytes } from './file-bytes.ts'
import type { Shape } from './shape.ts'

const MAX_ENTRIES = 256

export interface IconEntry {
  width: number
  height: number
  bitsPerPixel: number
  offset: number
  lengthBytes: number
}

/** The pictures of an icon or a cursor, largest first. @throws Failure `broken_file` when there is none */
export function readIconEntries(head: Buffer): IconEntry[] {
  const count = head.length < 6 ? 0 : Math.min(head.readUInt16LE(4), MAX_ENTRIES)
  const entries: IconEntry[] = []
  for (let at = 6; at + 16 <= head.length && entries.length < count; at += 16) {
    entries.push({
      width: head.readUInt8(at) || 256,
      height: head.readUInt8(at + 1) || 256,
      bitsPerPixel: head.readUInt16LE(at + 6),
      lengthBytes: head.readUInt32LE(at + 8),
      offset: head.readUInt32LE(at + 12),
    })
  }
  if (entries.length === 0) throw new Failure('broken_file', 'The icon holds no picture.')
  return entries.sort(
    (a, b) => b.width * b.height - a.width * a.height || b.bitsPerPixel - a.bitsPerPixel,
  )
}

/** What the largest picture says of itself; the directory in front of it is often wrong. */
export async function probeIcon(bytes: FileBytes): Promise<Partial<Shape>> {
  const [entry] = readIconEntries(bytes.head)
  const start = entry ? await bytes.read(entry.offset, 4096) : Buffer.alloc(0)
  if (start.length < 40) throw new Failure('broken_file', 'The icon data ends too early.')
  return isPng(start) ? probePngEntry(start) : probeBmpEntry(start)
}

export function isPng(start: Buffer): boolean {
  return start.length > 26 && start.readUInt32BE(0) === 0x89504e47
}

function probePngEntry(start: Buffer): Partial<Shape> {
  const colorType = start.readUInt8(25)
  return {
    width: start.readUInt32BE(16),
    height: start.readUInt32BE(20),
    frames: 1,
    hasAlpha: colorType >= 4,
    bitsPerChannel: start.readUInt8(24),
    colorModel: colorType === 3 ? 'Indexed' : colorType % 4 === 0 ? 'Gray' : 'RGB',
  }
}

/** Twice as high as the picture: below it lies a mask of one bit, which makes it transparent. */
function probeBmpEntry(start: Buffer): Partial<Shape> {
  const header = readBmpHeader(start)
  return {
    width: header.width,
    height: Math.floor(header.height / 2),
    frames: 1,
    hasAlpha: true,
    bitsPerChannel: 8,
    colorModel: readColorModel(start, header),
  }
}
