import { Failure } from '../lib/failures.ts'
import type { FileBytes } from './file-bytes.ts'
import { readIccProfile } from './icc.ts'
import type { Shape } from './shape.ts'
import { wrapMetadata } from './wrap-metadata.ts'

const COLOR_MODELS = [
  'Gray',
  'Gray',
  'Indexed',
  'RGB',
  'CMYK',
  null,
  null,
  'Multichannel',
  'Gray',
  'Lab',
]
const MAX_RESOURCE_BYTES = 2 ** 20
const MAX_RESOURCES = 1000

const RESOLUTION = 1005
const IPTC = 1028
const ICC = 1039
const EXIF = 1058
const XMP = 1060

export async function probePsd(bytes: FileBytes): Promise<Partial<Shape>> {
  const { head } = bytes
  if (head.length < 34) throw new Failure('broken_file', 'The PSD data ends too early.')
  const resources = await readResources(bytes)
  const resolution = resources.get(RESOLUTION)
  const dpi = (at: number) =>
    resolution && resolution.length >= 16 ? round(resolution.readUInt32BE(at) / 65536) : null
  const profile = resources.get(ICC)
  return {
    width: head.readUInt32BE(18),
    height: head.readUInt32BE(14),
    frames: 1,
    hasAlpha: await hasTransparency(bytes),
    bitsPerChannel: head.readUInt16BE(22),
    colorModel: COLOR_MODELS[head.readUInt16BE(24)] ?? null,
    colorProfile: (profile && readIccProfile(profile)?.description) ?? null,
    dpiWidth: dpi(0) || null,
    dpiHeight: dpi(8) || null,
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

/** Where the image resources are, and how long. */
async function findResources(bytes: FileBytes): Promise<{ start: number; length: number }> {
  const colorData = bytes.head.readUInt32BE(26)
  const lengthAt = 30 + colorData
  const field = await bytes.read(lengthAt, 4)
  return { start: lengthAt + 4, length: field.length === 4 ? field.readUInt32BE(0) : 0 }
}

async function readResources(bytes: FileBytes): Promise<Map<number, Buffer>> {
  const { start, length } = await findResources(bytes)
  const resources = new Map<number, Buffer>()
  let at = start
  while (at < start + length && resources.size < MAX_RESOURCES) {
    const head = await bytes.read(at, 270)
    if (head.length < 12 || head.toString('latin1', 0, 4) !== '8BIM') break
    // the name: its length in one byte, padded to an even number
    const nameBytes = (head.readUInt8(6) + 2) & ~1
    if (head.length < 10 + nameBytes) break
    const size = head.readUInt32BE(6 + nameBytes)
    const dataAt = at + 10 + nameBytes
    if (size <= MAX_RESOURCE_BYTES)
      resources.set(head.readUInt16BE(4), await bytes.read(dataAt, size))
    at = dataAt + size + (size % 2)
  }
  return resources
}

/** A negative number of layers says that the first extra channel is the transparency of the whole. */
async function hasTransparency(bytes: FileBytes): Promise<boolean> {
  const { start, length } = await findResources(bytes)
  const isLarge = bytes.head.readUInt16BE(4) === 2
  const [sectionBytes, layerBytes] = isLarge ? [8, 8] : [4, 4]
  const count = await bytes.read(start + length + sectionBytes + layerBytes, 2)
  const layerInfo = await bytes.read(start + length + sectionBytes, layerBytes)
  const hasLayers = layerInfo.some((byte) => byte !== 0)
  return hasLayers && count.length === 2 && count.readInt16BE(0) < 0
}

/** EXIF, XMP and IPTC of a Photoshop file as a JPEG without a picture, which is what tags are read from. */
export async function collectPsdMetadata(bytes: FileBytes): Promise<Buffer> {
  if (bytes.head.length < 34) return Buffer.alloc(0)
  const resources = await readResources(bytes)
  return wrapMetadata({
    exif: resources.get(EXIF),
    xmp: resources.get(XMP),
    iptc: resources.get(IPTC),
  })
}
