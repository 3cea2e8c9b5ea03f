import { clamped, paramWithDefault } from './param.ts'

export const stylize = {
  blur: paramWithDefault(0, {
    doc: 'Gaussian blur; ten times sigma in pixels of the result.',
    read: clamped(0, 2000),
  }),
  px: paramWithDefault(0, { doc: 'Pixelation: size of a tile in pixels.', read: clamped(0, 100) }),
}
