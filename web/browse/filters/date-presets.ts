import { daysBefore } from '../../lib/spans.ts'
import { t } from '../../texts/filters.ts'

export interface DatePreset {
  name: 'week' | 'month' | 'year'
  /** The first day of it: 2026-01-31. */
  from: string
}

/** Stretches that end now, by the reader's own calendar. */
export function planDatePresets(now: Date): DatePreset[] {
  return [
    { name: 'week', from: daysBefore(now, 6) },
    { name: 'month', from: daysBefore(now, 29) },
    { name: 'year', from: `${now.getFullYear()}-01-01` },
  ]
}

export function describePreset({ name }: DatePreset): string {
  return name === 'year' ? t.thisYear : t.days(name === 'week' ? 7 : 30)
}
