import { Failure } from '../../lib/failures.ts'
import type { AssetTerm, Range } from './asset-terms.ts'
import { filterLexeme } from './lexemes.ts'
import { type Day, type Decimal, readRangeValue } from './value-cells.ts'

/** A value of a filter and the parameter it came in, for the answer when it is no good. */
export interface Given {
  value: string
  parameter: string
}

export function invalid(parameter: string, what: string): Failure {
  return new Failure('invalid_parameter', `The value of ${parameter} ${what}.`, { parameter })
}

const MAX_LIST = 100

/** What stands between commas. */
export function readList({ value, parameter }: Given): string[] {
  const list = value.split(',').map((one) => one.trim())
  if (list.length > MAX_LIST) throw invalid(parameter, `has more than ${MAX_LIST} parts`)
  return list.filter((one) => one !== '')
}

/** Any of a comma list, each a term of the index. */
export function anyOfList(given: Given, toLexeme: (one: string) => string): AssetTerm {
  return { kind: 'lexemes', lexemes: readList(given).map((one) => toLexeme(one.toLowerCase())) }
}

export function readYesNo({ value, parameter }: Given): boolean {
  const text = value.trim().toLowerCase()
  if (text !== 'true' && text !== 'false') throw invalid(parameter, 'is neither true nor false')
  return text === 'true'
}

export function yesOrNo(kind: 'a' | 'e', given: Given): AssetTerm {
  const is: AssetTerm = { kind: 'lexemes', lexemes: [filterLexeme(kind, 1)] }
  return readYesNo(given) ? is : { kind: 'not', term: is }
}

/** Such as 5b86b8 or fff. @returns `#rrggbb` */
export function readColor({ value, parameter }: Given): string {
  const [, hex] = /^\s*#?([0-9a-f]{6})\s*$/i.exec(value) ?? []
  if (hex !== undefined) return `#${hex.toLowerCase()}`
  const [, short] = /^\s*#?([0-9a-f]{3})\s*$/i.exec(value) ?? []
  if (short === undefined) throw invalid(parameter, 'is no colour such as 5b86b8')
  return `#${Array.from(short.toLowerCase(), (digit) => digit + digit).join('')}`
}

/** A number without exponent from `least` to `most`. */
export function readNumber({ value, parameter }: Given, least: number, most: number): number {
  const number = /^\s*\d{1,9}(\.\d{1,9})?\s*$/.test(value) ? Number(value) : Number.NaN
  if (number >= least && number <= most) return number
  throw invalid(parameter, `is no number from ${least} to ${most}`)
}

/** imgix: `3`, `1:3`, `1:`, `:2`. @returns the ends as they are written; null: without this end */
function readEnds({ value, parameter }: Given): { low: string | null; high: string | null } {
  const [low = '', high, ...more] = value.split(':').map((part) => part.trim())
  if (more.length > 0 || (low === '' && !high)) {
    throw invalid(parameter, 'is no value or range such as 1:3')
  }
  if (high === undefined) return { low, high: low }
  return { low: low === '' ? null : low, high: high === '' ? null : high }
}

/** Reads one end: the value itself and the next one, which a range does not reach. */
type ReadBound<Value> = (given: Given) => { value: Value; next: Value }

/** Both ends belong to it. null: nothing can be in it. */
export function readRange<Value extends number | Date>(
  read: ReadBound<Value>,
  given: Given,
): Range | null {
  const { low, high } = readEnds(given)
  const from = low === null ? null : read({ ...given, value: low }).value
  const below = high === null ? null : read({ ...given, value: high }).next
  return from !== null && below !== null && from >= below ? null : { from, below }
}

export function readWhole({ value, parameter }: Given) {
  const number = Number(value)
  if (!/^-?\d+$/.test(value) || !Number.isSafeInteger(number + 1)) {
    throw invalid(parameter, 'is no whole number')
  }
  return { value: number, next: number + 1 }
}

const SECONDS_OF_A_DAY = 86_400
/** The years 1 to 9999. */
const FIRST_SECOND = -62_135_596_800
const LAST_SECOND = 253_402_300_799

/** NaN for one that does not exist: JavaScript takes 2026-02-30 for a day in March. */
function readDay(text: string): number {
  const at = Date.parse(text)
  const exists = !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
  return exists ? at / 1000 : Number.NaN
}

/** Unix seconds as everywhere in the API, or a day. */
export function readDate({ value, parameter }: Given) {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value)
  const seconds = day ? readDay(value) : Number(/^-?\d+$/.test(value) ? value : Number.NaN)
  if (!(seconds >= FIRST_SECOND && seconds <= LAST_SECOND)) {
    throw invalid(parameter, 'is no date: neither Unix seconds nor a day such as 2026-01-31')
  }
  const at = (second: number) => new Date(Math.min(second, LAST_SECOND) * 1000)
  return { value: at(seconds), next: at(seconds + (day ? SECONDS_OF_A_DAY : 1)) }
}

/** A single value is all that is rounded to it, to two digits behind the point; the ends of `1.3:1.8` are exact. */
export function readAspect(given: Given): AssetTerm {
  const { low, high } = readEnds(given)
  const read = (value: string | null) =>
    value === null ? null : readNumber({ ...given, value }, 0, 100_000)
  const [from, to] = [read(low), read(high)]
  if (from !== null && to !== null && from > to) return { kind: 'nothing' }
  const single = !given.value.includes(':')
  const digits = Math.max(2, (low ?? '').split('.')[1]?.length ?? 0)
  const slack = single ? 0.5 * 0.1 ** digits : 1e-9
  return {
    kind: 'aspect',
    from: from === null ? null : from - slack,
    to: to === null ? null : to + slack,
  }
}

/** Numbers or days. null: nothing can be in it. */
export function readFieldRange(
  given: Given,
): { from: Decimal | Day | null; to: Decimal | Day | null } | null {
  const { low, high } = readEnds(given)
  const read = (text: string | null) => {
    const value = text === null ? null : readRangeValue(text)
    if (text === null || value !== null) return value
    throw invalid(given.parameter, 'has to be numbers or days such as 2026-01-31')
  }
  const [from, to] = [read(low), read(high)]
  if (from && to && from.kind !== to.kind) {
    throw invalid(given.parameter, 'goes from a number to a day')
  }
  return isTurned(from, to) ? null : { from, to }
}

function isTurned(from: Decimal | Day | null, to: Decimal | Day | null): boolean {
  if (from?.kind === 'number' && to?.kind === 'number') return Number(from.text) > Number(to.text)
  return from?.kind === 'day' && to?.kind === 'day' && from.number > to.number
}
