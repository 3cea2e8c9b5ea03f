import { Failure } from '../lib/failures.ts'
import { type Box, findBox, findPath, readBoxes, readTopBoxes } from './boxes.ts'
import type { FileBytes } from './file-bytes.ts'
import { readIccProfile } from './icc.ts'
import type { Shape } from './shape.ts'

/**
 * Still or sequence in a HEIF container (HEIC, AVIF): the properties of its primary picture, and the number
 * of frames when there is a track of them.
 */
export async function probeHeif(bytes: FileBytes): Promise<Partial<Shape>> {
  const boxes = await readTopBoxes(bytes)
  const properties = readPrimaryProperties(boxes)
  const track = readTrack(boxes)
  const size = readSize(properties) ?? track
  if (!size) throw new Failure('broken_file', 'The HEIF data holds no picture.')
  const turns = (findBox(properties, 'irot')?.[0] ?? 0) & 3
  const [displayWidth, displayHeight] =
    turns % 2 === 1 ? [size.height, size.width] : [size.width, size.height]
  // a picture made of tiles leaves its profile to them
  const all = readBoxes(findPath(boxes, 'meta', 'iprp', 'ipco') ?? Buffer.alloc(0))
  const profile = [...properties, ...all].find(isIccProfile)
  return {
    ...size,
    displayWidth,
    displayHeight,
    frames: track?.frames ?? 1,
    hasAlpha: hasAlpha(boxes),
    // of the codec's own description, which every picture has: pixi is often left out
    bitsPerChannel: readBits(properties),
    colorModel: findBox(properties, 'pixi')?.[4] === 1 ? 'Gray' : 'RGB',
    colorProfile: (profile && readIccProfile(profile.content.subarray(4))?.description) ?? null,
  }
}

function isIccProfile({ type, content }: Box): boolean {
  return type === 'colr' && ['prof', 'rICC'].includes(content.toString('latin1', 0, 4))
}

function readSize(properties: readonly Box[]) {
  const ispe = findBox(properties, 'ispe')
  if (!ispe || ispe.length < 12) return null
  return { width: ispe.readUInt32BE(4), height: ispe.readUInt32BE(8) }
}

function readBits(properties: readonly Box[]): number | null {
  const pixi = findBox(properties, 'pixi')
  if (pixi && pixi.length > 5) return pixi.readUInt8(5)
  const av1 = findBox(properties, 'av1C')?.[2]
  if (av1 !== undefined) return av1 & 0x40 ? (av1 & 0x20 ? 12 : 10) : 8
  const hevc = findBox(properties, 'hvcC')?.[17]
  return hevc === undefined ? null : (hevc & 7) + 8
}

/** The properties that are associated with the primary item, in their order. */
function readPrimaryProperties(boxes: readonly Box[]): Box[] {
  const primary = findPath(boxes, 'meta', 'pitm')
  const all = findPath(boxes, 'meta', 'iprp', 'ipco')
  const associations = findPath(boxes, 'meta', 'iprp', 'ipma')
  if (!primary || !all || !associations || primary.length < 6) return []
  const id =
    primary[0] === 0 ? primary.readUInt16BE(4) : primary.readUIntBE(4, primary.length >= 8 ? 4 : 2)
  const properties = readBoxes(all)
  return readAssociations(associations, id).flatMap((index) => properties[index - 1] ?? [])
}

/** Indexes (from 1) of the properties of an item. */
function readAssociations(ipma: Buffer, id: number): number[] {
  const idBytes = ipma[0] === 0 ? 2 : 4
  const isWide = ((ipma[3] ?? 0) & 1) === 1
  let at = 8
  while (at + idBytes + 1 <= ipma.length) {
    const item = ipma.readUIntBE(at, idBytes)
    const count = ipma.readUInt8(at + idBytes)
    const list = ipma.subarray(at + idBytes + 1, at + idBytes + 1 + count * (isWide ? 2 : 1))
    if (item === id) return isWide ? readWideIndexes(list) : [...list].map((value) => value & 0x7f)
    at += idBytes + 1 + count * (isWide ? 2 : 1)
  }
  return []
}

function readWideIndexes(list: Buffer): number[] {
  const length = list.length >> 1
  return Array.from({ length }, (_, index) => list.readUInt16BE(index * 2) & 0x7fff)
}

/** An auxiliary picture, or track, whose type says alpha. */
function hasAlpha(boxes: readonly Box[]): boolean {
  const places = [findPath(boxes, 'meta', 'iprp', 'ipco'), findBox(boxes, 'moov')]
  return places.some(
    (place) =>
      place?.includes('auxid:1') ||
      place?.includes('hevc:2015:auxid:1') ||
      place?.includes('auxiliary:alpha'),
  )
}

interface Track {
  width: number
  height: number
  frames: number
}

/** The first track of pictures of an image sequence. */
function readTrack(boxes: readonly Box[]): Track | null {
  const moov = findBox(boxes, 'moov')
  for (const { type, content } of moov ? readBoxes(moov) : []) {
    const parts = type === 'trak' ? readBoxes(content) : []
    const handler = findPath(parts, 'mdia', 'hdlr')?.toString('latin1', 8, 12)
    const header = findBox(parts, 'tkhd')
    const sizes = findPath(parts, 'mdia', 'minf', 'stbl', 'stsz')
    if (handler !== 'pict' || !header || header.length < 8 || !sizes || sizes.length < 12) continue
    const [width, height] = [
      header.readUInt16BE(header.length - 8),
      header.readUInt16BE(header.length - 4),
    ]
    return { width, height, frames: sizes.readUInt32BE(8) }
  }
  return null
}
