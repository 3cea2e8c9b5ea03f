import { formatBytes } from '../lib/format.ts'
import { t } from '../texts/upload.ts'

/** Over this time the speed is a mean; shorter jumps about, longer lags behind. */
const WINDOW_MS = 8_000

/** Bytes a second over the last seconds, from a sum of bytes that is looked at again and again. */
export class SpeedMeter {
  #samples: { at: number; bytes: number }[] = []

  /** Takes what was sent in all until now (milliseconds); a sum that shrank starts anew. */
  note(at: number, bytes: number): void {
    const last = this.#samples.at(-1)
    if (last && bytes < last.bytes) this.#samples = []
    this.#samples.push({ at, bytes })
    while (this.#samples.length > 2 && at - (this.#samples[1]?.at ?? at) >= WINDOW_MS) {
      this.#samples.shift()
    }
  }

  /** null until there is something to tell from. */
  bytesPerSecond(): number | null {
    const first = this.#samples[0]
    const last = this.#samples.at(-1)
    if (!first || !last || last.at - first.at < 500) return null
    return ((last.bytes - first.bytes) * 1000) / (last.at - first.at)
  }

  /** After a rest, in which nothing was to be sent. */
  reset(): void {
    this.#samples = []
  }
}

/** All files of the queue, as numbers. */
export interface UploadTotals {
  count: number
  done: number
  problems: number
  uploading: number
  bytes: number
  sentBytes: number
}

/** By bytes; files of no bytes count by number. */
export function sentShare({ count, done, bytes, sentBytes }: UploadTotals): number {
  if (count === 0) return 0
  if (done === count) return 1
  return bytes > 0 ? Math.min(1, sentBytes / bytes) : done / count
}

/** Whole per cent, 100 only when nothing is missing. */
export function wholePercent(share: number): number {
  return share >= 1 ? 100 : Math.min(99, Math.floor(share * 100))
}

/** "7 of 12 done, 64 %" */
export function describeTotals(totals: UploadTotals): string {
  const { done, count } = totals
  return t.totals(done, count, wholePercent(sentShare(totals)))
}

/** "116 MB of 182 MB, 6.2 MB/s, about 11 seconds left" */
export function describePace(totals: UploadTotals, bytesPerSecond: number | null): string {
  const amount = t.amount(formatBytes(totals.sentBytes), formatBytes(totals.bytes))
  if (!bytesPerSecond || totals.uploading === 0) return amount
  const left = describeTimeLeft((totals.bytes - totals.sentBytes) / bytesPerSecond)
  return t.pace(amount, formatSpeed(bytesPerSecond), left)
}

export function formatSpeed(bytesPerSecond: number): string {
  return t.speed(formatBytes(Math.round(bytesPerSecond)))
}

/** Never more exact than it can be known: seconds, then steps of five, then minutes and hours. */
export function describeTimeLeft(seconds: number): string {
  if (seconds < 20) return t.secondsLeft(Math.max(1, Math.round(seconds)))
  if (seconds < 57.5) return t.secondsLeft(Math.round(seconds / 5) * 5)
  if (seconds < 3570) return t.minutesLeft(Math.round(seconds / 60))
  return t.hoursLeft(Math.round(seconds / 3600))
}

/** What was read out last. */
export interface Announced {
  percent: number
  problems: number
  text: string
}

/** What a screen reader is told: every ten per cent, each failure at once, and the end. */
export function planAnnouncement(before: Announced, totals: UploadTotals): Announced {
  if (totals.count === 0) return { percent: 0, problems: 0, text: '' }
  const isOver = totals.uploading === 0
  const step = isOver ? 100 : Math.floor(wholePercent(sentShare(totals)) / 10) * 10
  const isNews = step > before.percent || totals.problems > before.problems
  // More files were added: the share fell, and counting begins there.
  const percent = step
  const { problems } = totals
  if (!isNews) return { percent, problems, text: before.text }
  const { done, count } = totals
  const text =
    problems > 0 ? t.uploadedOfWithProblems(done, count, problems) : t.uploadedOf(done, count)
  return { percent, problems, text }
}
