import type { QueryClient } from '@tanstack/react-query'
import { type AssetPage, assetPageQuery, assetQuery, countInRange } from './assets.ts'
import { type BrowseQuery, usableSort, writeApiFilters } from './browse-query.ts'
import { PAGE_SIZE } from './list-address.ts'

interface PlaceAsked {
  sourceId: string
  query: BrowseQuery
  path: string
  signal: AbortSignal
}

/** Orders whose values can be asked for as a range. */
const RANGED = ['date_created', 'date_modified', 'file_size'] as const
/** So many pages are looked through: assets with the same value stand beside each other in no order one could ask for. */
const SEEK_PAGES = 10

/**
 * Reads the page of a list that holds an asset, wherever that is: how many come before it is counted by the server, where
 * the order goes by something that can be counted.
 */
export async function readPlace(client: QueryClient, asked: PlaceAsked): Promise<void> {
  const first = Math.floor((await countBefore(client, asked)) / PAGE_SIZE)
  for (let number = first; number < first + SEEK_PAGES && !asked.signal.aborted; number++) {
    const page: AssetPage = await client.fetchQuery(
      assetPageQuery(asked.sourceId, asked.query, number),
    )
    const isThere = page.assets.some((asset) => asset.origin_path === asked.path)
    if (isThere || !page.hasMore) return
  }
}

/** How many assets certainly come before; 0 where nobody can say. */
async function countBefore(client: QueryClient, asked: PlaceAsked): Promise<number> {
  const { sourceId, query, path, signal } = asked
  const first = client.getQueryData(assetPageQuery(sourceId, query, 0).queryKey)
  if (!first?.hasMore || first.assets.some((asset) => asset.origin_path === path)) return 0
  const { field, descending } = usableSort(query)
  const column = RANGED.find((one) => one === field)
  // A range that somebody has asked for cannot be asked for twice.
  if (!column || writeApiFilters(query).has(`filter[${column}]`)) return 0
  const { attributes } = await client.fetchQuery(assetQuery(sourceId, path))
  const value = attributes[column]
  const range = descending ? `${value + 1}:` : `:${value - 1}`
  return await countInRange(sourceId, query, { field: column, range, signal })
}
