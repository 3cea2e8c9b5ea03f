import type { Sharp } from 'sharp'
import { fromPixels, type Step, toPixels } from './step.ts'

/** Up to here the blur is computed as it is; beyond, on a smaller picture, where nobody sees a difference. */
const LARGEST_SIGMA = 12

export const blur: Step = {
  needed: ({ blur }) => blur !== null,
  apply: (image, { blur }) => (blur === null ? image : blurred(image, blur)),
}

/** @param sigma in pixels of the image */
export async function blurred(image: Sharp, sigma: number): Promise<Sharp> {
  if (sigma <= LARGEST_SIGMA) return image.blur(sigma)
  const { width, height, ...rest } = await toPixels(image)
  const factor = LARGEST_SIGMA / sigma
  const small = fromPixels({ width, height, ...rest })
    .resize({
      width: Math.max(1, Math.round(width * factor)),
      height: Math.max(1, Math.round(height * factor)),
      fit: 'fill',
    })
    .blur(LARGEST_SIGMA)
  return fromPixels(await toPixels(small)).resize({ width, height, fit: 'fill', kernel: 'cubic' })
}
