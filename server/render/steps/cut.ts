import sharp from 'sharp'
import type { Step } from './step.ts'

export const cut: Step = {
  needed: ({ cut }) => cut !== null,
  apply: (image, { cut }) => (cut ? image.extract(cut) : image),
}

/** Finds the part worth keeping by looking at the pixels; the picture is scaled already. */
export const smartCut: Step = {
  needed: ({ smartCut }) => smartCut !== null,
  apply: (image, { smartCut }) => {
    if (!smartCut) return image
    const position = sharp.strategy[smartCut.by]
    return image.resize({ ...smartCut.size, fit: 'cover', position })
  },
}
