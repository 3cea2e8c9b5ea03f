import type { Raster } from './raster.ts'

const SIDE = 32
/** Frequencies in each direction; the first of all is the mean brightness, which does not count. */
const FREQUENCIES = 8
const BITS = FREQUENCIES ** 2 - 1
/** Below this many steps of brightness a frequency is noise of the encoder. */
const NOISE = 0.1

const COSINES = Array.from({ length: FREQUENCIES }, (_, frequency) =>
  Float64Array.from({ length: SIDE }, (_, at) =>
    Math.cos(((2 * at + 1) * frequency * Math.PI) / (2 * SIDE)),
  ),
)

/**
 * What a picture looks like, as 63 bits that hardly change when it is resized, compressed, brightened or loses its
 * colours: which of the low frequencies of its brightness are above their median. Pictures whose hashes differ in
 * few bits look alike.
 * @returns 16 hex digits; null for a picture with so little in it that its hash would be noise
 */
export function readPerceptualHash(raster: Raster): string | null {
  const strengths = readFrequencies(shrink(raster))
  const sorted = strengths.toSorted()
  if ((strengths.map(Math.abs).toSorted()[BITS >> 1] ?? 0) < NOISE) return null
  const median = sorted[BITS >> 1] ?? 0
  let hash = 0n
  strengths.forEach((strength, index) => {
    if (strength > median) hash |= 1n << BigInt(placeOf(index))
  })
  return hash.toString(16).padStart(16, '0')
}

/** Neighbours go to different quarters of the hash, so that each quarter has something of everything. */
function placeOf(index: number): number {
  return (index % 4) * 16 + (index >> 2)
}

/** The mean brightness of each cell; what is transparent counts as white. */
function shrink({ data, width, height, channels }: Raster): Float64Array {
  const cells = new Float64Array(SIDE * SIDE)
  const hasColor = channels > 2
  const alphaAt = channels === 4 ? 3 : channels === 2 ? 1 : -1
  const brightness = (at: number) => {
    const first = data[at] ?? 0
    const gray = hasColor
      ? 0.299 * first + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0)
      : first
    return alphaAt < 0 ? gray : 255 + ((gray - 255) * (data[at + alphaAt] ?? 255)) / 255
  }
  for (let row = 0; row < SIDE; row += 1) {
    const [top, bottom] = spanOf(row, height)
    for (let column = 0; column < SIDE; column += 1) {
      const [left, right] = spanOf(column, width)
      let sum = 0
      for (let y = top; y < bottom; y += 1)
        for (let x = left; x < right; x += 1) sum += brightness((y * width + x) * channels)
      cells[row * SIDE + column] = sum / ((bottom - top) * (right - left))
    }
  }
  return cells
}

/** The pixels of one cell in one direction; at least one. */
function spanOf(cell: number, length: number): [from: number, to: number] {
  const from = Math.floor((cell * length) / SIDE)
  return [from, Math.max(from + 1, Math.floor(((cell + 1) * length) / SIDE))]
}

/** The discrete cosine transform of what varies slowly, row by row, without the mean. */
function readFrequencies(cells: Float64Array): Float64Array {
  const rows = new Float64Array(FREQUENCIES * SIDE)
  for (let y = 0; y < SIDE; y += 1)
    for (let u = 0; u < FREQUENCIES; u += 1)
      for (let x = 0; x < SIDE; x += 1)
        rows[u * SIDE + y] =
          (rows[u * SIDE + y] ?? 0) + (cells[y * SIDE + x] ?? 0) * (COSINES[u]?.[x] ?? 0)
  const strengths = new Float64Array(BITS)
  for (let index = 1; index <= BITS; index += 1) {
    const [v, u] = [Math.floor(index / FREQUENCIES), index % FREQUENCIES]
    let sum = 0
    for (let y = 0; y < SIDE; y += 1) sum += (rows[u * SIDE + y] ?? 0) * (COSINES[v]?.[y] ?? 0)
    strengths[index - 1] = sum / (SIDE * SIDE)
  }
  return strengths
}
