/**
 * Values of custom fields that look like a number or a day, as terms of the index. Near values share their beginning,
 * so that a range is some beginnings and not a look at every value:
 *
 *     1250         +24.1250    sign, 20 more than the digits before the point, the first four digits
 *     12505        +25.1250~   `~`: it is a little more than these say
 *     0.05         +19.5000
 *     0            +0
 *     2026-01-31   d20260131
 */

/** Up to 15 digits on each side of the point, or comma: PostgreSQL reads it as the same number. */
const NUMBER = /^ *(?<sign>[+-]?)(?<whole>\d{1,15})(?:[.,](?<part>\d{1,15}))? *$/
/** `1,500` may be one and a half or fifteen hundred: it is neither. */
const AMBIGUOUS = /,\d{3} *$/
const DAY =
  /^ *(?<year>\d{4})-(?<month>0[1-9]|1[0-2])-(?<day>0[1-9]|[12]\d|3[01])(?:[T ][\d:.]{5,15}(?:Z|[+-][\d:]{2,5})?)? *$/

/** The same for PostgreSQL, as text → numeric or null. */
export const NUMBER_SQL = {
  looksSo: '^ *[+-]?[0-9]{1,15}([.,][0-9]{1,15})? *$',
  ambiguous: ',[0-9]{3} *$',
} as const

const FIRST_DIGITS = 4
/** Between 10^-15 and 10^15. */
const SMALLEST = 6
const LARGEST = 35
const LAST_DAY = 99_991_231

interface Magnitude {
  /** Digits before the point, plus 20; of 0.05 it is 19. */
  size: number
  /** Without zeros at either end. */
  digits: string
}

/** A number as it was written, exactly. */
export interface Decimal {
  kind: 'number'
  /** For PostgreSQL. */
  text: string
  negative: boolean
  /** null: zero. */
  magnitude: Magnitude | null
}

/** `number` is the day as 20260131. */
export interface Day {
  kind: 'day'
  number: number
}

/** null for a value that is neither a number nor a day. */
export function readRangeValue(text: string): Decimal | Day | null {
  const day = DAY.exec(text)?.groups
  if (day) return { kind: 'day', number: Number(`${day.year}${day.month}${day.day}`) }
  const number = AMBIGUOUS.test(text) ? null : NUMBER.exec(text)?.groups
  if (!number) return null
  const { sign = '', whole = '', part = '' } = number
  const digits = `${whole}${part}`
  const first = digits.search(/[1-9]/)
  return {
    kind: 'number',
    text: `${sign === '-' ? '-' : ''}${whole}${part === '' ? '' : `.${part}`}`,
    negative: sign === '-' && first !== -1,
    magnitude:
      first === -1
        ? null
        : { size: 20 + whole.length - first, digits: digits.slice(first).replace(/0+$/, '') },
  }
}

/** The terms of one value: one, or none. */
export function valueCells(text: string): string[] {
  const value = readRangeValue(text)
  if (value === null) return []
  if (value.kind === 'day') return [`d${String(value.number).padStart(8, '0')}`]
  const { negative, magnitude } = value
  if (magnitude === null) return ['+0']
  const more = hasMore(magnitude) ? '~' : ''
  return [`${decade(negative, magnitude.size)}${firstDigits(magnitude)}${more}`]
}

/** All values of a range have one of these terms, or one that begins with one of `beginnings`. */
interface RangeCells {
  terms: string[]
  beginnings: string[]
  /** Terms that values outside of the range have, too. */
  edges: string[]
}

/** Both ends belong to it; null: without this end. At least one is given, and both are of one kind. */
export function cellsOfRange(from: Decimal | Day | null, to: Decimal | Day | null): RangeCells {
  const cells: RangeCells = { terms: [], beginnings: [], edges: [] }
  if (from?.kind === 'day' || to?.kind === 'day') {
    const first = from?.kind === 'day' ? from.number : 10_101
    const last = to?.kind === 'day' ? to.number : LAST_DAY
    coverDigits(cells, { before: 'd', first, last, width: 8 })
    return cells
  }
  const reachesDown = from === null || from.negative
  const reachesUp = to === null || !to.negative
  // Of the numbers below zero the one that is farther away is the smaller one.
  if (reachesDown) coverSide(cells, true, [to?.negative ? to.magnitude : null, from?.magnitude])
  if (reachesUp && (reachesDown || from.magnitude === null)) cells.terms.push('+0')
  if (reachesUp && to?.magnitude !== null) {
    coverSide(cells, false, [reachesDown ? null : from.magnitude, to?.magnitude])
  }
  return cells
}

type Ends = [low: Magnitude | null | undefined, high: Magnitude | null | undefined]

/** The numbers on one side of zero, by how far they are from it. */
function coverSide(cells: RangeCells, negative: boolean, [low, high]: Ends): void {
  for (let size = low?.size ?? SMALLEST; size <= (high?.size ?? LARGEST); size++) {
    const before = decade(negative, size)
    const lowest = low?.size === size ? low : null
    const highest = high?.size === size ? high : null
    if (lowest || highest) coverDecade(cells, before, [lowest, highest])
    else cells.beginnings.push(before)
  }
}

function coverDecade(cells: RangeCells, before: string, [low, high]: Ends): void {
  const first = low ? firstDigits(low) : null
  const last = high ? firstDigits(high) : null
  const sameCell = first !== null && first === last
  coverDigits(cells, {
    before,
    first: first === null ? 1000 : Number(first) + 1,
    last: last === null ? 9999 : Number(last) - 1,
    width: FIRST_DIGITS,
  })
  if (first !== null && !hasMore(low)) cells.terms.push(`${before}${first}`)
  if (last !== null && !sameCell) cells.terms.push(`${before}${last}`)
  // What is a little more than the first digits say: in the range behind a low end without more, …
  if (first !== null && !sameCell) {
    ;(hasMore(low) ? cells.edges : cells.terms).push(`${before}${first}~`)
  }
  // … and in part below a high end with more.
  if (last !== null && hasMore(high)) cells.edges.push(`${before}${last}~`)
}

/** Numbers of so many digits, as few beginnings: 1200 to 1399 are 12 and 13. */
function coverDigits(
  cells: RangeCells,
  { before, first, last, width }: { before: string; first: number; last: number; width: number },
): void {
  for (let at = first; at <= last; ) {
    let step = 1
    while (at % (step * 10) === 0 && at + step * 10 - 1 <= last) step *= 10
    const digits = String(at).padStart(width, '0')
    if (step > 1) cells.beginnings.push(`${before}${digits.slice(0, 1 - String(step).length)}`)
    else if (width === FIRST_DIGITS) cells.terms.push(`${before}${digits}`, `${before}${digits}~`)
    else cells.terms.push(`${before}${digits}`)
    at += step
  }
}

function decade(negative: boolean, size: number): string {
  return `${negative ? '-' : '+'}${String(size).padStart(2, '0')}.`
}

function firstDigits({ digits }: Magnitude): string {
  return digits.slice(0, FIRST_DIGITS).padEnd(FIRST_DIGITS, '0')
}

function hasMore(magnitude: Magnitude | null | undefined): boolean {
  return (magnitude?.digits.length ?? 0) > FIRST_DIGITS
}
