import type { TileAsset } from '../lib/assets.ts'
import { t } from '../texts/delivery.ts'

/** How a parameter is set; what is not said stays as rendering has it. */
export type Control = { name: string } & (
  | { kind: 'number'; min: number; max: number; step?: number }
  | { kind: 'slider'; min: number; max: number; fallback: number; step?: number }
  | { kind: 'choice'; choices: readonly string[] }
  /** Several of a few words, in one list. */
  | { kind: 'words'; choices: readonly string[] }
  | { kind: 'color' }
  | { kind: 'flag' }
  | { kind: 'text'; isLong?: boolean }
)

export interface ControlGroup {
  id: string
  title: () => string
  controls: readonly Control[]
  isOpen?: boolean
  /** Whether it means anything for this asset. */
  suits?: (asset: TileAsset) => boolean
}

const number = (name: string, min: number, max: number, step = 1): Control => ({
  name,
  kind: 'number',
  min,
  max,
  step,
})
const slider = (name: string, min: number, max: number, fallback = 0, step = 1): Control => ({
  name,
  kind: 'slider',
  min,
  max,
  fallback,
  step,
})
const choice = (name: string, ...choices: string[]): Control => ({ name, kind: 'choice', choices })
const color = (name: string): Control => ({ name, kind: 'color' })
const flag = (name: string): Control => ({ name, kind: 'flag' })

/** What the editor offers, group by group; names and ranges are those of docs/params.md. */
export const CONTROL_GROUPS: readonly ControlGroup[] = [
  {
    id: 'size',
    title: () => t.groupSize,
    isOpen: true,
    controls: [
      number('w', 2, 8192),
      number('h', 2, 8192),
      choice('fit', 'clip', 'crop', 'max', 'min', 'fill', 'fillmax', 'clamp', 'scale'),
      choice('ar', '1:1', '4:3', '3:2', '16:9', '2:1', '3:4', '2:3', '9:16'),
      choice('dpr', '1', '1.5', '2', '3'),
    ],
  },
  {
    id: 'crop',
    title: () => t.groupFocus,
    controls: [
      choice('crop', 'faces', 'entropy', 'edges', 'focalpoint', 'top', 'bottom', 'left', 'right'),
      slider('fp-x', 0, 1, 0.5, 0.01),
      slider('fp-y', 0, 1, 0.5, 0.01),
      slider('fp-z', 1, 10, 1, 0.1),
    ],
  },
  {
    id: 'format',
    title: () => t.groupFormat,
    isOpen: true,
    controls: [
      { name: 'auto', kind: 'words', choices: ['format', 'compress'] },
      choice('fm', 'jpg', 'pjpg', 'png', 'png8', 'webp', 'avif', 'gif'),
      slider('q', 0, 100, 75),
      choice('chromasub', '420', '444'),
      flag('lossless'),
    ],
  },
  {
    id: 'adjust',
    title: () => t.groupAdjust,
    controls: [
      slider('bri', -100, 100),
      slider('con', -100, 100),
      slider('exp', -100, 100),
      slider('gam', -100, 100),
      slider('sat', -100, 100),
      slider('hue', 0, 360),
      slider('sharp', 0, 100),
      slider('blur', 0, 400),
      slider('px', 0, 100),
      slider('sepia', 0, 100),
      color('monochrome'),
      flag('invert'),
    ],
  },
  {
    id: 'turn',
    title: () => t.groupTurn,
    controls: [
      slider('rot', 0, 360),
      choice('flip', 'h', 'v', 'hv'),
      choice('orient', '0', '90', '180', '270'),
    ],
  },
  {
    id: 'text',
    title: () => t.groupText,
    controls: [
      { name: 'txt', kind: 'text', isLong: true },
      slider('txt-size', 8, 300, 12),
      color('txt-color'),
      choice(
        'txt-align',
        ...['top,left', 'top,center', 'top,right', 'middle,left', 'middle,center', 'middle,right'],
        ...['bottom,left', 'bottom,center', 'bottom,right'],
      ),
      slider('txt-pad', 0, 300, 10),
      choice('txt-font', 'sans-serif', 'sans-serif,bold', 'serif', 'serif,italic'),
    ],
  },
  {
    id: 'edge',
    title: () => t.groupEdge,
    controls: [
      color('bg'),
      choice('fill', 'solid', 'blur'),
      color('fill-color'),
      slider('pad', 0, 400),
      { name: 'border', kind: 'text' },
      { name: 'border-radius', kind: 'text' },
    ],
  },
  {
    id: 'trim',
    title: () => t.groupTrim,
    controls: [
      choice('trim', 'auto', 'color', 'alpha', 'colorunlessalpha'),
      color('trim-color'),
      slider('trim-tol', 0, 255),
      slider('trim-pad', -200, 200),
    ],
  },
  {
    id: 'animation',
    title: () => t.groupAnimation,
    suits: ({ media_kind: kind }) => kind === 'ANIMATION',
    controls: [number('frame', 1, 100_000), number('loop', 0, 65_535)],
  },
  {
    id: 'delivery',
    title: () => t.groupDownload,
    controls: [{ name: 'dl', kind: 'text' }],
  },
]

/** Set by drawing on the picture, in a group of its own. */
const DRAWN = ['rect']

const OFFERED = new Set([
  ...DRAWN,
  ...CONTROL_GROUPS.flatMap(({ controls }) => controls.map(({ name }) => name)),
])

/** Whether the parameter has no control of its own, and is shown as a row of name and value. */
export function isOther(name: string): boolean {
  return !OFFERED.has(name)
}

/** What a parameter is called; those without a name of their own by the one in the address. */
export function nameOf(name: string): string {
  const names: Readonly<Record<string, string>> = t.names
  return names[name] ?? name
}

/** Whether one of several words is among those of a list such as `format,compress`. */
export function hasWord(value: string | undefined, word: string): boolean {
  return value?.split(',').includes(word) ?? false
}

/** The list with the word, or without it; null when nothing is left. */
export function toggleWord(value: string | undefined, word: string): string | null {
  const words = value?.split(',').filter((one) => one !== '') ?? []
  const next = words.includes(word) ? words.filter((one) => one !== word) : [...words, word]
  return next.length > 0 ? next.join(',') : null
}
