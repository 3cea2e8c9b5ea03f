import type { AssetStatus } from '../../contract/resources.ts'
import { levelWord } from '../lib/analysis-words.ts'
import type {
  AnalysisTrouble,
  FieldCondition,
  MediaType,
  Shape,
  Span,
} from '../lib/browse-query.ts'
import { formatBytes, formatDay, formatNumber } from '../lib/format.ts'

export const TYPE_WORDS: Record<MediaType, string> = {
  image: 'Image',
  animation: 'Animation',
  video: 'Video',
  vector: 'Vector',
  document: 'Document',
  other: 'Other file',
}

export const SHAPE_WORDS: Record<Shape, string> = {
  landscape: 'Landscape',
  portrait: 'Portrait',
  square: 'Square',
}

export const STATUS_WORDS: Record<AssetStatus, string> = {
  error: 'could not be read',
  indexed: 'read',
  pending: 'not read yet',
}

export const ANALYSIS_WORDS: Record<AnalysisTrouble, string> = {
  partial: 'in parts only',
  failed: 'failed',
}

export type AlertKey = 'adult' | 'violent' | 'medical' | 'racy' | 'spoof'
export const ALERT_WORDS: Record<AlertKey, string> = {
  adult: 'Adult',
  violent: 'Violent',
  medical: 'Medical',
  racy: 'Racy',
  spoof: 'Spoof',
}

/** "up to Possible", "Likely or more", "not analysed" */
export function describeLevels(span: Span<number> | null): string {
  return span === null ? 'any' : describeSpan(span, levelWord, 'not analysed')
}

/** "none", "2 or more", "1 to 4", "not analysed" */
export function describeFaces(span: Span<number> | null): string {
  if (span === null) return 'any number'
  return describeSpan(span, (count) => (count === 0 ? 'none' : formatNumber(count)), 'not analysed')
}

/** "since 1 Jan 2026", "until 3 Mar 2026", "1 Jan 2026 to 3 Mar 2026", "not known" */
export function describeDays(span: Span<string>): string {
  if (span === 'none') return 'not known'
  const { from, to } = span
  if (from !== null && to === null) return `since ${dayOf(from)}`
  if (from === null && to !== null) return `until ${dayOf(to)}`
  return describeSpan(span, dayOf, '')
}

/** A day of the calendar, wherever the reader is. */
function dayOf(day: string): string {
  return formatDay(new Date(`${day}T12:00:00`).getTime() / 1000)
}

export function describePixels(span: Span<number>): string {
  return `${describeSpan(span, formatNumber, '')} px`.replace(' or more px', ' px or more')
}

export function describeSize(span: Span<number>): string {
  return describeSpan(span, formatBytes, '')
}

export function describeAspect(span: Span<number>): string {
  return describeSpan(span, String, '')
}

/** "up to 3", "3 or more", "1 to 3", "3" */
function describeSpan<Value extends string | number>(
  span: Span<Value>,
  toText: (value: Value) => string,
  none: string,
): string {
  if (span === 'none') return none
  const { from, to } = span
  if (from === to && from !== null) return toText(from)
  if (from === null) return to === null ? 'any' : `up to ${toText(to)}`
  return to === null ? `${toText(from)} or more` : `${toText(from)} to ${toText(to)}`
}

/** "2028", "contains 20", "any value", "10 to 20", "none" */
export function describeField({ match, value }: Pick<FieldCondition, 'match' | 'value'>): string {
  if (match === 'any') return 'any value'
  if (match === 'none') return 'none'
  if (match === 'contains') return `contains ${value}`
  if (match === 'is') return value
  const [from = '', to = from] = value.split(':')
  return describeSpan({ from: from || null, to: to || null }, String, '')
}
