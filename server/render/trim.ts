import type { Sharp } from 'sharp'
import type { Color } from './color.ts'
import type { RenderParams } from './params/index.ts'
import { type Pixels, toPixels } from './steps/step.ts'
import { type Box, type Size, swapsSides, type Turn } from './turn.ts'

/** Longer side of the picture that is searched; the whole one would cost fifty renderings. */
const PROXY_SIDE = 800

/**
 * Finds what trim leaves, in pixels of the upright picture. The whole picture when all of it is margin.
 * @param image the source as stored, unscaled
 */
export async function measureTrim(
  image: Sharp,
  params: RenderParams,
  upright: Size,
  turn: Turn,
): Promise<Box> {
  const factor = Math.min(1, PROXY_SIDE / Math.max(upright.width, upright.height))
  const proxy = {
    width: Math.max(1, Math.round(upright.width * factor)),
    height: Math.max(1, Math.round(upright.height * factor)),
  }
  const stored = swapsSides(turn) ? { width: proxy.height, height: proxy.width } : proxy
  // Without smoothing across the edge of the margin, which would blur where it ends.
  const scaled = image.resize({ ...stored, fit: 'fill', kernel: 'nearest' })
  const mirrored = turn.flop ? scaled.flop() : scaled
  const pixels = await toPixels(turn.angle === 0 ? mirrored : mirrored.rotate(turn.angle))
  const box = findContent(pixels, params)
  if (!box) return { left: 0, top: 0, ...upright }
  return grow(
    {
      left: Math.floor(box.left / factor),
      top: Math.floor(box.top / factor),
      width: Math.ceil(box.width / factor),
      height: Math.ceil(box.height / factor),
    },
    params['trim-pad'],
    upright,
  )
}

function grow(box: Box, pixels: number, whole: Size): Box {
  const left = Math.min(whole.width - 1, Math.max(0, box.left - pixels))
  const top = Math.min(whole.height - 1, Math.max(0, box.top - pixels))
  const right = Math.max(left + 1, Math.min(whole.width, box.left + box.width + pixels))
  const bottom = Math.max(top + 1, Math.min(whole.height, box.top + box.height + pixels))
  return { left, top, width: right - left, height: bottom - top }
}

function findContent(pixels: Pixels, params: RenderParams): Box | null {
  const { trim } = params
  if (trim === 'auto') return shrinkWhile(pixels, autoMargin(pixels, params))
  const transparent = pixels.channels === 4 && hasTransparency(pixels)
  if (trim === 'alpha' || (trim === 'colorunlessalpha' && transparent)) {
    return shrinkWhile(
      pixels,
      everyPixel((at) => alphaAt(pixels, at) <= params['trim-alpha']),
    )
  }
  const color = params['trim-color'] ?? colorAt(pixels, 0)
  const tolerance = params['trim-tol']
  return shrinkWhile(
    pixels,
    everyPixel((at) => distance(pixels, at, color) <= tolerance),
  )
}

/** A row or column: index of its first pixel, distance between pixels, number of pixels. */
interface Line {
  start: number
  step: number
  length: number
}

/** Walks in from all sides while a line is margin. Each side is a margin of its own. */
function shrinkWhile({ width, height }: Pixels, margin: () => (line: Line) => boolean): Box | null {
  let [left, top, right, bottom] = [0, 0, width, height]
  const row = (y: number): Line => ({ start: y * width + left, step: 1, length: right - left })
  const column = (x: number): Line => ({
    start: top * width + x,
    step: width,
    length: bottom - top,
  })
  const [atTop, atBottom, atLeft, atRight] = [margin(), margin(), margin(), margin()]
  while (top < bottom && atTop(row(top))) top += 1
  if (top === bottom) return null
  while (bottom - 1 > top && atBottom(row(bottom - 1))) bottom -= 1
  while (right - 1 > left && atLeft(column(left))) left += 1
  while (right - 1 > left && atRight(column(right - 1))) right -= 1
  return { left, top, width: right - left, height: bottom - top }
}

function everyPixel(test: (at: number) => boolean) {
  return () =>
    ({ start, step, length }: Line) => {
      for (let n = 0; n < length; n += 1) if (!test(start + n * step)) return false
      return true
    }
}

/**
 * imgix, trim/trim-md and trim-sd: a line belongs to the margin while its mean stays near that of the
 * first line and its pixels differ little among themselves.
 */
function autoMargin(pixels: Pixels, params: RenderParams) {
  return () => {
    let first: number | undefined
    return (line: Line) => {
      const { mean, deviation } = statistics(pixels, line)
      first ??= mean
      return deviation <= params['trim-sd'] && Math.abs(mean - first) <= params['trim-md']
    }
  }
}

function statistics(pixels: Pixels, { start, step, length }: Line) {
  let sum = 0
  let squares = 0
  for (let n = 0; n < length; n += 1) {
    const { red, green, blue, alpha } = colorAt(pixels, start + n * step)
    const level = (0.2126 * red + 0.7152 * green + 0.0722 * blue) * alpha
    sum += level
    squares += level * level
  }
  const mean = sum / length
  return { mean, deviation: Math.sqrt(Math.max(0, squares / length - mean * mean)) }
}

function colorAt({ data, channels }: Pixels, pixel: number): Color {
  const at = pixel * channels
  return {
    red: data[at] ?? 0,
    green: data[at + 1] ?? 0,
    blue: data[at + 2] ?? 0,
    alpha: channels === 4 ? (data[at + 3] ?? 0) / 255 : 1,
  }
}

function alphaAt(pixels: Pixels, pixel: number): number {
  return Math.round(colorAt(pixels, pixel).alpha * 255)
}

function hasTransparency(pixels: Pixels): boolean {
  for (let at = 0; at < pixels.width * pixels.height; at += 1) {
    if (alphaAt(pixels, at) < 255) return true
  }
  return false
}

function distance(pixels: Pixels, pixel: number, { red, green, blue, alpha }: Color): number {
  const found = colorAt(pixels, pixel)
  if (found.alpha === 0 && alpha === 0) return 0
  return Math.max(
    Math.abs(found.red - red),
    Math.abs(found.green - green),
    Math.abs(found.blue - blue),
    Math.abs(found.alpha - alpha) * 255,
  )
}
