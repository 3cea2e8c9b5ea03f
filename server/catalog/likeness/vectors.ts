import { createHash } from 'node:crypto'
import { MAIN_DIRECTIONS, MAIN_MODEL } from './main-directions.ts'

/** Where vectors are among others; see docs/decisions/031. Values in, values out. */

/** A vector as bytes, each a number from -127 to 127; only vectors of one model can be compared. */
export interface ModelVector {
  model: string
  bytes: Uint8Array
}

/** As many planes; each cell is on one side of each of them. */
const PLANES = 11
const CELLS = 1 << PLANES
const SKETCH_BITS = 512
/** What is left of 31 bits tells models apart; should two be the same, the exact comparison does. */
const MODELS = 1 << (31 - PLANES)

/** The cell that a vector is in; the same number stands for another cell of another model. */
export function cellOf(vector: ModelVector): number {
  const sides = sidesOf(distancesToPlanes(vector))
  return firstCell(vector.model) + sides
}

/** All cells of the model, those first in which near vectors are likeliest. */
export function cellsAround(vector: ModelVector): number[] {
  const distances = distancesToPlanes(vector)
  const own = sidesOf(distances)
  // Of crossing some of the planes: those without the last of them, and that one.
  const crossing = new Float64Array(CELLS)
  for (let planes = 1; planes < CELLS; planes += 1) {
    const last = 31 - Math.clz32(planes)
    crossing[planes] = (crossing[planes ^ (1 << last)] ?? 0) + (distances[last] ?? 0) ** 2
  }
  const first = firstCell(vector.model)
  return Array.from(crossing.keys())
    .sort((one, other) => (crossing[one] ?? 0) - (crossing[other] ?? 0))
    .map((planes) => first + (own ^ planes))
}

/** For each number whether it is above 0, as PostgreSQL writes bits. */
export function sketchOf({ bytes }: ModelVector): string {
  const bits = Array.from(signed(bytes).subarray(0, SKETCH_BITS), (value) =>
    value > 0 ? '1' : '0',
  )
  return bits.join('').padEnd(SKETCH_BITS, '0')
}

/** How alike others are to one vector: -1 to 1; 0 for what is of another length. */
export function cosinesTo(one: Uint8Array): (other: Uint8Array) => number {
  const a = signed(one)
  const length = Math.sqrt(dot(a, a))
  return (other) => {
    const b = signed(other)
    const lengths = length * Math.sqrt(dot(b, b))
    return lengths > 0 && a.length === b.length ? dot(a, b) / lengths : 0
  }
}

function firstCell(model: string): number {
  const hash = createHash('sha256').update(model).digest().readUInt32BE()
  return (hash % MODELS) * CELLS
}

function distancesToPlanes({ model, bytes }: ModelVector): number[] {
  const values = signed(bytes)
  return Array.from({ length: PLANES }, (_, plane) => {
    const main = model === MAIN_MODEL ? MAIN_DIRECTIONS[plane] : undefined
    const direction = main ?? directionByChance(plane, values.length)
    return dot(values, direction) / Math.sqrt(dot(direction, direction))
  })
}

function sidesOf(distances: readonly number[]): number {
  return distances.reduce((sides, distance, at) => sides | (distance > 0 ? 1 << at : 0), 0)
}

const BY_CHANCE = new Map<string, Int8Array>()

/** The same in every process, for ever: cells are kept. */
function directionByChance(plane: number, length: number): Int8Array {
  const key = `${plane}/${length}`
  const known = BY_CHANCE.get(key)
  if (known) return known
  const bits = createHash('shake256', { outputLength: Math.ceil(length / 8) })
    .update(key)
    .digest()
  const direction = Int8Array.from({ length }, (_, at) =>
    (((bits[at >> 3] ?? 0) >> (at & 7)) & 1) === 1 ? 1 : -1,
  )
  BY_CHANCE.set(key, direction)
  return direction
}

function signed(bytes: Uint8Array): Int8Array {
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}

/** Of a million such products each costs time: a plain loop. */
function dot(one: Int8Array, other: Int8Array): number {
  const length = Math.min(one.length, other.length)
  let sum = 0
  for (let at = 0; at < length; at += 1) sum += (one[at] ?? 0) * (other[at] ?? 0)
  return sum
}
