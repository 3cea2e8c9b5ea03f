import type { Box } from '../../../contract/analysis.ts'
import type { Nets } from './nets.ts'
import { resize, type StillPixels } from './still-pixels.ts'

/**
 * Longest sides of what the net looks at: its cost grows with the area. A first look at little of it tells that most
 * photos have no text, for a third of the cost; it misses type of less than some 10 pixels of 768.
 */
const FIRST_SIDE = 384
const SECOND_SIDE = 640
/** Enlarging a small picture further makes no letters clearer. */
const MAX_ENLARGEMENT = 2
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
  const first = await markText(nets, still, FIRST_SIDE)
  if (!first.probabilities.some(isText)) return []
  const marked = await markText(nets, still, SECOND_SIDE)
  return [...findRegions(marked)]
    .map(toBox)
    .filter((box) => box !== null)
    .map((box) => withinPicture(box, marked))
}

interface MarkedText {
  /** That a pixel is text, 0 to 1. */
  probabilities: Float32Array
  columns: number
  /** Of these pixels the picture takes so many. */
  width: number
  height: number
}

async function markText(nets: Nets, still: StillPixels, maxSide: number): Promise<MarkedText> {
  const longestSide = Math.max(still.width, still.height)
  const side = Math.min(maxSide, longestSide * MAX_ENLARGEMENT)
  const small = await resize(still, side, 'inside')
  const { width, height } = small
  const [columns, rows] = [toStride(width), toStride(height)]
  const input = { data: toFloats(small, columns, rows), dims: [1, 3, rows, columns] }
  const output = 'sigmoid_0.tmp_0'
  const { [output]: marked } = await nets.run('text_detection', input, [output])
  return { probabilities: marked.data, columns, width, height }
}

function isText(probability: number | undefined): boolean {
  return probability !== undefined && probability >= MIN_PROBABILITY
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
function* findRegions({ probabilities, columns }: MarkedText): Iterable<Region> {
  const isSeen = new Uint8Array(probabilities.length)
  for (let start = 0; start < probabilities.length; start += 1) {
    if (isSeen[start] || !isText(probabilities[start])) continue
    yield growRegion(probabilities, columns, { start, isSeen })
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
    if (isSeen[at] || !isText(data[at])) return
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

/** In pixels; null: is no line. */
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

/** In shares of the picture. */
function withinPicture([left, top, width, height]: Box, marked: MarkedText): Box {
  const x = Math.max(0, left)
  const y = Math.max(0, top)
  const right = Math.min(marked.width, left + width)
  const bottom = Math.min(marked.height, top + height)
  return [
    x / marked.width,
    y / marked.height,
    (right - x) / marked.width,
    (bottom - y) / marked.height,
  ]
}
