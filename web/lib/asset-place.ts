import type { QueryClient } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type { PositionAttributes } from '../../contract/searching.ts'
import { callApi } from './api.ts'
import { assetPageQuery } from './assets.ts'
import { type BrowseQuery, writeApiQuery } from './browse-query.ts'
import { PAGE_SIZE } from './list-address.ts'

interface PlaceAsked {
  sourceId: string
  query: BrowseQuery
  path: string
  signal: AbortSignal
}

/** Reads the page of a list that holds an asset, however deep: how many come before it is counted by the server. */
export async function readPlace(client: QueryClient, asked: PlaceAsked): Promise<void> {
  const { sourceId, query, path } = asked
  const first = client.getQueryData(assetPageQuery(sourceId, query, 0).queryKey)
  if (!first?.hasMore || first.assets.some((asset) => asset.origin_path === path)) return
  const position = await findPosition(asked)
  if (position === null || asked.signal.aborted) return
  await client.fetchQuery(assetPageQuery(sourceId, query, Math.floor(position / PAGE_SIZE)))
}

/** null: it is not in the list. */
async function findPosition({ sourceId, query, path, signal }: PlaceAsked) {
  const params = writeApiQuery(query)
  params.set('path', path)
  const address = `/sources/${encodeURIComponent(sourceId)}/position`
  const { data } = await callApi<Resource<'positions', PositionAttributes>>(address, {
    query: params,
    signal,
  })
  return data.attributes.position
}
