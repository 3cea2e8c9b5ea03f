import type { FileBytes } from './file-bytes.ts'
import type { Shape } from './shape.ts'

/** What an ICC profile says of itself. */
export interface IccProfile {
  description: string | null
  /** RGB, GRAY, CMYK, Lab, … as the profile spells it, without the padding. */
  space: string
}

/** null for what is no ICC profile. */
export function readIccProfile(bytes: Buffer): IccProfile | null {
  if (bytes.length < 132 || bytes.toString('latin1', 36, 40) !== 'acsp') return null
  const space = bytes.toString('latin1', 16, 20).trim()
  const tags = Math.min(bytes.readUInt32BE(128), 100)
  for (let at = 132; at + 12 <= Math.min(bytes.length, 132 + tags * 12); at += 12) {
    if (bytes.toString('latin1', at, at + 4) !== 'desc') continue
    const offset = bytes.readUInt32BE(at + 4)
    const tag = bytes.subarray(offset, offset + bytes.readUInt32BE(at + 8))
    return { description: readText(tag) || null, space }
  }
  return { description: null, space }
}

/** A profile that is a file of its own. */
export async function probeIcc({ head }: FileBytes): Promise<Partial<Shape>> {
  return { colorProfile: readIccProfile(head)?.description ?? null }
}

/** Version 2 writes ASCII ("desc"), version 4 a list of translations in UTF-16 ("mluc"). */
function readText(tag: Buffer): string {
  if (tag.length < 12) return ''
  const type = tag.toString('latin1', 0, 4)
  if (type === 'desc') return clean(tag.toString('latin1', 12, 12 + tag.readUInt32BE(8)))
  if (type === 'text') return clean(tag.toString('latin1', 8))
  if (type !== 'mluc' || tag.length < 28) return ''
  const start = tag.readUInt32BE(24)
  const text = Buffer.from(tag.subarray(start, start + (tag.readUInt32BE(20) & ~1)))
  return clean(text.length % 2 ? '' : text.swap16().toString('utf16le'))
}

function clean(text: string): string {
  // the text ends at the first control character, usually NUL
  return (text.split(/\p{Cc}/u, 1)[0] ?? '').trim().slice(0, 200)
}
