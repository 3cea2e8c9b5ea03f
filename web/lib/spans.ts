import type { Span } from './browse-query.ts'

/**
 * `3`, `1-3`, `1-`, `-3` with the separator that is used, or `none`.
 * @returns null for anything else, and for a range that holds nothing
 */
export function readSpan<Value extends string | number>(
  text: string,
  separator: string,
  read: (end: string) => Value | null,
): Span<Value> | null {
  if (text === 'none') return 'none'
  const [low = '', high, ...more] = text.split(separator)
  if (more.length > 0 || (low === '' && !high)) return null
  const from = low === '' ? null : read(low)
  const to = high === undefined ? from : high === '' ? null : read(high)
  const isGood = (low === '' || from !== null) && (!high || to !== null)
  const isOrdered = from === null || to === null || from <= to
  return isGood && isOrdered ? { from, to } : null
}

export function writeSpan<Value extends string | number>(
  span: Span<Value>,
  separator: string,
): string {
  if (span === 'none') return 'none'
  const { from, to } = span
  return from === to ? String(from) : `${from ?? ''}${separator}${to ?? ''}`
}

/** Reads numbers that look like `pattern`. */
export function readNumber(pattern: RegExp): (text: string) => number | null {
  return (text) => (pattern.test(text) ? Number(text) : null)
}

/** 2026-01-31, a day that there is. */
export function readDay(text: string): string | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : null
}

const DAY_MS = 86_400_000

/** The day so many days ago by the reader's own calendar: 2026-01-31. */
export function daysBefore(now: Date, days: number): string {
  const date = new Date(now.getTime() - days * DAY_MS)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
