import { Failure } from '../lib/failures.ts'
import type { FileBytes } from './file-bytes.ts'
import type { Shape } from './shape.ts'

/** Headers of the small formats that sharp does not open. Each takes the first 64 KiB of the file. */

function tooShort(format: string): Failure {
  return new Failure('broken_file', `The ${format} data ends too early.`)
}

export async function probePcx({ head }: FileBytes): Promise<Partial<Shape>> {
  if (head.length < 128) throw tooShort('PCX')
  const bits = head.readUInt8(3)
  const planes = head.readUInt8(65)
  const depth = bits * planes
  // one bit is black and white, three planes of eight bits are RGB, all between has a palette
  return {
    width: head.readUInt16LE(8) - head.readUInt16LE(4) + 1,
    height: head.readUInt16LE(10) - head.readUInt16LE(6) + 1,
    frames: 1,
    hasAlpha: planes === 4 && bits === 8,
    bitsPerChannel: bits,
    colorModel: depth === 1 ? 'Gray' : depth >= 24 ? 'RGB' : 'Indexed',
  }
}

export async function probeTga({ head }: FileBytes): Promise<Partial<Shape>> {
  if (head.length < 18) throw tooShort('TGA')
  const kind = head.readUInt8(2) % 8
  const bits = head.readUInt8(16)
  const alphaBits = head.readUInt8(17) & 15
  return {
    width: head.readUInt16LE(12),
    height: head.readUInt16LE(14),
    frames: 1,
    hasAlpha: kind === 3 ? bits === 16 : alphaBits > 0 || bits === 32,
    bitsPerChannel: bits < 24 && kind === 2 ? 5 : 8,
    colorModel: kind === 1 ? 'Indexed' : kind === 3 ? 'Gray' : 'RGB',
  }
}

export async function probePnm({ head }: FileBytes): Promise<Partial<Shape>> {
  const text = head.toString('latin1', 0, 4096).replace(/#.*/g, '')
  const match = /^P([1-6])\s+(\d{1,9})\s+(\d{1,9})(?:\s+(\d{1,5}))?\s/.exec(text)
  if (!match) throw new Failure('broken_file', 'The header of the PNM file is damaged.')
  const kind = Number(match[1])
  const isBitmap = kind % 3 === 1
  return {
    width: Number(match[2]),
    height: Number(match[3]),
    frames: 1,
    hasAlpha: false,
    bitsPerChannel: isBitmap ? 1 : Number(match[4]) > 255 ? 16 : 8,
    colorModel: kind % 3 === 0 ? 'RGB' : 'Gray',
  }
}

export async function probeHdr({ head }: FileBytes): Promise<Partial<Shape>> {
  const match = /\n([+-])([XY]) (\d{1,9}) [+-][XY] (\d{1,9})\n/.exec(
    head.toString('latin1', 0, 8192),
  )
  if (!match) throw new Failure('broken_file', 'The header of the Radiance file is damaged.')
  const [first, second] = [Number(match[3]), Number(match[4])]
  const [width, height] = match[2] === 'X' ? [first, second] : [second, first]
  return { width, height, frames: 1, hasAlpha: false, bitsPerChannel: 32, colorModel: 'RGB' }
}

export async function probeExr({ head }: FileBytes): Promise<Partial<Shape>> {
  const text = head.toString('latin1')
  // the value stands behind name, type ("box2i") and its length: x and y of the first and the last pixel
  const name = 'dataWindow\0box2i\0'
  const at = text.indexOf(name)
  const box = head.subarray(at + name.length + 4, at + name.length + 20)
  if (at < 0 || box.length < 16) throw tooShort('OpenEXR')
  return {
    width: box.readInt32LE(8) - box.readInt32LE(0) + 1,
    height: box.readInt32LE(12) - box.readInt32LE(4) + 1,
    frames: 1,
    // channels are listed by name, each with a NUL and 16 bytes behind it
    hasAlpha: /\0A\0[\0-2]\0\0\0/.test(text.slice(0, 8192)),
    bitsPerChannel: 32,
    colorModel: /\0R\0[\0-2]\0\0\0/.test(text.slice(0, 8192)) ? 'RGB' : 'Gray',
  }
}

export async function probeQoi({ head }: FileBytes): Promise<Partial<Shape>> {
  if (head.length < 14) throw tooShort('QOI')
  return {
    width: head.readUInt32BE(4),
    height: head.readUInt32BE(8),
    frames: 1,
    hasAlpha: head.readUInt8(12) === 4,
    bitsPerChannel: 8,
    colorModel: 'RGB',
  }
}

/** The size an EPS asks for, in points, taken as pixels; a preview in front of the text is skipped. */
export async function probePostscript(bytes: FileBytes): Promise<Partial<Shape>> {
  const { head } = bytes
  const hasPreview = head.length > 8 && head.readUInt32BE(0) === 0xc5d0d3c6
  const start = hasPreview ? await bytes.read(head.readUInt32LE(4), 8192) : head
  const comments = start.toString('latin1', 0, 8192)
  const number = String.raw`(-?\d{1,7}(?:\.\d{1,6})?)`
  const box = new RegExp(`%%BoundingBox: *${number} +${number} +${number} +${number}`).exec(
    comments,
  )
  if (!box) return { frames: 1 }
  const [left = 0, bottom = 0, right = 0, top = 0] = box.slice(1).map(Number)
  return { width: Math.ceil(right - left), height: Math.ceil(top - bottom), frames: 1 }
}
