import type { AnalysisCapability } from '../../../contract/analysis.ts'
import type { BuiltinRaw } from '../judging/builtin-raw.ts'
import { findCrowd } from './find-crowd.ts'
import { findBlazeFaces, findSsdFaces } from './find-faces.ts'
import { findObjects } from './find-objects.ts'
import { measureChroma } from './measure-chroma.ts'
import type { Nets } from './nets.ts'
import { readText } from './read-text.ts'
import { NUDITY_SIDES, scoreNudity } from './score-nudity.ts'
import { decodeStill, letterbox, type StillPixels, stretch } from './still-pixels.ts'

export type BuiltinMode = 'full' | 'light'

export interface RawWishes {
  mode: BuiltinMode
  wants: ReadonlySet<AnalysisCapability>
  /** Told what has just been done, for those who measure. */
  onStage?: (stage: string) => void
}

/**
 * What the nets say about one picture: those that are needed for what is wanted, from one decode.
 * @param still a JPEG as imaging makes it
 * @throws Failure `analysis_failed` when it cannot be decoded; ModelTrouble
 */
export async function readRaw(
  still: Uint8Array,
  nets: Nets,
  { mode, wants, onStage = () => {} }: RawWishes,
): Promise<BuiltinRaw> {
  const isFull = mode === 'full'
  const isWanted = (...some: AnalysisCapability[]) => some.some((one) => wants.has(one))
  const pixels = await decodeStill(still)
  onStage('decode')
  // The largest net first: what loading it takes for a while, all others then do with.
  const raw = isWanted('alerts') ? await readNudity(nets, pixels, { isFull, onStage }) : {}
  if (isWanted('tags', 'faces', 'alt_text', 'embedding')) {
    const picture = await letterbox(pixels, 512)
    onStage('resize')
    Object.assign(raw, await findObjects(nets, picture))
    onStage('objects')
    if (isWanted('faces')) {
      raw.blazeFaces = await findBlazeFaces(nets, await letterbox(pixels, 256))
      onStage('blaze faces')
    }
    if (isFull && nets.has('ssd_face') && haveSeenSomebody(raw)) {
      raw.ssdFaces = await findCrowd(nets, pixels, await findSsdFaces(nets, picture))
      onStage('ssd faces')
    }
  }
  if (isFull && nets.has('text_detection') && isWanted('text')) {
    raw.text = await readText(nets, pixels)
    onStage('text')
  }
  if (isWanted('tags', 'alt_text')) {
    raw.chroma = measureChroma(pixels)
    onStage('chroma')
  }
  return raw
}

/**
 * Where neither the detector suspects a person nor the quick net a face, the slow one finds none either: of 386 photos it
 * was of use in none of those 172.
 */
function haveSeenSomebody({ objects = [], blazeFaces }: BuiltinRaw): boolean {
  if (!blazeFaces) return false
  return blazeFaces.length > 0 || objects.some(({ label }) => label === 'person')
}

interface NudityWishes {
  isFull: boolean
  onStage: (stage: string) => void
}

async function readNudity(
  nets: Nets,
  pixels: StillPixels,
  { isFull, onStage }: NudityWishes,
): Promise<BuiltinRaw> {
  const raw: BuiltinRaw = {}
  if (isFull && nets.has('nsfw_inception')) {
    const square = await toSquare(pixels, NUDITY_SIDES.nsfw_inception)
    raw.inception = await scoreNudity(nets, 'nsfw_inception', square)
    onStage('inception')
  }
  const square = await toSquare(pixels, NUDITY_SIDES.nsfw_mobilenet)
  raw.mobilenet = await scoreNudity(nets, 'nsfw_mobilenet', square)
  onStage('mobilenet')
  return raw
}

/** The nets have learnt from squashed pictures, but a banner of a dog in a square is taken for something else. */
const MAX_SQUASH = 3

async function toSquare(pixels: StillPixels, side: number): Promise<Float32Array> {
  const { width, height } = pixels
  const ratio = Math.max(width, height) / Math.min(width, height)
  return ratio > MAX_SQUASH ? (await letterbox(pixels, side)).pixels : await stretch(pixels, side)
}
