import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { listKey } from '../lib/assets.ts'
import { isFiltered, usableSort } from '../lib/browse-query.ts'
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
/** Pictures come first, and what is typed on is searched on. */
const REST_MS = 500

/** The years of a list by date, once they are counted; none where that would cost the server too much. */
export function useYears({ sourceId, query }: Library, list: AssetList) {
  const client = useQueryClient()
  const { field } = usableSort(query)
  const total = list.total ?? 0
  const isCheap = !isFiltered(query) || (total <= FEW && !list.totalIsEstimate)
  const found = isDated(field) && total >= LEAST && isCheap
  // Of the list that is shown: the next one shall not move the one before.
  const kept = useRef(found)
  if (!list.isStale) kept.current = found
  const hasYears = kept.current
  const isRested = useRested(list.key)
  const years = useQuery({
    queryKey: ['years', ...listKey(sourceId, query)],
    queryFn: async ({ signal }) => {
      const { readYears } = await import('./read-years.ts')
      return await readYears(client, { sourceId, query, signal })
    },
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
