/**
 * Sets of assets by the number behind them: a block is 65,536 assets next to each other (id >> 16), and a set has a bit for each.
 * As they are stored: the lowest 16 bits of each in order, or, from 4,096 on, all the bits. Little-endian.
 */
export type Bits = Uint32Array<ArrayBuffer>

export const BLOCK_ASSETS = 65_536
const WORDS = BLOCK_ASSETS / 32
const BITMAP_BYTES = BLOCK_ASSETS / 8
/** So many would take as much room as the bits. */
const MANY = BITMAP_BYTES / 2

export function blockOf(id: number): number {
  return Math.floor(id / BLOCK_ASSETS)
}

export function placeOf(id: number): number {
  return id % BLOCK_ASSETS
}

export function noBits(): Bits {
  return new Uint32Array(WORDS)
}

export function setBit(bits: Bits, place: number): void {
  bits[place >>> 5] = at(bits, place >>> 5) | (1 << (place & 31))
}

export function hasBit(bits: Bits, place: number): boolean {
  return ((at(bits, place >>> 5) >>> (place & 31)) & 1) === 1
}

export function clearBit(bits: Bits, place: number): void {
  bits[place >>> 5] = at(bits, place >>> 5) & ~(1 << (place & 31))
}

/** A set as it is stored: single places, or a bit for each. */
export type Places = Uint16Array<ArrayBuffer> | Bits

export function parsePlaces(stored: Buffer<ArrayBuffer>): Places {
  const bytes = copy(stored)
  return bytes.byteLength === BITMAP_BYTES ? new Uint32Array(bytes) : new Uint16Array(bytes)
}

export function addPlaces(bits: Bits, places: Places): void {
  if (places instanceof Uint32Array) unite(bits, places)
  else for (let one = 0; one < places.length; one += 1) setBit(bits, places[one] as number)
}

export function readPlaces(stored: Buffer<ArrayBuffer>): Bits {
  const bits = noBits()
  addPlaces(bits, parsePlaces(stored))
  return bits
}

/** @param assets how many are in it */
export function writePlaces(bits: Bits, assets: number): Buffer {
  if (assets >= MANY) return Buffer.from(bits.buffer)
  const places = new Uint16Array(assets)
  let filled = 0
  eachBit(bits, (place) => {
    places[filled] = place
    filled += 1
  })
  return Buffer.from(places.buffer)
}

/** Numbers of more than a byte can't be read from everywhere within another buffer. */
export function copy({ buffer, byteOffset, length }: Buffer<ArrayBuffer>): ArrayBuffer {
  return buffer.slice(byteOffset, byteOffset + length)
}

export function eachBit(bits: Bits, see: (place: number) => void): void {
  for (let word = 0; word < bits.length; word += 1) {
    for (let left = at(bits, word); left !== 0; left &= left - 1) {
      see(word * 32 + 31 - Math.clz32(left & -left))
    }
  }
}

export function countBits(bits: Bits): number {
  let sum = 0
  for (let word = 0; word < bits.length; word += 1) sum += countOnes(at(bits, word))
  return sum
}

function countOnes(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Changes the first of them, as the next two do. */
export function intersect(bits: Bits, others: Bits): void {
  for (let word = 0; word < bits.length; word += 1) bits[word] = at(bits, word) & at(others, word)
}

export function unite(bits: Bits, others: Bits): void {
  for (let word = 0; word < bits.length; word += 1) bits[word] = at(bits, word) | at(others, word)
}

export function exclude(bits: Bits, others: Bits): void {
  for (let word = 0; word < bits.length; word += 1) bits[word] = at(bits, word) & ~at(others, word)
}

function at(bits: Bits, word: number): number {
  return bits[word] as number
}
