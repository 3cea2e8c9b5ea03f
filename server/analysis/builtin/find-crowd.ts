import type { Box } from '../../../contract/analysis.ts'
import type { RawFace } from '../judging/builtin-raw.ts'
import { areaOf } from '../judging/overlap.ts'
import { keepStrongest, rounded } from './detections.ts'
import { findSsdFaces } from './find-faces.ts'
import type { Nets } from './nets.ts'
import { cutOut, letterbox, type StillPixels } from './still-pixels.ts'

/** From so many faces on that are probably some and are so small, shares of the picture, there may be more of them. */
const CROWD_COUNT = 8
const CROWD_SCORE = 0.4
const CROWD_AREA = 0.002
/** Of width and height: four parts, which overlap by more than such a face. */
const PART = 0.58
const MAX_OVERLAP = 0.3

/**
 * A crowd is looked at once more in four parts, each larger than in the whole picture: of some 75 people in a photo 15
 * are found in the whole, and 55 with the parts, a few of which are raised hands. Other pictures are left as they are.
 * @param faces as they were found in the whole picture
 */
export async function findCrowd(
  nets: Nets,
  still: StillPixels,
  faces: readonly RawFace[],
): Promise<RawFace[]> {
  const found = [...faces]
  if (!isCrowd(faces)) return found
  for (const left of [0, 1 - PART]) {
    for (const top of [0, 1 - PART]) {
      const part: Box = [left, top, PART, PART]
      const inPart = await findSsdFaces(nets, await letterbox(await cutOut(still, part), 512))
      const whole = inPart.filter(({ box }) => !isCut(box, part))
      found.push(...whole.map(({ score, box }) => ({ score, box: fromPart(box, part) })))
    }
  }
  return keepStrongest(found, MAX_OVERLAP).map(rounded)
}

function isCrowd(faces: readonly RawFace[]): boolean {
  const probable = faces.filter(({ score }) => score >= CROWD_SCORE)
  const small = probable.filter(({ box }) => areaOf(box) <= CROWD_AREA)
  return small.length >= CROWD_COUNT && small.length > probable.length / 2
}

/** Ends where the part does and the picture does not: the part beside it has all of it. */
function isCut([x, y, boxWidth, boxHeight]: Box, [left, top]: Box): boolean {
  const ends = [
    left > 0 && x < 0.01,
    top > 0 && y < 0.01,
    left === 0 && x + boxWidth > 0.99,
    top === 0 && y + boxHeight > 0.99,
  ]
  return ends.includes(true)
}

function fromPart([x, y, boxWidth, boxHeight]: Box, [left, top, width, height]: Box): Box {
  return [left + x * width, top + y * height, boxWidth * width, boxHeight * height]
}
