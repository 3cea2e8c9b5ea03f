import type { Box } from '../../../contract/analysis.ts'
import type { NetData, Nets } from './nets.ts'
import { resize, type StillPixels } from './still-pixels.ts'

/** Longest side of what the net looks at. Its cost grows with the area: at 736 it costs a third more, for few words. */
const MAX_SIDE = 640
/** It wants multiples of this. */
const STRIDE = 32
const CHANNELS = [
  { mean: 0.485, deviation: 0.229 },
  { mean: 0.456, deviation: 0.224 },
  { mean: 0.406, deviation: 0.225 },
]
const MIN_PROBABILITY = 0.3
const MIN_MEAN_PROBABILITY = 0.6
/** Pixels. */
const MIN_AREA = 12
const MIN_SHORT_SIDE = 4
/** The net marks the inside of letters; a line is larger by so much of its area over its perimeter. */
const GROWTH = 1.6

/** Where there are lines of text. */
export async function findText(nets: Nets, still: StillPixels): Promise<Box[]> {
  const small = await resize(still, Math.min(MAX_SIDE, longestSide(still) * 2), 'inside')
  const { width, height } = small
  const [columns, rows] = [toStride(width), toStride(height)]
  const input = { data: toFloats(small, columns, rows), dims: [1, 3, rows, columns] }
  const output = 'sigmoid_0.tmp_0'
  const { [output]: marked } = await nets.run('text_detection', input, [output])
  const boxes: Box[] = []
  for (const region of findRegions(marked, columns)) {
    const box = toBox(region)
    if (box) boxes.push(withinPicture(box, width, height))
  }
  return boxes.filter(([, , boxWidth, boxHeight]) => boxWidth > 0 && boxHeight > 0)
}

function longestSide({ width, height }: StillPixels): number {
  return Math.max(width, height)
}

function toStride(pixels: number): number {
  return Math.ceil(pixels / STRIDE) * STRIDE
}

/** One plane after the other, blue first; what is beyond the picture is of its mean colour. */
function toFloats(still: StillPixels, columns: number, rows: number): Float32Array {
  const plane = columns * rows
  const floats = new Float32Array(3 * plane)
  for (const [channel, { mean, deviation }] of CHANNELS.entries()) {
    for (let y = 0; y < still.height; y += 1) {
      for (let x = 0; x < still.width; x += 1) {
        const value = still.data[(y * still.width + x) * 3 + 2 - channel] ?? 0
        floats[channel * plane + y * columns + x] = (value / 255 - mean) / deviation
      }
    }
  }
  return floats
}

interface Region {
  left: number
  top: number
  right: number
  bottom: number
  area: number
  sum: number
}

/** Connected pixels that probably are text. */
function* findRegions({ data }: NetData, columns: number): Iterable<Region> {
  const isSeen = new Uint8Array(data.length)
  for (let start = 0; start < data.length; start += 1) {
    if (isSeen[start] || (data[start] ?? 0) < MIN_PROBABILITY) continue
    yield growRegion(data, columns, { start, isSeen })
  }
}

function growRegion(
  data: Float32Array,
  columns: number,
  { start, isSeen }: { start: number; isSeen: Uint8Array },
): Region {
  const region = {
    left: columns,
    top: Number.POSITIVE_INFINITY,
    right: 0,
    bottom: 0,
    area: 0,
    sum: 0,
  }
  const open = [start]
  isSeen[start] = 1
  const visit = (at: number) => {
    if (isSeen[at] || (data[at] ?? 0) < MIN_PROBABILITY) return
    isSeen[at] = 1
    open.push(at)
  }
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const x = at % columns
    const y = (at - x) / columns
    region.left = Math.min(region.left, x)
    region.right = Math.max(region.right, x + 1)
    region.top = Math.min(region.top, y)
    region.bottom = Math.max(region.bottom, y + 1)
    region.area += 1
    region.sum += data[at] ?? 0
    if (x > 0) visit(at - 1)
    if (x < columns - 1) visit(at + 1)
    visit(at - columns)
    visit(at + columns)
  }
  return region
}

/** Left, top, right and bottom in pixels; null: is no line. */
function toBox({ left, top, right, bottom, area, sum }: Region): Box | null {
  const [width, height] = [right - left, bottom - top]
  const isLine =
    area >= MIN_AREA &&
    sum / area >= MIN_MEAN_PROBABILITY &&
    Math.min(width, height) >= MIN_SHORT_SIDE
  if (!isLine) return null
  const growth = (width * height * GROWTH) / (2 * (width + height))
  return [left - growth, top - growth, width + 2 * growth, height + 2 * growth]
}

/** As shares of the picture. */
function withinPicture([left, top, width, height]: Box, columns: number, rows: number): Box {
  const [x, y] = [Math.max(0, left), Math.max(0, top)]
  const right = Math.min(columns, left + width)
  const bottom = Math.min(rows, top + height)
  return [x / columns, y / rows, (right - x) / columns, (bottom - y) / rows]
}
