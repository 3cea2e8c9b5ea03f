import { gunzipSync, constants as zlib } from 'node:zlib'
import { Failure } from '../lib/failures.ts'
import type { FileBytes } from './file-bytes.ts'
import type { Shape } from './shape.ts'

const MAX_SVG_BYTES = 20 * 2 ** 20

const MAX_HEAD_BYTES = 65_536

/** Inflates what is gzip. Deflate grows up to a thousandfold: no more is looked at than of other files. */
function inflateHead(head: Buffer): Buffer {
  if (head[0] !== 0x1f || head[1] !== 0x8b) return head
  try {
    const inflated = gunzipSync(head.subarray(0, 4096), { finishFlush: zlib.Z_SYNC_FLUSH })
    return inflated.subarray(0, MAX_HEAD_BYTES)
  } catch {
    return head
  }
}

function decodeXml(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le')
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const swapped = Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
    return swapped.swap16().toString('utf16le')
  }
  return bytes.toString('utf8').replace(/^\uFEFF/, '')
}

/**
 * Where the root element starts, behind the XML declaration, comments and a doctype with its entities; -1
 * when something else comes first. A plain walk, since patterns for nested brackets can be made to hang.
 */
function findRootElement(xml: string): number {
  let at = 0
  let hasDoctype = false
  for (;;) {
    while (' \t\r\n\f'.includes(xml[at] ?? 'x')) at += 1
    let end: number
    if (xml.startsWith('<?', at)) end = after(xml, '?>', at)
    else if (xml.startsWith('<!--', at)) end = after(xml, '-->', at)
    else if (!hasDoctype && /^<!doctype/i.test(xml.slice(at, at + 9))) {
      hasDoctype = true
      end = endOfDoctype(xml, at)
    } else return xml[at] === '<' ? at : -1
    if (end < 0) return -1
    at = end
  }
}

function after(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from)
  return at < 0 ? -1 : at + mark.length
}

function endOfDoctype(xml: string, from: number): number {
  if (/^<!doctype\s+html/i.test(xml.slice(from, from + 64))) return -1
  const plain = xml.indexOf('>', from)
  const bracket = xml.indexOf('[', from)
  if (bracket < 0 || bracket > plain) return plain < 0 ? -1 : plain + 1
  const close = xml.indexOf(']', bracket)
  return close < 0 ? -1 : after(xml, '>', close)
}

/** Whether this is the beginning of an SVG document, compressed or not. */
export function looksLikeSvg(head: Buffer): boolean {
  const xml = decodeXml(inflateHead(head))
  const root = findRootElement(xml)
  return root >= 0 && /^<(?:[\w.-]+:)?svg[\s>/]/.test(xml.slice(root, root + 64))
}

/**
 * The size the root element asks for, in pixels: width and height where they are plain numbers or pixels,
 * otherwise the viewBox.
 */
export async function probeSvg({ head }: FileBytes): Promise<Partial<Shape>> {
  const xml = decodeXml(inflateHead(head))
  const start = findRootElement(xml)
  const root = start < 0 ? '' : xml.slice(start, Math.min(endOf(xml, '>', start), start + 8192))
  const read = (name: string) => {
    const match = new RegExp(`\\s${name}\\s*=\\s*["']\\s*([^"']{1,100})["']`).exec(root)
    return match?.[1]?.trim() ?? ''
  }
  const pixels = (text: string) =>
    /^[\d.]+(px)?$/.test(text) ? Number.parseFloat(text) : Number.NaN
  const box = read('viewBox')
    .split(/[\s,]+/)
    .map(Number)
  const width = Math.round(pixels(read('width')) || (box[2] ?? 0))
  const height = Math.round(pixels(read('height')) || (box[3] ?? 0))
  return width > 0 && height > 0 ? { width, height, frames: 1 } : { frames: 1 }
}

function endOf(xml: string, mark: string, from: number): number {
  const end = after(xml, mark, from)
  return end < 0 ? xml.length : end
}

/**
 * The SVG as it is given to the renderer: always from memory, never by its file name. Without a place of
 * its own the renderer has nothing to resolve references against, so that neither neighbouring files nor
 * addresses are ever read.
 * @throws Failure `broken_file` when it is larger than 20 MiB, compressed or not.
 */
export function unpackSvg(bytes: Buffer): Buffer {
  const tooLarge = `The SVG is larger than ${MAX_SVG_BYTES / 2 ** 20} MiB.`
  if (bytes.length > MAX_SVG_BYTES) throw new Failure('broken_file', tooLarge)
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_SVG_BYTES })
  } catch (cause) {
    const bomb = cause instanceof RangeError
    throw new Failure('broken_file', bomb ? tooLarge : 'The compressed SVG is damaged.', { cause })
  }
}
