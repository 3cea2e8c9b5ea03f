import type { AnalysisProgress } from '../../../contract/analysis.ts'
import { formatTimeLeft } from '../../lib/format.ts'
import { t } from '../../texts/analysis.ts'
import { locale } from '../../texts/language.ts'

/** Of all sources together. */
export type Progress = Omit<AnalysisProgress, 'troubles' | 'durations'>

export function sumProgress(all: readonly AnalysisProgress[]): Progress {
  const sum = (read: (one: AnalysisProgress) => number) =>
    all.reduce((total, one) => total + read(one), 0)
  const rates = all.flatMap(({ rate }) => rate ?? [])
  const ends = all.flatMap(({ seconds_left: seconds }) => seconds ?? [])
  return {
    waiting: sum((one) => one.waiting),
    retrying: sum((one) => one.retrying),
    failed: sum((one) => one.failed),
    lacking: sum((one) => one.lacking),
    rate: rates.length === 0 ? null : rates.reduce((total, rate) => total + rate, 0),
    // The same workers look at all of them.
    seconds_left: ends.length === 0 ? null : Math.max(...ends),
  }
}

/** "38 a minute, about 32 min left" */
export function describePace({ rate, seconds_left: left }: Progress): string {
  const perMinute = rate === null ? 0 : rate * 60
  const pace = rate === null ? '' : t.perMinute(Math.max(1, Math.round(perMinute)))
  return [pace, left === null ? '' : formatTimeLeft(left)].filter((word) => word !== '').join(', ')
}

/** The server counts no further. */
const MOST_LACKING = 10_000

/** "12 will be tried again. 3 pictures could not be analysed." */
export function describeTrouble({ retrying, failed, lacking }: Progress): string {
  const parts = [
    retrying > 0 ? t.retrying(retrying) : '',
    failed > 0 ? t.failed(t.pictures(failed)) : '',
    lacking > 0 ? describeLacking(lacking) : '',
  ]
  return parts.filter((part) => part !== '').join(' ')
}

function describeLacking(lacking: number): string {
  const count = t.pictures(lacking)
  return t.lacking(lacking >= MOST_LACKING ? t.orMore(count) : count)
}

/** 0 to 1; null when there is nothing to be analysed. */
export function shareDone({ waiting, failed }: Progress, total: number): number | null {
  return total <= 0 ? null : Math.max(0, Math.min(1, 1 - (waiting + failed) / total))
}

const TWO_DIGITS = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 })

/** 0.38, 1.4, 12: as exact as it helps to compare. */
export function formatSeconds(seconds: number): string {
  return TWO_DIGITS.format(seconds)
}
