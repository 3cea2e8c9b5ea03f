/** The same numbers, 0 up to 1, for the same seed, on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Smooth noise over the plane, about -1 to 1, one hill or hollow per unit. */
export type Noise = (x: number, y: number) => number

export function createNoise(seed: number): Noise {
  const random = randomFrom(seed)
  const order = Uint8Array.from({ length: 256 }, (_, index) => index)
  for (let index = 255; index > 0; index--) {
    const other = Math.floor(random() * (index + 1))
    const kept = order[index] as number
    order[index] = order[other] as number
    order[other] = kept
  }
  const slopesX = new Float32Array(256)
  const slopesY = new Float32Array(256)
  for (let index = 0; index < 256; index++) {
    slopesX[index] = Math.cos((index / 256) * 2 * Math.PI)
    slopesY[index] = Math.sin((index / 256) * 2 * Math.PI)
  }
  // Twice the same order, so that the sum of two entries needs no wrapping.
  const hash = Uint8Array.from({ length: 513 }, (_, index) => order[index & 255] as number)
  return (x, y) => {
    const cellX = Math.floor(x)
    const cellY = Math.floor(y)
    const fx = x - cellX
    const fy = y - cellY
    const sx = fx * fx * fx * (fx * (fx * 6 - 15) + 10)
    const sy = fy * fy * fy * (fy * (fy * 6 - 15) + 10)
    const left = at(hash, cellX & 255) + (cellY & 255)
    const right = at(hash, (cellX & 255) + 1) + (cellY & 255)
    const a = at(hash, left)
    const b = at(hash, right)
    const c = at(hash, left + 1)
    const d = at(hash, right + 1)
    const topLeft = at(slopesX, a) * fx + at(slopesY, a) * fy
    const topRight = at(slopesX, b) * (fx - 1) + at(slopesY, b) * fy
    const bottomLeft = at(slopesX, c) * fx + at(slopesY, c) * (fy - 1)
    const bottomRight = at(slopesX, d) * (fx - 1) + at(slopesY, d) * (fy - 1)
    const upper = topLeft + (topRight - topLeft) * sx
    const lower = bottomLeft + (bottomRight - bottomLeft) * sx
    return (upper + (lower - upper) * sy) * 1.5
  }
}

/** An entry that is there: the index is always inside the table. */
function at(table: Uint8Array | Float32Array, index: number): number {
  return table[index] as number
}

/** Noise with finer noise on top of it, like clouds; about -1 to 1. */
export function fractal(noise: Noise, x: number, y: number, octaves: number): number {
  let sum = 0
  let weight = 0.5
  let scale = 1
  for (let octave = 0; octave < octaves; octave++) {
    sum += noise(x * scale + octave * 17.3, y * scale - octave * 9.1) * weight
    weight *= 0.5
    scale *= 2.03
  }
  return sum
}

/** Noise folded into sharp crests, like mountains; 0 to about 1. */
export function ridged(noise: Noise, x: number, y: number, octaves: number): number {
  let sum = 0
  let weight = 0.55
  let scale = 1
  let carried = 1
  for (let octave = 0; octave < octaves; octave++) {
    const crest = 1 - Math.abs(noise(x * scale + octave * 31.7, y * scale + octave * 11.9))
    const sharp = crest * crest * carried
    sum += sharp * weight
    carried = Math.min(1, sharp * 1.6)
    weight *= 0.48
    scale *= 2.07
  }
  return sum
}
