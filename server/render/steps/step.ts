import sharp, { type Sharp } from 'sharp'
import type { Plan } from '../plan.ts'

/** One thing that happens to a picture; all its numbers are in the plan. */
export interface Step {
  /** False when the plan leaves it nothing to do. */
  needed(plan: Plan): boolean
  apply(image: Sharp, plan: Plan): Sharp | Promise<Sharp>
}

/** Pixels between two passes: red, green, blue and perhaps alpha, a byte each. */
export interface Pixels {
  data: Buffer
  width: number
  height: number
  channels: 3 | 4
}

export async function toPixels(image: Sharp): Promise<Pixels> {
  const { data, info } = await image
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height, channels: info.channels === 4 ? 4 : 3 }
}

export function fromPixels({ data, width, height, channels }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels }, limitInputPixels: false })
}
