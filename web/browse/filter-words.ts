import { alertWord, levelWord } from '../lib/analysis-words.ts'
import type { FieldCondition, Span } from '../lib/browse-query.ts'
import { formatBytes, formatDay, formatNumber } from '../lib/format.ts'
import { t } from '../texts/browse.ts'

export type AlertKey = 'adult' | 'violent' | 'medical' | 'racy' | 'spoof'
export const ALERT_KEYS: readonly AlertKey[] = ['adult', 'violent', 'medical', 'racy', 'spoof']

export function alertName(key: AlertKey): string {
  return alertWord(key === 'violent' ? 'violence' : key)
}

/** "up to Possible", "Likely or more", "not analysed" */
export function describeLevels(span: Span<number> | null): string {
  return span === null ? t.any : describeSpan(span, levelWord, t.notAnalysed)
}

/** "none", "2 or more", "1 to 4", "not analysed" */
export function describeFaces(span: Span<number> | null): string {
  if (span === null) return t.anyNumber
  return describeSpan(span, (count) => (count === 0 ? t.none : formatNumber(count)), t.notAnalysed)
}

/** "since 1 Jan 2026", "until 3 Mar 2026", "1 Jan 2026 to 3 Mar 2026", "not known" */
export function describeDays(span: Span<string>): string {
  if (span === 'none') return t.notKnown
  const { from, to } = span
  if (from !== null && to === null) return t.since(dayOf(from))
  if (from === null && to !== null) return t.until(dayOf(to))
  return describeSpan(span, dayOf, '')
}

/** A day of the calendar, wherever the reader is. */
function dayOf(day: string): string {
  return formatDay(new Date(`${day}T12:00:00`).getTime() / 1000)
}

export function describePixels(span: Span<number>): string {
  return describeSpan(span, formatNumber, '', t.pixels)
}

export function describeSize(span: Span<number>): string {
  return describeSpan(span, formatBytes, '')
}

export function describeAspect(span: Span<number>): string {
  return describeSpan(span, String, '')
}

/** "up to 3 px", "3 px or more", "1 to 3 px", "3 px" */
function describeSpan<Value extends string | number>(
  span: Span<Value>,
  toText: (value: Value) => string,
  none: string,
  withUnit: (text: string) => string = String,
): string {
  if (span === 'none') return none
  const { from, to } = span
  if (from === to && from !== null) return withUnit(toText(from))
  if (from === null) return to === null ? t.any : t.upTo(withUnit(toText(to)))
  return to === null
    ? t.orMore(withUnit(toText(from)))
    : t.fromTo(toText(from), withUnit(toText(to)))
}

/** "2028", "contains 20", "any value", "10 to 20", "none" */
export function describeField({ match, value }: Pick<FieldCondition, 'match' | 'value'>): string {
  if (match === 'any') return t.anyValue
  if (match === 'none') return t.none
  if (match === 'contains') return t.contains(value)
  if (match === 'is') return value
  const [from = '', to = from] = value.split(':')
  return describeSpan({ from: from || null, to: to || null }, String, '')
}
