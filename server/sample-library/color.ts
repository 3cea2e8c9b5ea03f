/** Red, green and blue as they are stored, 0 to 1. */
export type Rgb = [red: number, green: number, blue: number]

export function hex(code: string): Rgb {
  const value = Number.parseInt(code.slice(1), 16)
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255]
}

export function toHex([red, green, blue]: Rgb): string {
  const byte = (part: number) => Math.round(clamp(part) * 255)
  const value = byte(red) * 65536 + byte(green) * 256 + byte(blue)
  return `#${value.toString(16).padStart(6, '0')}`
}

export function clamp(value: number, low = 0, high = 1): number {
  return value < low ? low : Math.min(value, high)
}

/** 0 below the first edge, 1 above the second, and a soft step between. */
export function smoothstep(low: number, high: number, value: number): number {
  const share = clamp((value - low) / (high - low))
  return share * share * (3 - 2 * share)
}

/** Length of a vector: Math.hypot is several times slower, and this runs once per pixel. */
export function lengthOf(x: number, y: number, z = 0): number {
  return Math.sqrt(x * x + y * y + z * z)
}

export function mixRgb(from: Rgb, to: Rgb, share: number): Rgb {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ]
}

/** A colour between two, the way an eye sees "between" (Oklab), without grey in the middle. */
export function blend(from: string, to: string, share: number): string {
  return toHex(fromOklab(mixRgb(toOklab(hex(from)), toOklab(hex(to)), share)))
}

export type Stop = [at: number, color: string]

/** A table of a gradient: 1024 colours from 0 to 1, three floats each. */
export type Ramp = Float32Array

export function createRamp(stops: readonly Stop[]): Ramp {
  const ramp = new Float32Array(RAMP_STEPS * 3)
  const labs = stops.map(([at, color]) => ({ at, lab: toOklab(hex(color)) }))
  for (let step = 0; step < RAMP_STEPS; step++) {
    const position = step / (RAMP_STEPS - 1)
    const next = labs.find(({ at }) => at >= position) ?? labs.at(-1)
    const previous = labs.findLast(({ at }) => at <= position) ?? labs[0]
    if (!next || !previous) throw new Error('A gradient needs at least one colour.')
    const width = next.at - previous.at
    const share = width > 0 ? (position - previous.at) / width : 0
    ramp.set(fromOklab(mixRgb(previous.lab, next.lab, share)), step * 3)
  }
  return ramp
}

const RAMP_STEPS = 1024

/** Writes the colour at a position, 0 to 1, into `into`: called once per pixel, so nothing is made. */
export function readRamp(ramp: Ramp, position: number, into: Rgb): void {
  const index = Math.round(clamp(position) * (RAMP_STEPS - 1)) * 3
  into[0] = ramp[index] as number
  into[1] = ramp[index + 1] as number
  into[2] = ramp[index + 2] as number
}

// Björn Ottosson, "A perceptual color space for image processing".
function toOklab(color: Rgb): Rgb {
  const [red, green, blue] = color.map(toLinear) as Rgb
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

function fromOklab([lightness, a, b]: Rgb): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const linear: Rgb = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
  return linear.map(fromLinear) as Rgb
}

const toLinear = (part: number): number =>
  part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4

const fromLinear = (part: number): number =>
  clamp(part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055)
