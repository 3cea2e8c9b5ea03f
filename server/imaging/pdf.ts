import { inflateSync, constants as zlib } from 'node:zlib'
import type { FileBytes } from './file-bytes.ts'
import type { Shape } from './shape.ts'
import { wrapMetadata } from './wrap-metadata.ts'

const MAX_SCANNED_BYTES = 64 * 2 ** 20
const MAX_STREAMS = 2000
const MAX_INFLATED_BYTES = 2 ** 20

/**
 * Pages and the size of the first one, in points taken as pixels. A PDF is not parsed: its page objects
 * are looked for, also in compressed object streams, which is right for nearly all and cannot be made to
 * loop. null where nothing was found, as in an encrypted one.
 */
export async function probePdf(bytes: FileBytes): Promise<Partial<Shape>> {
  const file = await bytes.read(0, Math.min(bytes.sizeBytes, MAX_SCANNED_BYTES))
  const text = file.toString('latin1')
  const objects = text + inflateObjectStreams(file, text)
  const pages = objects.match(/\/Type\s*\/Page(?![A-Za-z])/g)?.length ?? 0
  const counts = Array.from(objects.matchAll(/\/Count\s+(\d{1,7})/g), ([, count]) => Number(count))
  const isLinear = /\/Linearized\s/.test(text.slice(0, 2048))
  const declared = isLinear ? /\/N\s+(\d{1,7})/.exec(text.slice(0, 2048))?.[1] : undefined
  const frames = Number(declared) || (counts.length > 0 && Math.max(...counts)) || pages || null
  return { ...readPageSize(objects), frames }
}

function readPageSize(objects: string): Partial<Shape> {
  const number = String.raw`(-?\d{1,6}(?:\.\d{1,12})?)`
  const box = new RegExp(
    `/MediaBox\\s*\\[\\s*${number}\\s+${number}\\s+${number}\\s+${number}`,
  ).exec(objects)
  if (!box) return {}
  const [left = 0, bottom = 0, right = 0, top = 0] = box.slice(1).map(Number)
  const size = [Math.round(Math.abs(right - left)), Math.round(Math.abs(top - bottom))] as const
  // rotation is not looked at: it stands in another object as often as not
  return size[0] > 0 && size[1] > 0 ? { width: size[0], height: size[1] } : {}
}

/** Since version 1.5 most objects are packed into deflated streams of the type ObjStm. */
function inflateObjectStreams(file: Buffer, text: string): string {
  const parts: string[] = []
  const pattern = /\/ObjStm\b/g
  for (
    let found = pattern.exec(text);
    found && parts.length < MAX_STREAMS;
    found = pattern.exec(text)
  ) {
    const start = text.indexOf('stream', found.index)
    if (start < 0 || start - found.index > 2000) continue
    const dataAt = start + (text[start + 6] === '\r' ? 8 : 7)
    const end = text.indexOf('endstream', dataAt)
    parts.push(inflate(file.subarray(dataAt, end < 0 ? undefined : end)))
  }
  return parts.join('\n')
}

function inflate(data: Buffer): string {
  try {
    const options = { finishFlush: zlib.Z_SYNC_FLUSH, maxOutputLength: MAX_INFLATED_BYTES }
    return inflateSync(data, options).toString('latin1')
  } catch {
    return ''
  }
}

/** The document's XMP, when it is not compressed; the last one is the newest. */
export async function collectPdfMetadata(bytes: FileBytes): Promise<Buffer> {
  const file = await bytes.read(0, Math.min(bytes.sizeBytes, MAX_SCANNED_BYTES))
  return wrapMetadata({ xmp: findXmp(file) })
}

/** The last packet of XMP in a piece of memory. */
export function findXmp(data: Buffer): Buffer | undefined {
  const start = data.lastIndexOf('<x:xmpmeta')
  const endTag = '</x:xmpmeta>'
  const end = start < 0 ? -1 : data.indexOf(endTag, start)
  return end < 0 ? undefined : data.subarray(start, end + endTag.length)
}
