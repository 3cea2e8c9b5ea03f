import { readFile } from 'node:fs/promises'
import type { Box } from '../../../contract/analysis.ts'
import { RAW_FLOORS, type RawTextLine } from '../judging/builtin-raw.ts'
import { round, roundBox } from './detections.ts'
import { findText } from './find-text.ts'
import { ModelTrouble } from './model-trouble.ts'
import type { NetData, Nets } from './nets.ts'
import { openPixels, type StillPixels } from './still-pixels.ts'

/** Pixels of a line as the net wants it. */
const LINE_HEIGHT = 48
const MIN_LINE_WIDTH = 16
const MAX_LINE_WIDTH = 960
/** Smaller ones cannot be read, pixels. */
const MIN_SIDE = 6
/** From here on a line stands upright: it is turned. */
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
    const { text, confidence } = await readLine(nets, keys, await cutLine(still, line))
    if (text !== '' && confidence >= RAW_FLOORS.textLines) {
      read.push({ text, confidence: round(confidence), box: roundBox(line.box) })
    }
  }
  return read
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
  for (const line of lines.toSorted((a, b) => middleOf(a) - middleOf(b))) {
    const row = rows.at(-1)
    const first = row?.[0]
    if (row && first && middleOf(line) < first.box[1] + first.box[3]) row.push(line)
    else rows.push([line])
  }
  return rows.flatMap((row) => row.toSorted((a, b) => a.box[0] - b.box[0]))
}

function middleOf({ box }: Line): number {
  return box[1] + box[3] / 2
}

async function cutLine(still: StillPixels, { area, isUpright, width }: Line): Promise<StillPixels> {
  const cut = openPixels(still).extract(area)
  // The other way round these would be width and height of what is cut out.
  const size = isUpright ? { width: LINE_HEIGHT, height: width } : { width, height: LINE_HEIGHT }
  const data = await cut
    .resize({ ...size, fit: 'fill' })
    .raw()
    .toBuffer()
  const line = { data, ...size }
  return isUpright ? turnLeft(line) : line
}

/** What ran from top to bottom runs from left to right… for letters that lie on their side. */
function turnLeft({ data, width, height }: StillPixels): StillPixels {
  const turned = new Uint8Array(data.length)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = (y * width + x) * 3
      turned.set(data.subarray(from, from + 3), ((width - 1 - x) * height + y) * 3)
    }
  }
  return { data: turned, width: height, height: width }
}

async function readLine(
  nets: Nets,
  keys: readonly string[],
  line: StillPixels,
): Promise<{ text: string; confidence: number }> {
  const plane = line.width * line.height
  const floats = new Float32Array(3 * plane)
  for (let at = 0; at < plane; at += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      floats[channel * plane + at] = (line.data[at * 3 + 2 - channel] ?? 0) / 127.5 - 1
    }
  }
  const input = { data: floats, dims: [1, 3, LINE_HEIGHT, line.width] }
  const output = 'softmax_11.tmp_0'
  const { [output]: steps } = await nets.run('text_recognition', input, [output])
  return spell(steps, keys)
}

/** A character for each stretch of steps that say the same; the first class says that there is none. */
function spell(
  { data, dims }: NetData,
  keys: readonly string[],
): { text: string; confidence: number } {
  const classes = dims[2] ?? 0
  let text = ''
  let sum = 0
  let count = 0
  let last = 0
  for (let start = 0; start < data.length; start += classes) {
    const { best, score } = strongest(data.subarray(start, start + classes))
    if (best !== 0 && best !== last) {
      // behind the last key is the space
      text += keys[best - 1] ?? ' '
      sum += score
      count += 1
    }
    last = best
  }
  return { text: text.trim(), confidence: count === 0 ? 0 : sum / count }
}

function strongest(scores: Float32Array): { best: number; score: number } {
  let best = 0
  let score = 0
  for (let at = 0; at < scores.length; at += 1) {
    const next = scores[at] ?? 0
    if (next > score) {
      best = at
      score = next
    }
  }
  return { best, score }
}

async function readKeys(nets: Nets): Promise<string[]> {
  const name = 'text_keys'
  const text = await readFile(nets.pathOf(name), 'utf8').catch((cause) => {
    throw new ModelTrouble(name, cause)
  })
  const lines = text.split(/\r?\n/)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}
