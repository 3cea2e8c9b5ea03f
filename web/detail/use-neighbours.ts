import { useQueries, useQueryClient } from '@tanstack/react-query'
import { assetAt, findIndex, pagesBetween, readLength, readPages } from '../lib/asset-list.ts'
import { assetPageQuery, exactTotalQuery, listKey } from '../lib/assets.ts'
import type { Library } from '../lib/use-library.ts'
import { AFTER, BEFORE, findNeighbours } from './neighbours.ts'

/** Pages around are asked for before their first asset is reached. */
const AHEAD = 20

/** What lies beside an asset in the list that the library shows, across its pages. */
export function useNeighbours({ sourceId, query }: Library, path: string) {
  const client = useQueryClient()
  const pages = readPages(client, listKey(sourceId, query))
  const index = findIndex(pages, path)
  const counted = client.getQueryData(exactTotalQuery(sourceId, query).queryKey) ?? null
  const { count, isEstimate } = readLength(pages, counted)
  const near =
    index === null ? [] : pagesBetween(index - BEFORE - AHEAD, index + AFTER + AHEAD, count)
  // What arrives is drawn; it is read above, together with what was there before.
  useQueries({
    queries: [...new Set([0, ...near])].map((page) => assetPageQuery(sourceId, query, page)),
  })
  const neighbours = findNeighbours((at) => assetAt(pages, at), index)
  return { neighbours, total: pages.size > 0 ? { total: count, isEstimate } : null }
}
