import type { Sharp } from 'sharp'
import { toSharpColor } from '../color.ts'
import type { Around } from '../geometry.ts'
import { blurred } from './blur.ts'
import { fromPixels, type Step, toPixels } from './step.ts'

/** Space around the picture: one colour, its own edge drawn out, or itself, blurred. */
export const surround: Step = {
  needed: ({ surround }) => surround !== null,
  apply: (image, { surround }) => {
    if (!surround) return image
    const { around, fill } = surround
    if (fill === 'edges') return image.extend({ ...around, extendWith: 'copy' })
    if (fill === 'blur') return onItself(image, around)
    const opaque = fill.alpha === 1
    return (opaque ? image : image.ensureAlpha()).extend({
      ...around,
      background: toSharpColor(fill),
    })
  },
}

/** imgix, fill/fill-blur: a blur of the shorter side / 20, from 4 to 200. */
async function onItself(image: Sharp, around: Around): Promise<Sharp> {
  const picture = await toPixels(image)
  const width = picture.width + around.left + around.right
  const height = picture.height + around.top + around.bottom
  const sigma = Math.min(200, Math.max(4, Math.min(width, height) / 20))
  const covering = fromPixels(await toPixels(fromPixels(picture).resize({ width, height })))
  const ground = await toPixels(await blurred(covering, sigma))
  const { data, channels } = picture
  const input = { input: data, raw: { width: picture.width, height: picture.height, channels } }
  return fromPixels(ground).composite([{ ...input, left: around.left, top: around.top }])
}
