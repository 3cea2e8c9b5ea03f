import { toSharpColor } from '../color.ts'
import type { Step } from './step.ts'

/** Puts a colour behind what is transparent. */
export const background: Step = {
  needed: ({ background }) => background !== null,
  apply: (image, { background }) => {
    if (!background) return image
    if (background.alpha === 1) return image.flatten({ background: toSharpColor(background) })
    const pixel = {
      width: 1,
      height: 1,
      channels: 4,
      background: toSharpColor(background),
    } as const
    return image.composite([{ input: { create: pixel }, tile: true, blend: 'dest-over' }])
  },
}
