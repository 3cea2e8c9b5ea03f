import type { BuiltinRaw } from '../judging/builtin-raw.ts'
import type { StillPixels } from './still-pixels.ts'

/** How colourful the pixels are, 0 to 255: on average, and those that are more so than 99 of 100. */
export function measureChroma({ data }: StillPixels): Required<BuiltinRaw>['chroma'] {
  const counts = new Uint32Array(256)
  for (let at = 0; at < data.length; at += 3) {
    const [red = 0, green = 0, blue = 0] = [data[at], data[at + 1], data[at + 2]]
    const chroma = Math.max(red, green, blue) - Math.min(red, green, blue)
    counts[chroma] = (counts[chroma] ?? 0) + 1
  }
  const pixels = data.length / 3
  const sum = counts.reduce((total, count, chroma) => total + count * chroma, 0)
  return { mean: Math.round((sum / pixels) * 100) / 100, high: percentile(counts, pixels * 0.99) }
}

function percentile(counts: Uint32Array, enough: number): number {
  let seen = 0
  return counts.findIndex((count) => {
    seen += count
    return seen >= enough
  })
}
