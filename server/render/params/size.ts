import { integer, number, oneOf, param, paramWithDefault, type Reader } from './param.ts'

/** Pixels, or a share of the source. */
export type Length = { pixels: number } | { share: number }

/** imgix, size/w: numbers from 0 to 1 are a share of the source, larger ones pixels. 0 asks for nothing. */
const length: Reader<Length | null> = {
  expects: 'a number of pixels from 2 to 8192, or a share of the source from 0 to 1',
  read: (text) => {
    const share = number(0, 1).read(text)
    if (share !== undefined) return share === 0 ? null : { share }
    const pixels = integer(2, 8192).read(text)
    return pixels === undefined || Number(text) < 2 ? undefined : { pixels }
  },
}

/** imgix, size/ar: W:H, both may have decimals. */
const ratio: Reader<number> = {
  expects: 'a ratio such as 16:9',
  read: (text) => {
    const [width, height, ...rest] = text.split(':').map((part) => number(0.001, 10_000).read(part))
    if (width === undefined || rest.length > 0) return undefined
    if (text.includes(':') && height === undefined) return undefined
    return width / (height ?? 1)
  },
}

type Start = Length | 'start' | 'middle' | 'end'

/** Where a cut begins and how far it reaches; in pixels or as a share of the source. */
export interface Rect {
  left: Start
  top: Start
  width: Length
  height: Length
}

const START_NAMES = { left: 'start', top: 'start', center: 'middle', middle: 'middle' } as const

/** A whole number is pixels, a number with a point (0.5, 1.0) a share. */
function readPart(text: string, least: number): Length | undefined {
  if (/^\d+$/.test(text)) return Number(text) >= least ? { pixels: Number(text) } : undefined
  const share = number(0, 1).read(text)
  return share === undefined ? undefined : { share }
}

function readStart(text: string, end: 'right' | 'bottom', names: readonly string[]) {
  if (text === end) return 'end'
  const name = START_NAMES[text as keyof typeof START_NAMES]
  return name && names.includes(text) ? name : readPart(text, 0)
}

/** imgix, size/rect: x,y,w,h. */
const rect: Reader<Rect> = {
  expects:
    'x,y,width,height in pixels or shares (x also left, center, right; y top, middle, bottom)',
  read: (text) => {
    const parts = text.split(',').map((part) => part.trim())
    if (parts.length !== 4) return undefined
    const [x = '', y = '', w = '', h = ''] = parts
    const left = readStart(x, 'right', ['left', 'center'])
    const top = readStart(y, 'bottom', ['top', 'middle'])
    const width = w === 'full' ? { share: 1 } : readPart(w, 1)
    const height = h === 'full' ? { share: 1 } : readPart(h, 1)
    if (!left || !top || !width || !height) return undefined
    return { left, top, width, height }
  },
}

export const size = {
  w: param({ doc: 'Width of the result.', aliases: ['width'], read: length }),
  h: param({ doc: 'Height of the result.', aliases: ['height'], read: length }),
  fit: paramWithDefault('clip', {
    doc: 'What to do when the shapes of source and result differ. `facearea` does what `crop` does until faces are known here.',
    aliases: ['f'],
    read: oneOf('clip', 'clamp', 'crop', 'facearea', 'fill', 'fillmax', 'max', 'min', 'scale'),
  }),
  ar: param({
    doc: 'Shape of the result, with `fit=crop` or `fit=fill`; the side that is not given follows from it.',
    read: ratio,
  }),
  dpr: paramWithDefault(1, {
    doc: 'Device pixels per CSS pixel: multiplies w, h, pad and border. Only with w or h.',
    read: number(0, 5),
  }),
  'max-w': param({
    doc: 'Largest width with `fit=crop`.',
    aliases: ['max-width'],
    read: integer(1, 8192),
  }),
  'max-h': param({
    doc: 'Largest height with `fit=crop`.',
    aliases: ['max-height'],
    read: integer(1, 8192),
  }),
  'min-w': param({
    doc: 'Smallest width with `fit=crop`.',
    aliases: ['min-width'],
    read: integer(1, 8192),
  }),
  'min-h': param({
    doc: 'Smallest height with `fit=crop`.',
    aliases: ['min-height'],
    read: integer(1, 8192),
  }),
  rect: param({ doc: 'The part of the source to work on.', read: rect }),
}
