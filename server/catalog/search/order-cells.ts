import { filterLexeme } from './lexemes.ts'

/**
 * What lists are ordered by, in steps, as terms of the index: so it finds the first of a search in an order without a look
 * at all that fit. Each value has two, of a small step and of sixteen such steps; together they stand for any stretch:
 *
 *     #C:34a #C:34x     created within these 24 days, and within this year or so
 *     #M:…              the same of the last change
 *     #S:8e #S:8x       of about this size: eight steps from 1 MB to 2 MB
 */
export type CelledColumn = 'date_created' | 'date_modified' | 'file_size'

interface Cells {
  letter: 'C' | 'M' | 'S'
  /** Rises with the value; the same for the same value on every machine. */
  cellOf(value: number): number
}

const SECONDS = 2 ** 21
const bySeconds = (seconds: number) => Math.floor(seconds / SECONDS)

const CELLS: Readonly<Record<CelledColumn, Cells>> = {
  date_created: { letter: 'C', cellOf: bySeconds },
  date_modified: { letter: 'M', cellOf: bySeconds },
  file_size: { letter: 'S', cellOf: (bytes) => Math.floor(8 * Math.log2(Math.max(1, bytes))) },
}

/** @param values dates as Unix seconds, sizes in bytes */
export function orderLexemes(values: Readonly<Record<CelledColumn, number>>): string[] {
  return Object.entries(CELLS).flatMap(([column, { letter, cellOf }]) => {
    const cell = cellOf(values[column as CelledColumn])
    return [filterLexeme(letter, writeFine(cell)), filterLexeme(letter, writeCoarse(cell >> 4))]
  })
}

/** More would cost more than they help. */
const MOST_SIXTEENS = 128
/** Each term has to be looked up for each asset: of one sixteen, more small steps than these are asked for as the whole. */
const MOST_STEPS = 6

/**
 * Terms that stand for all values from one to the other, in either direction, and for some beyond; null when they are too
 * many.
 * @param isOpen whether there are no assets before the first of these values
 */
export function lexemesBetween(
  column: CelledColumn,
  ends: readonly [number, number],
  isOpen = false,
): string[] | null {
  const { letter, cellOf } = CELLS[column]
  const [from, to] = [cellOf(ends[0]), cellOf(ends[1])]
  // All of the first sixteen are as good as some of them, and one term.
  const border = !isOpen ? from : from < to ? from & ~15 : from | 15
  const [first, last] = [Math.min(border, to), Math.max(border, to)]
  const sixteens = (last >> 4) - (first >> 4) + 1
  if (sixteens > MOST_SIXTEENS) return null
  const texts = Array.from({ length: sixteens }, (_, at) => {
    const sixteen = (first >> 4) + at
    const [low, high] = [Math.max(first, sixteen * 16), Math.min(last, sixteen * 16 + 15)]
    if (high - low >= MOST_STEPS) return [writeCoarse(sixteen)]
    return Array.from({ length: high - low + 1 }, (_, step) => writeFine(low + step))
  })
  return texts.flat().map((text) => filterLexeme(letter, text))
}

function writeFine(cell: number): string {
  return cell.toString(16)
}

function writeCoarse(sixteen: number): string {
  return `${sixteen.toString(16)}x`
}
