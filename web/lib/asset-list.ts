import type { QueryClient, QueryKey } from '@tanstack/react-query'
import type { AssetPage, TileAsset } from './assets.ts'
import { PAGE_SIZE } from './list-address.ts'

/** The pages of a list that are there, by number. */
export type AssetPages = ReadonlyMap<number, AssetPage>

/** All pages of a list that are at hand, the latest last. */
export function readPages(client: QueryClient, listKey: QueryKey): AssetPages {
  const queries = client.getQueryCache().findAll({ queryKey: listKey })
  return new Map(
    queries
      .sort((a, b) => a.state.dataUpdatedAt - b.state.dataUpdatedAt)
      .flatMap(({ queryKey, state }): [number, AssetPage][] => {
        const page = queryKey.at(-1)
        const data = state.data as AssetPage | undefined // under this key there are only pages
        return typeof page === 'number' && data ? [[page, data]] : []
      }),
  )
}

/** How many places a list has, as far as its pages and a count of all results tell. */
export interface ListLength {
  count: number
  isEstimate: boolean
}

/**
 * The last page says the truth; before it is read, an exact total does; before there is one, the estimate, but never
 * less than has been seen.
 */
export function readLength(pages: AssetPages, counted: number | null): ListLength {
  let estimate = 0
  let exact = counted
  let seen = 0
  let end = Number.POSITIVE_INFINITY
  for (const [number, page] of pages) {
    const reached = number * PAGE_SIZE + page.assets.length
    if (!page.totalIsEstimate) exact = page.total
    else estimate = Math.max(estimate, page.total)
    if (page.assets.length > 0) seen = Math.max(seen, reached + (page.hasMore ? 1 : 0))
    // An empty page says only that there are not so many.
    if (!page.hasMore) end = Math.min(end, reached)
  }
  if (end <= seen) return { count: end, isEstimate: false }
  if (exact !== null) return { count: exact, isEstimate: false }
  return { count: Math.min(end, Math.max(estimate, seen)), isEstimate: true }
}

export function assetAt(pages: AssetPages, index: number): TileAsset | undefined {
  return pages.get(Math.floor(index / PAGE_SIZE))?.assets[index % PAGE_SIZE]
}

/** Where an asset stands, when it is on one of the pages. */
export function findIndex(pages: AssetPages, path: string): number | null {
  for (const [number, { assets }] of pages) {
    const at = assets.findIndex((asset) => asset.origin_path === path)
    if (at >= 0) return number * PAGE_SIZE + at
  }
  return null
}

/** The pages that hold the items from `from` up to `to`, within the list. */
export function pagesBetween(from: number, to: number, count: number): number[] {
  const last = Math.floor((Math.min(to, count) - 1) / PAGE_SIZE)
  const first = Math.max(0, Math.floor(from / PAGE_SIZE))
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
}

/** Pages that are kept at hand around the ones in view. */
const KEPT_PAGES = 60

/** Which pages to let go of: those farthest from the screen, beyond as many as are kept. */
export function pagesToDrop(pages: readonly number[], wanted: readonly number[]): number[] {
  const center = wanted[0] ?? 0
  return pages
    .filter((page) => !wanted.includes(page))
    .sort((a, b) => Math.abs(b - center) - Math.abs(a - center))
    .slice(0, Math.max(0, pages.length - KEPT_PAGES))
}
