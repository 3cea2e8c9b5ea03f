import type { Box } from '../../../contract/analysis.ts'
import { RAW_FLOORS, type RawTextLine } from '../judging/builtin-raw.ts'
import { round, roundBox } from './detections.ts'
import { findText } from './find-text.ts'
import type { Nets } from './nets.ts'
import { LINE_HEIGHT, type ReadLine, readKeys, readLine } from './read-line.ts'
import { openPixels, type StillPixels } from './still-pixels.ts'

/** Pixels. */
const MIN_LINE_WIDTH = 16
const MAX_LINE_WIDTH = 960
/** Smaller ones cannot be read, pixels. */
const MIN_SIDE = 6
/** As many times as high as wide: the line stands upright. */
const UPRIGHT = 1.5
/**
 * What is read of one picture: the largest lines, up to so many and so many pixels of width in all. That is some two
 * seconds of a core; a page of small print has more than a search needs.
 */
const MAX_LINES = 40
const MAX_WIDTH_IN_ALL = 16_000

/** What is written in the picture, from top to bottom. */
export async function readText(nets: Nets, still: StillPixels): Promise<RawTextLine[]> {
  const lines = planLines(await findText(nets, still), still)
  if (lines.length === 0) return []
  const keys = await readKeys(nets)
  const read: RawTextLine[] = []
  for (const line of inReadingOrder(lines)) {
    const cut = await cutLine(still, line)
    const ways = line.isUpright ? turnBothWays(cut) : [cut]
    const { text, confidence } = await readSurest(nets, keys, ways)
    if (text !== '' && confidence >= RAW_FLOORS.textLines) {
      read.push({ text, confidence: round(confidence), box: roundBox(line.box) })
    }
  }
  return read
}

/** A line that stands may run down as well as up. */
async function readSurest(
  nets: Nets,
  keys: readonly string[],
  ways: readonly StillPixels[],
): Promise<ReadLine> {
  let surest: ReadLine = { text: '', confidence: 0 }
  for (const way of ways) {
    const line = await readLine(nets, keys, way)
    if (line.confidence > surest.confidence) surest = line
  }
  return surest
}

interface Line {
  box: Box
  /** The same in pixels of the still. */
  area: { left: number; top: number; width: number; height: number }
  isUpright: boolean
  /** When it is LINE_HEIGHT high. */
  width: number
}

function planLines(boxes: readonly Box[], still: StillPixels): Line[] {
  const lines = boxes.map((box) => planLine(box, still)).filter((line) => line !== null)
  const shortSide = ({ area }: Line) => Math.min(area.width, area.height)
  let width = 0
  return lines
    .toSorted((a, b) => shortSide(b) - shortSide(a))
    .slice(0, MAX_LINES)
    .filter((line) => {
      width += line.width
      return width <= MAX_WIDTH_IN_ALL
    })
}

function planLine(box: Box, still: StillPixels): Line | null {
  const left = Math.floor(box[0] * still.width)
  const top = Math.floor(box[1] * still.height)
  const width = Math.min(still.width, Math.ceil((box[0] + box[2]) * still.width)) - left
  const height = Math.min(still.height, Math.ceil((box[1] + box[3]) * still.height)) - top
  if (Math.min(width, height) < MIN_SIDE) return null
  const isUpright = height > width * UPRIGHT
  const ratio = isUpright ? height / width : width / height
  const lineWidth = Math.round(LINE_HEIGHT * ratio)
  return {
    box,
    area: { left, top, width, height },
    isUpright,
    width: Math.min(MAX_LINE_WIDTH, Math.max(MIN_LINE_WIDTH, lineWidth)),
  }
}

/** Lines side by side from left to right, these from top to bottom. */
function inReadingOrder(lines: readonly Line[]): Line[] {
  const rows: Line[][] = []
  for (const line of lines.toSorted((a, b) => middleOf(a.box) - middleOf(b.box))) {
    const row = rows.at(-1)
    const first = row?.[0]
    if (row && first && areBeside(first.box, line.box)) row.push(line)
    else rows.push([line])
  }
  return rows.flatMap((row) => row.toSorted((a, b) => a.box[0] - b.box[0]))
}

function areBeside(a: Box, b: Box): boolean {
  return Math.abs(middleOf(a) - middleOf(b)) < Math.min(a[3], b[3]) / 2
}

function middleOf([, top, , height]: Box): number {
  return top + height / 2
}

/** A piece of the still, LINE_HEIGHT high when it lies; it stands as long as it is not turned. */
async function cutLine(still: StillPixels, { area, isUpright, width }: Line): Promise<StillPixels> {
  const cut = openPixels(still).extract(area)
  const size = isUpright ? { width: LINE_HEIGHT, height: width } : { width, height: LINE_HEIGHT }
  const data = await cut
    .resize({ ...size, fit: 'fill' })
    .raw()
    .toBuffer()
  return { data, ...size }
}

function turnBothWays({ data, width, height }: StillPixels): [StillPixels, StillPixels] {
  const right = new Uint8Array(data.length)
  const left = new Uint8Array(data.length)
  const pixels = width * height
  for (let at = 0; at < pixels; at += 1) {
    const x = at % width
    const turned = x * height + height - 1 - (at - x) / width
    const pixel = data.subarray(at * 3, at * 3 + 3)
    right.set(pixel, turned * 3)
    left.set(pixel, (pixels - 1 - turned) * 3)
  }
  const size = { width: height, height: width }
  return [
    { data: right, ...size },
    { data: left, ...size },
  ]
}
