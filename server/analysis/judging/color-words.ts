import { type Oklab, toOklab } from '../../imaging/oklab.ts'

/** Upper ends of hue in OKLab, in degrees, and what is said from the one before to there. */
const HUES: readonly [end: number, word: string][] = [
  [12, 'pink'],
  [42, 'red'],
  [75, 'orange'],
  [115, 'yellow'],
  [165, 'green'],
  [215, 'turquoise'],
  [280, 'blue'],
  [335, 'purple'],
  [360, 'pink'],
]

/** 0 to 1, as it is perceived. */
export function lightnessOf(hex: string): number {
  return readHex(hex)[0]
}

function readHex(hex: string): Oklab {
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16)
  return toOklab(channel(1), channel(3), channel(5))
}

/** The everyday word for a colour `#rrggbb`. */
export function wordOfColor(hex: string): string {
  const [lightness, a, b] = readHex(hex)
  const chroma = Math.hypot(a, b)
  if (lightness < 0.22) return 'black'
  if (chroma < 0.03) return lightness > 0.93 ? 'white' : lightness < 0.3 ? 'black' : 'grey'
  const hue = ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360
  const word = HUES.find(([end]) => hue < end)?.[1] ?? 'pink'
  const isDarkWarm =
    (word === 'orange' && lightness < 0.65) || (word === 'yellow' && lightness < 0.6)
  if (isDarkWarm) return 'brown'
  return word === 'orange' && chroma < 0.08 ? 'beige' : word
}
