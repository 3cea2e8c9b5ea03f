import { queryOptions } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import { callApi } from '../lib/api.ts'
import type { TileAsset } from '../lib/assets.ts'
import { EMPTY_QUERY, writeApiQuery } from '../lib/browse-query.ts'
import { TILE_FIELDS } from '../lib/list-address.ts'

/** As many assets as the palette shows. */
const MOST = 8

/** The assets that a search for a text finds first. */
export function foundAssetsQuery(sourceId: string, text: string) {
  return queryOptions({
    queryKey: ['palette-assets', sourceId, text],
    queryFn: async ({ signal }): Promise<TileAsset[]> => {
      const sort = { field: 'relevance', descending: false } as const
      const query = writeApiQuery({ ...EMPTY_QUERY, q: text, sort })
      query.set('fields[assets]', TILE_FIELDS.join(','))
      query.set('page[limit]', String(MOST))
      const path = `/sources/${encodeURIComponent(sourceId)}/assets`
      const { data } = await callApi<Resource<'assets', TileAsset>[]>(path, { query, signal })
      return data.map((resource) => resource.attributes)
    },
    staleTime: 30_000,
    gcTime: 60_000,
  })
}
