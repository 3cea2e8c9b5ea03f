import { MOST_COLORS } from './color-cells.ts'
import type { Codes } from './place-order.ts'
import { type Bits, BLOCK_ASSETS } from './place-sets.ts'

/**
 * The colours of the assets of a block, so that which of them are near a colour is told without a look at any: of each asset as
 * many numbers as it can have colours, one more than color_cells has, and 0 for none.
 */

export const COLOR_CODES = BLOCK_ASSETS * MOST_COLORS

export function writeColors(codes: Codes, place: number, cells: readonly number[]): void {
  for (let at = 0; at < MOST_COLORS; at += 1) {
    codes[place * MOST_COLORS + at] = (cells[at] ?? -1) + 1
  }
}

/** Takes out whatever has no colour near this one. @param near as nearCells gives it */
export function keepNear(bits: Bits, codes: Codes, near: Uint8Array): void {
  for (let word = 0; word < bits.length; word += 1) {
    const all = bits[word] as number
    let kept = all
    for (let left = all; left !== 0; left &= left - 1) {
      const bit = left & -left
      const place = word * 32 + 31 - Math.clz32(bit)
      if (!hasNear(codes, place * MOST_COLORS, near)) kept ^= bit
    }
    bits[word] = kept
  }
}

/** Of an asset that is looked at by itself. */
export function isNear(cells: readonly number[], near: readonly Uint8Array[]): boolean {
  return near.every((one) => cells.some((cell) => isSet(one, cell)))
}

/** As int4send writes them, one behind the other. */
export function readCells(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readInt32BE(4 * at))
}

/** Written out, since it sees all that could fit. */
function hasNear(codes: Codes, first: number, near: Uint8Array): boolean {
  for (let at = first; at < first + MOST_COLORS; at += 1) {
    const code = codes[at] as number
    if (code === 0) return false
    if (isSet(near, code - 1)) return true
  }
  return false
}

function isSet(bits: Uint8Array, at: number): boolean {
  return (((bits[at >>> 3] as number) >>> (at & 7)) & 1) === 1
}
