import type { TileAsset } from '../lib/assets.ts'
import type { SortField } from '../lib/browse-query.ts'
import { formatMonth } from '../lib/format.ts'

export interface Month {
  /** Index of its first asset. */
  start: number
  title: string
  /** null while it is not known whether more assets of it follow. */
  count: number | null
}

/** The months of a list sorted by date, none for another order. */
export function planMonths(
  assets: readonly TileAsset[],
  field: SortField,
  isComplete: boolean,
): Month[] {
  if (field !== 'date_created' && field !== 'date_modified') return []
  const months: Month[] = []
  assets.forEach((asset, start) => {
    const title = formatMonth(asset[field])
    if (months.at(-1)?.title !== title) months.push({ start, title, count: null })
  })
  return months.map((month, i) => {
    const end = months[i + 1]?.start ?? (isComplete ? assets.length : null)
    return { ...month, count: end === null ? null : end - month.start }
  })
}
