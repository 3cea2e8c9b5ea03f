import type { FileBytes } from './file-bytes.ts'

/** Boxes of ISO media files (HEIF, AVIF, MP4) and of JPEG 2000: length, four letters, content. */
export interface Box {
  type: string
  content: Buffer
}

const MAX_BOXES = 10_000
const MAX_TOP_BYTES = 16 * 2 ** 20

/** The boxes one after the other in a piece of memory; stops where they stop making sense. */
export function readBoxes(data: Buffer): Box[] {
  const boxes: Box[] = []
  for (let at = 0; at + 8 <= data.length && boxes.length < MAX_BOXES; ) {
    const { type, start, end } = readBoxHead(data, at, data.length)
    if (end < start) break
    boxes.push({ type, content: data.subarray(start, end) })
    at = end
  }
  return boxes
}

/** The boxes on the outermost level of a file, without the content of those that hold media. */
export async function readTopBoxes(bytes: FileBytes): Promise<Box[]> {
  const boxes: Box[] = []
  for (let at = 0; at + 8 <= bytes.sizeBytes && boxes.length < 1000; ) {
    const head = await bytes.read(at, 16)
    const { type, start, end } = readBoxHead(head, 0, bytes.sizeBytes - at)
    if (end < start) break
    const isMedia = ['mdat', 'free', 'skip', 'jp2c', 'jxlc', 'jxlp'].includes(type)
    const length = isMedia ? 0 : Math.min(end - start, MAX_TOP_BYTES)
    boxes.push({ type, content: await bytes.read(at + start, length) })
    at += end
  }
  return boxes
}

function readBoxHead(data: Buffer, at: number, limit: number) {
  const length = data.readUInt32BE(at)
  const type = data.toString('latin1', at + 4, at + 8)
  if (length === 0) return { type, start: at + 8, end: limit }
  if (length !== 1) return { type, start: at + 8, end: Math.min(at + length, limit) }
  if (at + 16 > data.length) return { type, start: at + 16, end: 0 }
  return { type, start: at + 16, end: Math.min(at + Number(data.readBigUInt64BE(at + 8)), limit) }
}

export function findBox(boxes: readonly Box[], type: string): Buffer | null {
  return boxes.find((box) => box.type === type)?.content ?? null
}

/** The content of a box inside boxes; version and flags of `meta` are skipped. */
export function findPath(boxes: readonly Box[], ...path: string[]): Buffer | null {
  let level = boxes
  let found: Buffer | null = null
  for (const type of path) {
    found = findBox(level, type)
    if (!found) return null
    level = readBoxes(type === 'meta' ? found.subarray(4) : found)
  }
  return found
}
