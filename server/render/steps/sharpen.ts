import type { Step } from './step.ts'

export const sharpen: Step = {
  needed: ({ sharpen }) => sharpen !== null,
  apply: (image, { sharpen }) => {
    if (!sharpen) return image
    const { sigma, flat, jagged } = sharpen
    return image.sharpen({ sigma, m1: flat, m2: jagged })
  },
}
