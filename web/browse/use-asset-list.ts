import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useRef } from 'react'
import { assetListQuery, type TileAsset } from '../lib/assets.ts'
import type { BrowseQuery } from '../lib/browse-query.ts'

export interface AssetList {
  assets: TileAsset[]
  indexOf: ReadonlyMap<string, number>
  /** null until the first page is there. */
  total: number | null
  totalIsEstimate: boolean
  isComplete: boolean
  /** More than the first page has been read. */
  hasFurtherPages: boolean
  /** The results of the query before are still shown. */
  isStale: boolean
  failure: Error | null
  /** Tells apart lists that have nothing to do with each other. */
  key: string
  loadMore: () => void
  retry: () => void
}

/** The assets of a query as one list that grows as it is scrolled. */
export function useAssetList(sourceId: string, query: BrowseQuery): AssetList {
  const options = assetListQuery(sourceId, query)
  const list = useInfiniteQuery({ ...options, placeholderData: keepPreviousData })
  const { data, hasNextPage, isFetching, isPlaceholderData, fetchNextPage, refetch } = list
  const shownKey = useRef('')
  if (!isPlaceholderData) shownKey.current = options.queryKey.join(' ')
  const assets = useMemo(() => data?.pages.flatMap((page) => page.assets) ?? [], [data])
  const indexOf = useMemo(
    () => new Map(assets.map((asset, index) => [asset.origin_path, index])),
    [assets],
  )
  const canLoad = hasNextPage && !isFetching && !list.isError
  const loadMore = useCallback(() => {
    if (canLoad) fetchNextPage()
  }, [canLoad, fetchNextPage])
  const retry = useCallback(() => {
    if (data) fetchNextPage()
    else refetch()
  }, [data, fetchNextPage, refetch])
  const first = data?.pages[0]
  return {
    assets,
    indexOf,
    total: first?.total ?? null,
    totalIsEstimate: first?.totalIsEstimate ?? false,
    isComplete: data !== undefined && !hasNextPage,
    hasFurtherPages: (data?.pages.length ?? 0) > 1,
    isStale: isPlaceholderData,
    failure: list.error,
    key: shownKey.current,
    loadMore,
    retry,
  }
}
