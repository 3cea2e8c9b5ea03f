import type { FileBytes } from './file-bytes.ts'
import type { Shape } from './shape.ts'

/** What sharp hides by converting: palettes, and the frames of an animated PNG. */
export async function probePng({ head }: FileBytes): Promise<Partial<Shape>> {
  if (head.length < 33 || head.toString('latin1', 12, 16) !== 'IHDR') return {}
  const colorType = head.readUInt8(25)
  const frames = countFrames(head)
  return {
    frames,
    bitsPerChannel: head.readUInt8(24),
    colorModel: colorType === 3 ? 'Indexed' : colorType % 4 === 0 ? 'Gray' : 'RGB',
  }
}

/** acTL has to stand in front of the pixels, but not right behind the header. */
function countFrames(head: Buffer): number {
  for (let at = 8; at + 16 <= head.length; ) {
    const type = head.toString('latin1', at + 4, at + 8)
    if (type === 'acTL') return Math.max(1, head.readUInt32BE(at + 8))
    if (type === 'IDAT') return 1
    at += 12 + head.readUInt32BE(at)
  }
  return 1
}
