import type { Shape } from './shape.ts'
import { type Tags, tagNumber } from './tags.ts'

/**
 * Dots per inch, only where the file gives its numbers a unit: EXIF or TIFF (which means inches
 * when it says nothing), then JFIF, then PNG.
 */
export function readDpi(tags: Tags): Pick<Shape, 'dpiWidth' | 'dpiHeight'> | null {
  return (
    withUnit(tags.exif, tagNumber(tags.exif, 'ResolutionUnit') ?? 2, 2) ??
    withUnit(tags.jfif, tagNumber(tags.jfif, 'Resolution Unit') ?? 0, 1) ??
    readPhys(tags)
  )
}

/** EXIF counts inches as 2 and centimetres as 3, JFIF as 1 and 2. */
function withUnit(group: object | undefined, unit: number, inches: number) {
  const perInch = unit === inches ? 1 : unit === inches + 1 ? 2.54 : 0
  return dpi(tagNumber(group, 'XResolution'), tagNumber(group, 'YResolution'), perInch)
}

function readPhys({ pngFile, png }: Tags) {
  const group = pngFile && 'Pixel Units' in pngFile ? pngFile : png
  const perInch = tagNumber(group, 'Pixel Units') === 1 ? 0.0254 : 0
  return dpi(tagNumber(group, 'Pixels Per Unit X'), tagNumber(group, 'Pixels Per Unit Y'), perInch)
}

function dpi(x: number | null, y: number | null, perInch: number) {
  if (!x || !y || perInch === 0 || x < 0 || y < 0) return null
  const round = (value: number) => Math.round(value * perInch * 100) / 100
  // beyond this it is a mistake, and no column holds it
  return round(x) <= 100_000 && round(y) <= 100_000
    ? { dpiWidth: round(x), dpiHeight: round(y) }
    : null
}
