/** CIE L*a*b* of the D65 white point, and how different two colours look. */
export type Lab = readonly [lightness: number, a: number, b: number]

/** @param hex `#rrggbb`, sRGB */
export function toLab(hex: string): Lab {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  const [r, g, b] = [channel(1), channel(3), channel(5)]
  const x = curve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047)
  const y = curve(0.2126729 * r + 0.7151522 * g + 0.072175 * b)
  const z = curve((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

function curve(t: number): number {
  return t > 216 / 24_389 ? Math.cbrt(t) : ((24_389 / 27) * t + 16) / 116
}

const DEGREES = Math.PI / 180

/**
 * CIEDE2000 with all weights 1: 1 is hardly to be seen, 100 is black and white. As written down by Sharma, Wu and
 * Dalal, "The CIEDE2000 color-difference formula" (2005). Its square is the sum of these two squares.
 */
export function colorDistance([l1, ...tone1]: Lab, [l2, ...tone2]: Lab): number {
  return Math.sqrt(lightnessSquared(l1, l2) + toneSquared(tone1, tone2))
}

/** What differences of L* alone come to. */
export function lightnessSquared(l1: number, l2: number): number {
  const lightness = ((l1 + l2) / 2 - 50) ** 2
  return ((l2 - l1) / (1 + (0.015 * lightness) / Math.sqrt(20 + lightness))) ** 2
}

/** a* and b*. */
export type Tone = readonly [a: number, b: number]

export function toneSquared([a1, b1]: Tone, [a2, b2]: Tone): number {
  const meanChroma7 = ((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2) ** 7
  const stretch = 1.5 - 0.5 * Math.sqrt(meanChroma7 / (meanChroma7 + 25 ** 7))
  const c1 = Math.hypot(a1 * stretch, b1)
  const c2 = Math.hypot(a2 * stretch, b2)
  const h1 = hueOf(a1 * stretch, b1)
  const h2 = hueOf(a2 * stretch, b2)
  const gray = c1 * c2 === 0
  const turn = gray ? 0 : shortTurn(h2 - h1)
  const hue = gray ? h1 + h2 : meanHue(h1, h2)
  const chroma = (c1 + c2) / 2
  const tone =
    1 -
    0.17 * Math.cos((hue - 30) * DEGREES) +
    0.24 * Math.cos(2 * hue * DEGREES) +
    0.32 * Math.cos((3 * hue + 6) * DEGREES) -
    0.2 * Math.cos((4 * hue - 63) * DEGREES)
  const dc = (c2 - c1) / (1 + 0.045 * chroma)
  const dh = (2 * Math.sqrt(c1 * c2) * Math.sin((turn / 2) * DEGREES)) / (1 + 0.015 * chroma * tone)
  const rotation =
    -Math.sin(60 * DEGREES * Math.exp(-(((hue - 275) / 25) ** 2))) *
    2 *
    Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7))
  return Math.max(0, dc * dc + dh * dh + rotation * dc * dh)
}

/** Degrees, 0 to 360. */
function hueOf(a: number, b: number): number {
  if (a === 0 && b === 0) return 0
  const degrees = Math.atan2(b, a) / DEGREES
  return degrees < 0 ? degrees + 360 : degrees
}

function shortTurn(degrees: number): number {
  if (degrees > 180) return degrees - 360
  return degrees < -180 ? degrees + 360 : degrees
}

function meanHue(h1: number, h2: number): number {
  const sum = h1 + h2
  if (Math.abs(h1 - h2) <= 180) return sum / 2
  return sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2
}
