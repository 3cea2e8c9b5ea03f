import { Failure } from '../lib/failures.ts'
import type { FileBytes } from './file-bytes.ts'
import type { Shape } from './shape.ts'

/** AVI: the main header, 56 bytes behind "avih" and its length. */
export async function probeAvi({ head }: FileBytes): Promise<Partial<Shape>> {
  const at = head.indexOf('avih')
  if (at < 0 || at + 48 > head.length)
    throw new Failure('broken_file', 'The AVI data ends too early.')
  const microseconds = head.readUInt32LE(at + 8)
  const frames = head.readUInt32LE(at + 24)
  return {
    width: head.readUInt32LE(at + 40),
    height: head.readUInt32LE(at + 44),
    frames,
    durationSeconds: (microseconds * frames) / 1e6,
  }
}

/** Flash: numbers under their names in the first script tag, as big-endian doubles. */
export async function probeFlv({ head }: FileBytes): Promise<Partial<Shape>> {
  const find = (name: string) => {
    const at = head.indexOf(`${name}\0`, 0, 'latin1') + name.length
    return at >= name.length && at + 9 <= head.length ? head.readDoubleBE(at + 1) : null
  }
  return { width: find('width'), height: find('height'), durationSeconds: find('duration') }
}

/** Windows Media: the stream properties whose stream type is video begin with its size. */
export async function probeAsf({ head }: FileBytes): Promise<Partial<Shape>> {
  const at = head.indexOf('c0ef19bc4d5bcf11a8fd00805f5c442b', 0, 'hex')
  if (at < 0 || at + 62 > head.length) return {}
  // behind two identifiers, a time, two lengths and the flags
  return { width: head.readUInt32LE(at + 54), height: head.readUInt32LE(at + 58) }
}

/** The size in the first frame of codecs that are only met in old files: Theora, MPEG-1 and MPEG-2. */
export function findElementarySize(head: Buffer): Pick<Shape, 'width' | 'height'> | null {
  const theora = head.indexOf('\x80theora', 0, 'latin1')
  if (theora >= 0 && theora + 20 <= head.length) {
    return { width: head.readUIntBE(theora + 14, 3), height: head.readUIntBE(theora + 17, 3) }
  }
  const sequence = head.indexOf('000001b3', 0, 'hex')
  if (sequence < 0 || sequence + 7 > head.length) return null
  const both = head.readUIntBE(sequence + 4, 3)
  return { width: both >> 12, height: both & 0xfff }
}
