import { common } from '../texts/common.ts'
import { locale } from '../texts/language.ts'
import { formatted } from '../texts/plural.ts'

/** Making a format costs more than using it a hundred times. */
function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined
  return () => {
    made ??= make()
    return made
  }
}

const compact = once(
  () => new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }),
)
const DAY = { day: 'numeric', month: 'short', year: 'numeric' } as const
const TIME = { hour: '2-digit', minute: '2-digit' } as const
const dateTime = once(() => new Intl.DateTimeFormat(locale, { ...DAY, ...TIME }))
const month = once(() => new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' }))

/** 48,213 */
export function formatNumber(value: number): string {
  return formatted(value)
}

/** Exact, or "about 1.2 M" when it is an estimate. */
export function formatTotal(total: number, isEstimate: boolean): string {
  if (!isEstimate) return formatNumber(total)
  return common.about(formatCompact(total))
}

/** 48,213, or ~1.2 M when it is an estimate: for a number beside a word. */
export function formatShort(count: number, isEstimate: boolean): string {
  return isEstimate && count > 0 ? `~${formatCompact(count)}` : formatNumber(count)
}

/** 1.2 M, 31 k */
function formatCompact(value: number): string {
  return compact()
    .format(value)
    .replace(/([KMB])$/i, ' $1')
    .replace(' K', ' k')
    .replace(' m', ' M')
}

/** 2.2 MB; powers of ten, as file managers and buckets show them. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return common.bytes(bytes)
  const units = ['kB', 'MB', 'GB', 'TB']
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length)
  const value = bytes / 1000 ** power
  return `${formatFraction(value, value < 10 ? 1 : 0)} ${units[power - 1]}`
}

/** 5 GB, 4.99 GB, 30 MB: a limit somebody has set, so it is round, and exact. */
export function formatLimit(bytes: number): string {
  const isLarge = bytes >= 10 ** 9
  const value = bytes / (isLarge ? 10 ** 9 : 10 ** 6)
  return `${formatted(Math.round(value * 100) / 100)} ${isLarge ? 'GB' : 'MB'}`
}

/** 2.2, 48: a number with so many digits after the point. */
function formatFraction(value: number, digits: number): string {
  return value.toLocaleString(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}

/** 62 % */
export function formatPercent(share: number): string {
  return `${Math.round(share * 100)} %`
}

/** 0:05, 1:02:03; what is shorter than a second is not nothing: 0:01. */
export function formatDuration(seconds: number): string {
  const whole = seconds > 0 ? Math.max(1, Math.round(seconds)) : 0
  const parts = [Math.floor(whole / 60) % 60, whole % 60]
  const hours = Math.floor(whole / 3600)
  if (hours > 0) parts.unshift(hours)
  return parts.map((part, i) => (i === 0 ? String(part) : String(part).padStart(2, '0'))).join(':')
}

/** "about 6 min left"; never more exact than it can be known. */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 60) return common.lessThanAMinuteLeft
  if (seconds < 3600) return common.minutesLeft(Math.round(seconds / 60))
  return common.hoursLeft(Math.round(seconds / 3600))
}

/** 4 Nov 2026, 09:12 in the reader's own time zone. */
export function formatDateTime(unixSeconds: number): string {
  return dateTime().format(unixSeconds * 1000)
}

/** 09:12 in the reader's own time zone. */
export function formatTime(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toLocaleTimeString(locale, TIME)
}

/** "just now" → Just now */
export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** 4 Nov 2026 */
export function formatDay(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toLocaleDateString(locale, DAY)
}

/** A name of any script, so that what stands around it in a sentence keeps its place. */
export function isolate(name: string): string {
  return `\u2068${name}\u2069`
}

const AGO = new Intl.RelativeTimeFormat(locale, { style: 'short' })

/** "4 min ago" below a day, then date and time. */
export function formatWhen(unixSeconds: number, now: Date): string {
  const seconds = now.getTime() / 1000 - unixSeconds
  if (seconds < 60) return common.justNow
  if (seconds < 3600) return AGO.format(-Math.floor(seconds / 60), 'minute')
  if (seconds < 86400) return AGO.format(-Math.floor(seconds / 3600), 'hour')
  return formatDateTime(unixSeconds)
}

/** November 2026 */
export function formatMonth(unixSeconds: number): string {
  return month().format(unixSeconds * 1000)
}

/** Cuts in the middle, so that the extension stays: `colmar-petite…enise.jpg`. */
export function cutMiddle(text: string, length: number): string {
  const letters = [...text]
  if (letters.length <= length) return text
  const end = Math.floor((length - 1) / 2)
  return `${letters.slice(0, length - 1 - end).join('')}…${letters.slice(-end).join('')}`
}
