import { fromPixels, type Step, toPixels } from './step.ts'

/** Turns the picture inside its frame: the plan made it large enough to cover it. */
export const straighten: Step = {
  needed: ({ straighten }) => straighten !== null,
  apply: async (image, { straighten }) => {
    if (!straighten) return image
    const { angle, size } = straighten
    const turned = fromPixels(await toPixels(image.rotate(angle)))
    const { width = 0, height = 0 } = await turned.metadata()
    const kept = { width: Math.min(size.width, width), height: Math.min(size.height, height) }
    return turned
      .extract({
        left: Math.floor((width - kept.width) / 2),
        top: Math.floor((height - kept.height) / 2),
        ...kept,
      })
      .resize({ ...size, fit: 'fill' })
  },
}
