import type { NsfwScores } from '../judging/builtin-raw.ts'
import { round } from './detections.ts'
import type { Nets } from './nets.ts'

/** Pixels on a side of what they look at. */
export const NUDITY_SIDES = { nsfw_mobilenet: 224, nsfw_inception: 299 }

/** @param pixels the whole picture, stretched to the side of the net */
export async function scoreNudity(
  nets: Nets,
  name: keyof typeof NUDITY_SIDES,
  pixels: Float32Array,
): Promise<NsfwScores> {
  const side = NUDITY_SIDES[name]
  const { classes } = await nets.run(name, { data: pixels, dims: [1, side, side, 3] }, ['classes'])
  const [drawing = 0, hentai = 0, neutral = 0, porn = 0, sexy = 0] = Array.from(classes.data, round)
  return { drawing, hentai, neutral, porn, sexy }
}
