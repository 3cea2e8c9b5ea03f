/**
 * Colours as cells of the CIE L*a*b* space, 16 units wide: near colours share a cell or are neighbours, so
 * that "similar colour" is a few exact terms of the index.
 */

const STEP = 16
const REACH = 8

type Lab = readonly [number, number, number]

/** The cell a colour lies in, such as `3:-1:2`. @param hex `#rrggbb` */
export function labBin(hex: string): string {
  return toLab(hex).map(cell).join(':')
}

/** The cells that hold everything within 8 units of a colour in each direction; eight at most. */
export function nearLabBins(hex: string): string[] {
  const ranges = toLab(hex).map((value) => [
    ...new Set([cell(value - REACH), cell(value + REACH - 1e-9)]),
  ])
  return ranges.reduce<string[]>(
    (bins, cells) => bins.flatMap((bin) => cells.map((one) => (bin ? `${bin}:${one}` : `${one}`))),
    [''],
  )
}

function cell(value: number): number {
  return Math.floor(value / STEP)
}

/** sRGB with the D65 white point. */
function toLab(hex: string): Lab {
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
  return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116
}
