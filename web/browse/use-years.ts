import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { assetPageQuery, countInRange, findFirst, listKey, type TileAsset } from '../lib/assets.ts'
import { type BrowseQuery, isFiltered, usableSort, writeApiFilters } from '../lib/browse-query.ts'
import type { Library } from '../lib/use-library.ts'
import { isDated } from './list-facts.ts'
import type { AssetList } from './use-asset-list.ts'

/** Where a year begins in a list that is sorted by date. */
export interface Year {
  year: number
  /** Its first asset. */
  index: number
}

/** A shorter list is seen at a glance. */
const LEAST = 400
/** So many are counted by the server without an effort, whatever is searched for. */
const FEW = 10_000
const MOST_YEARS = 30
/** Pictures come first, and what is typed on is searched on. */
const REST_MS = 500

/** The years of a list by date, once they are counted; none where that would cost the server too much. */
export function useYears({ sourceId, query }: Library, list: AssetList) {
  const client = useQueryClient()
  const { field } = usableSort(query)
  const total = list.total ?? 0
  const isCheap = !isFiltered(query) || (total <= FEW && !list.totalIsEstimate)
  const hasYears = isDated(field) && total >= LEAST && isCheap
  const isRested = useRested(list.key)
  const years = useQuery({
    queryKey: ['years', ...listKey(sourceId, query)],
    queryFn: ({ signal }) => readYears(client, { sourceId, query, signal }),
    enabled: hasYears && isRested && !list.isStale,
    staleTime: 10 * 60_000,
    retry: false,
  })
  // Room is made for them from the beginning, so that nothing moves when they come.
  return { hasYears, years: list.isStale ? NONE : (years.data ?? NONE) }
}

const NONE: readonly Year[] = []

/** Whether the same list has been shown for a while. */
function useRested(key: string): boolean {
  const [rested, setRested] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setRested(key), REST_MS)
    return () => clearTimeout(timer)
  }, [key])
  return rested === key
}

interface YearsAsked {
  sourceId: string
  query: BrowseQuery
  signal: AbortSignal
}

async function readYears(client: QueryClient, asked: YearsAsked): Promise<Year[]> {
  const { sourceId, query, signal } = asked
  const { field, descending } = usableSort(query)
  // A range that somebody has asked for cannot be asked for twice.
  if (!isDated(field) || writeApiFilters(query).has(`filter[${field}]`)) return []
  const yearOf = (asset: TileAsset | undefined) =>
    asset && new Date(asset[field] * 1000).getFullYear()
  const { assets } = await client.fetchQuery(assetPageQuery(sourceId, query, 0))
  const reversed = { ...query, sort: { field, descending: !descending } }
  const first = yearOf(assets[0])
  const last = yearOf(await findFirst(sourceId, reversed, signal))
  if (first === undefined || last === undefined || first === last) return []
  const found: Year[] = [{ year: first, index: 0 }]
  for (const year of yearsBetween(first, last)) {
    const begin = new Date(descending ? year + 1 : year, 0).getTime() / 1000
    const range = descending ? `${begin}:` : `:${begin - 1}`
    found.push({ year, index: await countInRange(sourceId, query, { field, range, signal }) })
  }
  return found
}

/** Behind the first one, in the order of the list; of very many only some. */
export function yearsBetween(first: number, last: number): number[] {
  const by = Math.sign(last - first)
  const count = Math.abs(last - first)
  const step = Math.ceil(count / MOST_YEARS)
  return Array.from({ length: Math.floor(count / step) }, (_, i) => first + by * step * (i + 1))
}
