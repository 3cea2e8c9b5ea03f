import { type QueryClient, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import {
  type AssetPages,
  assetAt,
  findIndex,
  type ListLength,
  pagesBetween,
  pagesToDrop,
  readLength,
  readPages,
} from '../lib/asset-list.ts'
import {
  type AssetPage,
  assetPageQuery,
  exactTotalQuery,
  listKey,
  type TileAsset,
} from '../lib/assets.ts'
import type { BrowseQuery } from '../lib/browse-query.ts'
import { PAGE_SIZE } from '../lib/list-address.ts'

/** A list of any length, of which any part can be asked for. Kept are the pages around what is in view. */
export interface AssetList {
  /** How many there are; null until the first page is there. It may change when it was an estimate. */
  total: number | null
  totalIsEstimate: boolean
  /** Those at hand. */
  pages: AssetPages
  /** undefined: not at hand. */
  at: (index: number) => TileAsset | undefined
  /** null: not among those at hand. */
  indexOf: (path: string) => number | null
  /** Asks for what is in view, and for some single ones; what nobody wants any more is no longer waited for. */
  want: (view: { from: number; to: number }, others: readonly number[]) => void
  /** Begins to read what is going to be in view, before anything is drawn for it. */
  ahead: (from: number, to: number) => void
  /** All from one place up to another, those that are not at hand, too. */
  load: (from: number, to: number) => Promise<TileAsset[]>
  /** Reads the list anew from its beginning. */
  renew: () => void
  /** How often that was done. */
  edition: number
  /** The results of the query before are still shown. */
  isStale: boolean
  /** And those of the query now are on their way: no try has failed yet. */
  isLate: boolean
  failure: Error | null
  /** Tells apart lists that have nothing to do with each other. */
  key: string
  retry: () => void
}

interface Shown {
  key: string
  sourceId: string
  query: BrowseQuery
}

/** The assets of a query. */
export function useAssetList(sourceId: string, query: BrowseQuery): AssetList {
  const client = useQueryClient()
  const { shown, isFailing } = useShown(sourceId, query)
  const [wanted, setWanted] = useState({ key: '', pages: FIRST })
  const asked = wanted.key === shown.key ? wanted.pages : FIRST
  const { loaded, failure } = useQueries({
    queries: asked.map((page) => assetPageQuery(shown.sourceId, shown.query, page)),
    combine: combinePages,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has arrived says when to look again
  const pages = useMemo(() => readPages(client, keyOf(shown)), [client, shown, loaded])
  const length = useLength(shown, pages, asked)
  const isKnown = pages.size > 0
  const { count } = length
  const want = useCallback(
    (view: { from: number; to: number }, others: readonly number[]) => {
      const next = [
        ...pagesBetween(view.from, view.to, count),
        ...others.map((index) => Math.floor(index / PAGE_SIZE)),
      ]
      const wish = [...new Set(next.length > 0 ? next : FIRST)]
      setWanted((old) => {
        const before = old.key === shown.key ? old.pages : FIRST
        return before.join() === wish.join() ? old : { key: shown.key, pages: wish }
      })
    },
    [shown, count],
  )
  useDropped(client, shown, asked)
  const [edition, setEdition] = useState(0)
  const renew = useCallback(() => {
    renewList(client, shown)
    setEdition((before) => before + 1)
  }, [client, shown])
  const retry = () => void client.refetchQueries({ queryKey: keyOf(shown), predicate: hasFailed })
  const isStale = shown.key !== listKey(sourceId, query).join(' ')
  return {
    total: isKnown ? count : null,
    totalIsEstimate: length.isEstimate,
    pages,
    at: useCallback((index) => assetAt(pages, index), [pages]),
    // Asked of the cache: the detail view reads pages, too.
    indexOf: useCallback(
      (path) => findIndex(readPages(client, keyOf(shown)), path),
      [client, shown],
    ),
    want,
    ahead: useCallback(
      (from, to) => {
        for (const page of pagesBetween(from, to + 1, count)) readAhead(client, shown, page)
      },
      [client, shown, count],
    ),
    load: useCallback((from, to) => loadRange(client, shown, { from, to }), [client, shown]),
    renew,
    edition,
    isStale,
    isLate: isStale && !isFailing,
    failure,
    key: shown.key,
    retry,
  }
}

const FIRST: readonly number[] = [0]

/** The list before is shown until the first page of the next one is there. */
function useShown(sourceId: string, query: BrowseQuery) {
  const { data, error, failureCount } = useQuery(assetPageQuery(sourceId, query, 0))
  const key = listKey(sourceId, query).join(' ')
  const kept = useRef<Shown>({ key, sourceId, query })
  const isReady = data !== undefined || error !== null
  if (isReady && kept.current.key !== key) kept.current = { key, sourceId, query }
  return { shown: kept.current, isFailing: failureCount > 0 }
}

function keyOf({ sourceId, query }: Shown) {
  return listKey(sourceId, query)
}

interface PageResult {
  data: AssetPage | undefined
  error: Error | null
}

function combinePages(results: PageResult[]) {
  return {
    loaded: results.map(({ data }) => data),
    failure: results.find(({ data, error }) => error && !data)?.error ?? null,
  }
}

function hasFailed({ state }: { state: { status: string } }): boolean {
  return state.status === 'error'
}

/** An estimate is enough for the beginning; who goes further wants to know where the end is. */
function useLength(shown: Shown, pages: AssetPages, asked: readonly number[]): ListLength {
  const [isFar, setFar] = useState('')
  const guess = readLength(pages, null)
  const isGoing = guess.isEstimate && asked.some((page) => page >= FAR_PAGE)
  useEffect(() => {
    if (isGoing) setFar(shown.key)
  }, [isGoing, shown])
  const counted = useQuery({
    ...exactTotalQuery(shown.sourceId, shown.query),
    enabled: isFar === shown.key,
  })
  const isCounted = isFar === shown.key && counted.data !== undefined
  return isCounted ? readLength(pages, counted.data ?? null) : guess
}

const FAR_PAGE = 6

/** Lets go of what is far from the screen. */
function useDropped(client: QueryClient, shown: Shown, asked: readonly number[]) {
  useEffect(() => {
    const queries = client.getQueryCache().findAll({ queryKey: keyOf(shown), type: 'inactive' })
    const numbers = queries.map(({ queryKey }) => Number(queryKey.at(-1)))
    const dropped = pagesToDrop([...numbers, ...asked], asked)
    for (const query of queries) {
      if (dropped.includes(Number(query.queryKey.at(-1)))) client.getQueryCache().remove(query)
    }
  }, [client, shown, asked])
}

/** What was asked for before is left to those who wait for it. */
function readAhead(client: QueryClient, { sourceId, query }: Shown, number: number): void {
  const page = assetPageQuery(sourceId, query, number)
  const { retry } = client.getDefaultOptions().queries ?? {}
  if (!client.getQueryState(page.queryKey)) client.prefetchQuery({ ...page, retry })
}

async function loadRange(
  client: QueryClient,
  { sourceId, query }: Shown,
  { from, to }: { from: number; to: number },
): Promise<TileAsset[]> {
  const found: TileAsset[] = []
  // One after the other: each then begins where the one before ended, which costs the server least.
  for (const page of pagesBetween(from, to + 1, Number.POSITIVE_INFINITY)) {
    const { assets } = await client.fetchQuery(assetPageQuery(sourceId, query, page))
    const start = page * PAGE_SIZE
    found.push(...assets.slice(Math.max(0, from - start), to + 1 - start))
  }
  return found
}

function renewList(client: QueryClient, shown: Shown): void {
  const queryKey = keyOf(shown)
  client.removeQueries({ queryKey, type: 'inactive' })
  client.invalidateQueries({ queryKey })
}
