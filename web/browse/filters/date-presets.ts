import { t } from '../../texts/filters.ts'

export interface DatePreset {
  name: 'week' | 'month' | 'year'
  /** The first day of it: 2026-01-31. */
  from: string
}

const DAY_MS = 86_400_000

/** Stretches that end now, by the reader's own calendar. */
export function planDatePresets(now: Date): DatePreset[] {
  const daysAgo = (days: number) => dayOf(new Date(now.getTime() - days * DAY_MS))
  return [
    { name: 'week', from: daysAgo(6) },
    { name: 'month', from: daysAgo(29) },
    { name: 'year', from: `${now.getFullYear()}-01-01` },
  ]
}

export function describePreset({ name }: DatePreset): string {
  return name === 'year' ? t.thisYear : t.days(name === 'week' ? 7 : 30)
}

function dayOf(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
