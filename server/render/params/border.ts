import type { Color } from '../color.ts'
import { color, integer, param, paramWithDefault, type Reader } from './param.ts'

export interface Border {
  width: number
  color: Color
}

/** imgix, border-and-padding/border: size,colour. */
const border: Reader<Border> = {
  expects: 'a width and a colour, such as 5,ff0000',
  read: (text) => {
    const [width = '', name, ...rest] = text.split(',').map((part) => part.trim())
    const pixels = integer(0, 4096).read(width)
    const shade = color.read(name ?? '000')
    if (pixels === undefined || shade === undefined || rest.length > 0) return undefined
    return { width: pixels, color: shade }
  },
}

const pixels = integer(0, 4096)

/** One number for all corners, or four: top left, top right, bottom right, bottom left. */
const radii: Reader<[number, number, number, number]> = {
  expects: 'one radius, or four separated by commas',
  read: (text) => {
    const [a, b, c, d, ...rest] = text.split(',').map((part) => pixels.read(part.trim()))
    if (a === undefined || rest.length > 0) return undefined
    if (!text.includes(',')) return [a, a, a, a]
    return b === undefined || c === undefined || d === undefined ? undefined : [a, b, c, d]
  },
}

const side = (name: string) =>
  param({ doc: `Padding at the ${name}, instead of \`pad\`.`, read: pixels })
const borderSide = (name: string) =>
  param({ doc: `Border at the ${name}, instead of the width in \`border\`.`, read: pixels })

export const borderAndPadding = {
  pad: paramWithDefault(0, {
    doc: 'Padding on all sides; with w or h it is taken from the picture, so that the result keeps its size.',
    read: pixels,
  }),
  'pad-top': side('top'),
  'pad-right': side('right'),
  'pad-bottom': side('bottom'),
  'pad-left': side('left'),
  border: param({ doc: 'Border drawn over the edge of the picture: width,colour.', read: border }),
  'border-top': borderSide('top'),
  'border-right': borderSide('right'),
  'border-bottom': borderSide('bottom'),
  'border-left': borderSide('left'),
  'border-radius': param({
    doc: 'Rounds the outer corners of the border; only with `border`.',
    read: radii,
  }),
}
