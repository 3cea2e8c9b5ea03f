import type { AssetPages } from '../lib/asset-list.ts'
import { aspectRatio } from '../lib/asset-words.ts'
import type { AssetPage } from '../lib/assets.ts'
import type { SortField } from '../lib/browse-query.ts'
import { formatMonth } from '../lib/format.ts'
import { PAGE_SIZE } from '../lib/list-address.ts'
import type { ChunkFacts } from '../ui/justified-layout.ts'

/** A month of a list that is sorted by date. */
export interface Month {
  title: string
  /** null while nobody knows where it begins or ends. */
  count: number | null
}

interface Known {
  /** As it was read; its assets are let go of when the list does. */
  page: WeakRef<AssetPage>
  hasMore: boolean
  ratios: Float32Array
  /** Where months begin or go on, in order. Empty: the list is not sorted by date. */
  months: { at: number; month: number }[]
  chunk: ChunkFacts
}

/**
 * What is remembered of every page that was ever read: some ten bytes for each asset, so that a million of them are some
 * ten megabytes, and whoever comes by again finds everything where it was.
 */
export class ListFacts {
  readonly #field: SortField
  readonly #pages = new Map<number, Known>()

  constructor(field: SortField) {
    this.#field = field
  }

  /** @returns whether anything was new */
  take(pages: AssetPages): boolean {
    let isNew = false
    for (const [number, page] of pages) {
      if (this.#pages.get(number)?.page.deref() === page) continue
      this.#note(number, page)
      isNew = true
    }
    return isNew
  }

  of(page: number): ChunkFacts | null {
    return this.#pages.get(page)?.chunk ?? null
  }

  /** null: nothing is known of it, or the list is not sorted by date. */
  monthAt(index: number): Month | null {
    const found = this.#find(index)
    if (!found) return null
    const { month, start } = found
    const begin = this.#edgeOf(start, month, -1)
    const end = this.#edgeOf(start, month, 1)
    return { title: titleOf(month), count: begin === null || end === null ? null : end - begin }
  }

  #note(number: number, page: AssetPage): void {
    const ratios = Float32Array.from(page.assets, aspectRatio)
    const months = this.#readMonths(page)
    this.#pages.set(number, {
      page: new WeakRef(page),
      hasMore: page.hasMore,
      ...{ ratios, months, chunk: { ratios, headings: [] } },
    })
    for (const one of [number, number + 1]) this.#headPage(one)
  }

  #readMonths({ assets }: AssetPage): Known['months'] {
    const field = this.#field
    if (!isDated(field)) return []
    const months: Known['months'] = []
    assets.forEach((asset, at) => {
      const month = monthOf(asset[field])
      if (months.at(-1)?.month !== month) months.push({ at, month })
    })
    return months
  }

  /** Whether a heading stands above the first asset of a page, the page before has to say. */
  #headPage(number: number): void {
    const known = this.#pages.get(number)
    if (!known) return
    const before = this.#pages.get(number - 1)?.months.at(-1)?.month
    const goesOn = number > 0 && (before === undefined || before === known.months[0]?.month)
    const headings = known.months.map(({ at }) => at).filter((at) => at > 0 || !goesOn)
    if (headings.join() === known.chunk.headings.join()) return
    known.chunk = { ratios: known.ratios, headings }
  }

  #find(index: number): { month: number; start: number } | null {
    const page = Math.floor(index / PAGE_SIZE)
    const found = this.#pages.get(page)?.months.findLast(({ at }) => at <= index - page * PAGE_SIZE)
    return found ? { month: found.month, start: page * PAGE_SIZE + found.at } : null
  }

  /** Where a month begins (-1) or ends (1), as far as the pages in between are known. */
  #edgeOf(from: number, month: number, by: 1 | -1): number | null {
    for (let number = Math.floor(from / PAGE_SIZE); ; number += by) {
      const known = this.#pages.get(number)
      if (!known) return number < 0 ? 0 : null
      const at = known.months.findIndex((one) => one.month === month)
      const next = known.months[at + 1]
      const start = number * PAGE_SIZE
      if (at < 0) return by > 0 ? start : start + PAGE_SIZE
      if (by < 0 && at > 0) return start + (known.months[at]?.at ?? 0)
      if (by > 0 && next) return start + next.at
      if (by > 0 && !known.hasMore) return start + known.ratios.length
    }
  }
}

/** Whether headings stand between the assets of such a list. */
export function isDated(field: SortField): field is 'date_created' | 'date_modified' {
  return field === 'date_created' || field === 'date_modified'
}

function monthOf(unixSeconds: number): number {
  const date = new Date(unixSeconds * 1000)
  return date.getFullYear() * 12 + date.getMonth()
}

function titleOf(month: number): string {
  return formatMonth(new Date(Math.floor(month / 12), month % 12, 15).getTime() / 1000)
}
