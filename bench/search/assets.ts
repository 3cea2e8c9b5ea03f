import type { AssetColors, AssetMetadata, MediaKind } from '../../contract/resources.ts'
import { distinct, pick, type Random, randomOf, weighted, whole, zipf } from './random.ts'
import { CATEGORIES, FIELDS, FOREIGN, fieldValue, TAGS, WORDS } from './vocabulary.ts'

/**
 * A made library: asset `number` is always the same one, and needs no other to be made, so that any process makes
 * any stretch of it and queries know what there is to be found. Labels are places in the lists of vocabulary.ts.
 */
export interface MadeAsset {
  number: number
  /** Place in SOURCE_SHARES. */
  source: number
  path: string
  contentType: string
  mediaKind: MediaKind
  sizeBytes: number
  width: number | null
  height: number | null
  orientation: number | null
  frames: number
  created: Date
  modified: Date
  taken: Date | null
  name: string | null
  description: string | null
  altText: string | null
  /** Tag → confidence. */
  tags: Map<number, number>
  categories: number[]
  /** Field → value. */
  fields: Map<number, string>
  colors: AssetColors | null
  /** null: not analysed; then there are no alerts either. */
  faces: number | null
  /** adult, medical, racy, spoof, violence. */
  alerts: (number | null)[]
  metadata: AssetMetadata
  /** 64 and 16 hex digits, see contract/media-facts.ts. */
  contentHash: string
  perceptualHash: string | null
  edited: boolean
}

/** Of all assets. */
export const SOURCE_SHARES: readonly number[] = [
  0.45, 0.2, 0.1, 0.07, 0.05, 0.03, 0.02, 0.02, 0.01, 0.01, 0.01, 0.01, 0.005, 0.005, 0.005, 0.005,
]

const FOLDERS_PER_SOURCE = 2000
const [FIRST_MS, LAST_MS] = [Date.UTC(2018, 0, 1), Date.UTC(2026, 9, 1)]

const TYPES: readonly { end: string; type: string; kind: MediaKind; weight: number }[] = [
  { end: 'jpg', type: 'image/jpeg', kind: 'IMAGE', weight: 60 },
  { end: 'jpeg', type: 'image/jpeg', kind: 'IMAGE', weight: 8 },
  { end: 'png', type: 'image/png', kind: 'IMAGE', weight: 15 },
  { end: 'webp', type: 'image/webp', kind: 'IMAGE', weight: 4 },
  { end: 'tif', type: 'image/tiff', kind: 'IMAGE', weight: 2 },
  { end: 'gif', type: 'image/gif', kind: 'ANIMATION', weight: 3 },
  { end: 'svg', type: 'image/svg+xml', kind: 'VECTOR', weight: 2 },
  { end: 'mp4', type: 'video/mp4', kind: 'VIDEO', weight: 4 },
  { end: 'pdf', type: 'application/pdf', kind: 'DOCUMENT', weight: 2 },
]

const drawSource = weighted(SOURCE_SHARES)
const drawType = weighted(TYPES.map(({ weight }) => weight))
const drawFolder = zipf(FOLDERS_PER_SOURCE, 0.7)
const drawTag = zipf(TAGS.length, 1)
const drawWord = zipf(WORDS.length, 1)
const drawCategory = zipf(CATEGORIES.length, 0.8)
const drawField = zipf(FIELDS.length, 0.8)
const drawAlert = weighted([0, 80, 14, 4, 1.5, 0.5])
const FOLDERS = SOURCE_SHARES.map((_, source) => makeFolders(source))

/** @param source where it lies; by chance when it is not told */
export function makeAsset(number: number, source?: number): MadeAsset {
  const random = randomOf(number + 1)
  const drawn = drawSource(random)
  const home = source ?? drawn
  const type = TYPES[drawType(random)] ?? pick(random, TYPES)
  const folder = FOLDERS[home]?.[drawFolder(random)]
  const hasPixels = type.kind !== 'DOCUMENT' && type.kind !== 'VIDEO'
  const isCamera = type.kind === 'IMAGE' && random() < 0.55
  const tags = makeTags(random, type.kind === 'DOCUMENT' ? 0 : 4 + whole(random, 9))
  const analysed = hasPixels && random() < 0.85
  const dates = makeDates(random)
  return {
    number,
    source: home,
    path: `${folder}/${isCamera ? cameraName(number) : otherName(random, number)}.${type.end}`,
    contentType: type.type,
    mediaKind: type.kind,
    sizeBytes: makeSize(random, type.kind),
    width: type.kind === 'DOCUMENT' ? null : 200 + whole(random, 5800),
    height: type.kind === 'DOCUMENT' ? null : 200 + whole(random, 4000),
    orientation: isCamera ? pick(random, [1, 1, 1, 1, 6, 8, 3]) : null,
    frames: type.kind === 'ANIMATION' ? 2 + whole(random, 60) : 1,
    ...dates,
    taken: isCamera ? new Date(dates.created.getTime() - whole(random, 3e9)) : null,
    name: random() < 0.3 ? words(random, 3) : null,
    description: random() < 0.6 ? makeDescription(random, [...tags.keys()]) : null,
    altText: hasPixels && random() < 0.3 ? makeDescription(random, [...tags.keys()]) : null,
    tags,
    categories: distinct(whole(random, 4 * random()), () => drawCategory(random)),
    fields: makeFields(random),
    colors: hasPixels ? makeColors(random) : null,
    faces: analysed ? makeFaces(random) : null,
    alerts: Array.from({ length: 5 }, () => (analysed ? drawAlert(random) : null)),
    metadata: { exif: isCamera ? makeExif(random) : {}, iptc: {}, xmp: {} },
    contentHash: hexDigits(random, 64),
    perceptualHash: hasPixels ? makeLooks(random, number) : null,
    edited: random() < 0.08,
  }
}

function hexDigits(random: Random, count: number): string {
  const eight = () =>
    whole(random, 2 ** 32)
      .toString(16)
      .padStart(8, '0')
  return Array.from({ length: count / 8 }, eight).join('')
}

const LOOKALIKES = 25

/** One of 25 looks almost like the asset before. */
function makeLooks(random: Random, number: number): string {
  const isAlike = number % LOOKALIKES === 1
  const looks = hexDigits(randomOf(-1 - (isAlike ? number - 1 : number)), 16)
  return isAlike ? `${whole(random, 16).toString(16)}${looks.slice(1)}` : looks
}

function makeFolders(source: number): string[] {
  const random = randomOf(9_000_000 + source)
  const folders = new Set<string>()
  while (folders.size < FOLDERS_PER_SOURCE) {
    const top = WORDS[whole(random, 12 * random()) * 7 + source] ?? ''
    const below = Array.from({ length: whole(random, 4) }, () =>
      random() < 0.4 ? String(2018 + whole(random, 9)) : (WORDS[whole(random, 300)] ?? ''),
    )
    folders.add([top, ...below].join('/'))
  }
  return [...folders]
}

/** As cameras and those who export from them name files: each with 100,000 numbers before it begins anew. */
const CAMERAS = [
  'IMG_#',
  'DSC#',
  'IMG_E#',
  'DSC_#',
  'IMG_#_edited',
  'DSCF#',
  'IMG_#-2',
  '_MG_#',
  'IMG-#',
  'PXL_#',
  'img#',
  'DJI_#',
  'IMG_#_print',
  'GOPR#',
  'IMG_#_1',
  'P#',
]
const CAMERA_NUMBERS = 100_000

function cameraName(number: number): string {
  const round = Math.floor(number / CAMERA_NUMBERS)
  // 48,271 has no factor in common with 100,000, so that no number comes twice in a round.
  const shot = (number * 48_271) % CAMERA_NUMBERS
  const whichRound = Math.floor(round / CAMERAS.length)
  const digits = String(whichRound * CAMERA_NUMBERS + shot).padStart(5, '0')
  return (CAMERAS[round % CAMERAS.length] ?? '').replace('#', digits)
}

function otherName(random: Random, number: number): string {
  const two = `${word(random)}-${word(random)}`
  return random() < 0.7
    ? `${two}-${number}`
    : `${word(random)}_${(Math.imul(number, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0')}`
}

function word(random: Random): string {
  return WORDS[drawWord(random)] ?? ''
}

function words(random: Random, count: number): string {
  return Array.from({ length: count }, () => word(random)).join(' ')
}

function makeDescription(random: Random, tags: number[]): string {
  const text = Array.from({ length: 8 + whole(random, 10) }, (_, at) =>
    at % 4 === 0 && tags.length > 0 ? TAGS[pick(random, tags)] : word(random),
  ).join(' ')
  return random() < 0.02 ? `${text}. ${pick(random, FOREIGN)}` : text
}

function makeTags(random: Random, count: number): Map<number, number> {
  const tags = distinct(count, () => drawTag(random))
  return new Map(
    tags.map((tag) => [tag, random() < 0.2 ? 1 : (50 + whole(random, 50)) / 100] as const),
  )
}

function makeFields(random: Random): Map<number, string> {
  const fields = distinct(whole(random, 4.5), () => drawField(random))
  return new Map(
    fields.map((field) => {
      const values = FIELDS[field]?.values ?? 1
      return [field, fieldValue(values, whole(random, values))] as const
    }),
  )
}

function makeDates(random: Random): { created: Date; modified: Date } {
  const created = FIRST_MS + random() * (LAST_MS - FIRST_MS)
  const later = random() < 0.5 ? 0 : random() * random() * 4e10
  return { created: new Date(created), modified: new Date(Math.min(LAST_MS, created + later)) }
}

/** Most of some 100 kB, a few of many MB. */
function makeSize(random: Random, kind: MediaKind): number {
  const bell = random() + random() + random() - 1.5
  return Math.floor(Math.exp(12.5 + 3 * bell)) + (kind === 'VIDEO' ? 20_000_000 : 0)
}

function makeFaces(random: Random): number {
  return random() < 0.75 ? 0 : 1 + Math.floor(-1.5 * Math.log(1 - random()))
}

/** Three to six; almost half of them near grey, as in real pictures. */
function makeColors(random: Random): AssetColors {
  const hexes = Array.from({ length: 3 + whole(random, 4) }, () => {
    const base = whole(random, 256)
    const channels =
      random() < 0.45
        ? [base, Math.min(255, base + whole(random, 20)), Math.max(0, base - whole(random, 20))]
        : [base, whole(random, 256), whole(random, 256)]
    return `#${channels.map((value) => value.toString(16).padStart(2, '0')).join('')}`
  })
  let left = 1
  const shares = hexes.map((hex, at) => {
    const share = at === hexes.length - 1 ? left : left * (0.3 + 0.4 * random())
    left -= share
    return [hex, Math.round(share * 1000) / 1000] as const
  })
  return {
    dominant_colors: Object.fromEntries(shares.sort(([, one], [, other]) => other - one)),
    named_colors: hexes[0] ? { vibrant: hexes[0] } : {},
    average_luminance: Math.round(random() * 1000) / 1000,
  }
}

function makeExif(random: Random): AssetMetadata['exif'] {
  const model = pick(random, ['EOS R5', 'EOS 80D', 'ILCE-7M4', 'X-T4', 'Pixel 8', 'iPhone 15'])
  return {
    Model: model,
    ISO: 100 * 2 ** whole(random, 7),
    FNumber: pick(random, [1.8, 2.8, 4, 5.6, 8]),
    ExposureTime: `1/${pick(random, [30, 60, 125, 250, 500, 1000])}`,
    FocalLength: pick(random, [24, 35, 50, 85, 105, 200]),
    Software: pick(random, ['Lightroom Classic 13.2', 'Capture One 23', 'Camera 9.1']),
  }
}
