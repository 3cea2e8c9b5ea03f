import type { RenderParams } from './params/index.ts'

/** One look at every pixel: a curve for each channel, then mixing of the channels. */
export interface Tone {
  /** 256 values, 0 to 255 with decimals; the same for red, green and blue. */
  curve: number[]
  /** Three rows of red, green, blue and a constant (0 to 255), or null when the channels stay apart. */
  matrix: number[] | null
}

type Matrix = [number, number, number, number, number, number, number, number, number]

const IDENTITY: Matrix = [1, 0, 0, 0, 1, 0, 0, 0, 1]
/** Rec. 709. */
const LUMINANCE = [0.2126, 0.7152, 0.0722] as const
/** The sepia tone of the W3C filter effects. */
const SEPIA: Matrix = [0.393, 0.769, 0.189, 0.349, 0.686, 0.168, 0.272, 0.534, 0.131]

/**
 * imgix's adjustments as curve and matrix, or null when there is nothing to do. imgix publishes ranges and
 * directions, not formulas; ours are in docs/decisions/005-rendering.md.
 */
export function planTone(params: RenderParams): Tone | null {
  const { bri, con, exp, gam, sat, hue, sepia, monochrome, invert } = params
  const mixes = sat !== 0 || hue % 360 !== 0 || sepia > 0 || monochrome !== undefined
  if (!mixes && !invert && bri === 0 && con === 0 && exp === 0 && gam === 0) return null
  const curve = Array.from({ length: 256 }, (_, level) => {
    const toned = curveAt(level / 255, params) * 255
    return invert && !mixes ? 255 - toned : toned
  })
  return { curve, matrix: mixes ? mixing(params) : null }
}

function curveAt(level: number, { bri, con, exp, gam }: RenderParams): number {
  const exposed = exp === 0 ? level : toDisplay(toLinear(level) * 2 ** (exp / 50))
  const bent = clampUnit(exposed) ** (4 ** (-gam / 100))
  const brightened = bent + bri / 100
  return clampUnit((brightened - 0.5) * (1 + con / 100) + 0.5)
}

function mixing({ sat, hue, sepia, monochrome, invert }: RenderParams): number[] {
  let matrix = saturating(1 + sat / 100)
  if (hue % 360 !== 0) matrix = multiply(turningHues(hue), matrix)
  if (monochrome) {
    const { red, green, blue, alpha } = monochrome
    const tinted = [red, green, blue].flatMap((part) =>
      LUMINANCE.map((weight) => (weight * part) / 255),
    ) as Matrix
    matrix = multiply(blend(tinted, alpha), matrix)
  }
  if (sepia > 0) matrix = multiply(blend(SEPIA, sepia / 100), matrix)
  const sign = invert ? -1 : 1
  return [0, 3, 6].flatMap((row) => [
    ...matrix.slice(row, row + 3).map((factor) => factor * sign),
    invert ? 255 : 0,
  ])
}

function saturating(amount: number): Matrix {
  const grey = [...LUMINANCE, ...LUMINANCE, ...LUMINANCE] as Matrix
  return IDENTITY.map((one, at) => one * amount + (grey[at] ?? 0) * (1 - amount)) as Matrix
}

/** hueRotate of the W3C filter effects: keeps luminance. */
function turningHues(degrees: number): Matrix {
  const cos = Math.cos((degrees * Math.PI) / 180)
  const sin = Math.sin((degrees * Math.PI) / 180)
  return [
    0.213 + cos * 0.787 - sin * 0.213,
    0.715 - cos * 0.715 - sin * 0.715,
    0.072 - cos * 0.072 + sin * 0.928,
    0.213 - cos * 0.213 + sin * 0.143,
    0.715 + cos * 0.285 + sin * 0.14,
    0.072 - cos * 0.072 - sin * 0.283,
    0.213 - cos * 0.213 - sin * 0.787,
    0.715 - cos * 0.715 + sin * 0.715,
    0.072 + cos * 0.928 + sin * 0.072,
  ]
}

/** The effect in part: 0 is none of it, 1 all. */
function blend(matrix: Matrix, amount: number): Matrix {
  return matrix.map((value, at) => value * amount + (IDENTITY[at] ?? 0) * (1 - amount)) as Matrix
}

function multiply(a: Matrix, b: Matrix): Matrix {
  return IDENTITY.map((_, at) => {
    const row = at - (at % 3)
    const column = at % 3
    return [0, 1, 2].reduce((sum, k) => sum + (a[row + k] ?? 0) * (b[k * 3 + column] ?? 0), 0)
  }) as Matrix
}

/** sRGB, IEC 61966-2-1. */
function toLinear(level: number): number {
  return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4
}

function toDisplay(light: number): number {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055
}

function clampUnit(value: number): number {
  return Math.min(1, Math.max(0, value))
}
