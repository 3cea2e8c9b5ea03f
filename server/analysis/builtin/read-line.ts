import { readFile } from 'node:fs/promises'
import { ModelTrouble } from './model-trouble.ts'
import type { NetData, Nets } from './nets.ts'
import type { StillPixels } from './still-pixels.ts'

/** Pixels of a line, letters upright, as the net wants it. */
export const LINE_HEIGHT = 48

export interface ReadLine {
  text: string
  /** Mean of its characters', 0 to 1. */
  confidence: number
}

/** @param line LINE_HEIGHT high */
export async function readLine(
  nets: Nets,
  keys: readonly string[],
  line: StillPixels,
): Promise<ReadLine> {
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
function spell({ data, dims }: NetData, keys: readonly string[]): ReadLine {
  const classes = dims[2] ?? 0
  let text = ''
  let sum = 0
  let count = 0
  let last = 0
  for (let start = 0; start < data.length; start += classes) {
    const { best, score } = strongest(data.subarray(start, start + classes))
    if (best !== 0 && best !== last) {
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

/** The characters of the net's classes, from the second on; behind the last is the space. */
export async function readKeys(nets: Nets): Promise<string[]> {
  const name = 'text_keys'
  const text = await readFile(nets.pathOf(name), 'utf8').catch((cause) => {
    throw new ModelTrouble(name, cause)
  })
  const lines = text.split(/\r?\n/)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}
