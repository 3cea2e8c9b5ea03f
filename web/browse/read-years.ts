import type { QueryClient } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type { CountAttributes } from '../../contract/searching.ts'
import { callApi } from '../lib/api.ts'
import { assetPageQuery, type TileAsset } from '../lib/assets.ts'
import {
  type BrowseQuery,
  type SortField,
  usableSort,
  writeApiFilters,
  writeApiQuery,
} from '../lib/browse-query.ts'
import { isDated } from './list-facts.ts'
import type { Year } from './use-years.ts'

const MOST_YEARS = 30

interface YearsAsked {
  sourceId: string
  query: BrowseQuery
  signal: AbortSignal
}

/** Where each year of a list by date begins; none where there is only one. */
export async function readYears(client: QueryClient, asked: YearsAsked): Promise<Year[]> {
  const { sourceId, query, signal } = asked
  const { field, descending } = usableSort(query)
  // A range that somebody has asked for cannot be asked for twice.
  if (!isDated(field) || writeApiFilters(query).has(`filter[${field}]`)) return []
  const yearOf = (asset: TileAsset | undefined) =>
    asset && new Date(asset[field] * 1000).getFullYear()
  const { assets } = await client.fetchQuery(assetPageQuery(sourceId, query, 0))
  const reversed = { ...query, sort: { field, descending: !descending } }
  const first = yearOf(assets[0])
  const last = yearOf(await findFirst({ sourceId, query: reversed, signal }))
  if (first === undefined || last === undefined || first === last) return []
  const found: Year[] = [{ year: first, index: 0 }]
  for (const year of yearsBetween(first, last)) {
    const begin = new Date(descending ? year + 1 : year, 0).getTime() / 1000
    const range = descending ? `${begin}:` : `:${begin - 1}`
    found.push({ year, index: await countInRange(asked, field, range) })
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

/** The first asset of a list, whatever of it has been read. */
async function findFirst({ sourceId, query, signal }: YearsAsked): Promise<TileAsset | undefined> {
  const params = writeApiQuery(query)
  params.set('page[limit]', '1')
  const path = `/sources/${encodeURIComponent(sourceId)}/assets`
  const { data } = await callApi<Resource<'assets', TileAsset>[]>(path, { query: params, signal })
  return data[0]?.attributes
}

/** How many results have a value in a range of the API, such as `1700000000:`; counted, not estimated. */
async function countInRange(
  { sourceId, query, signal }: YearsAsked,
  field: SortField,
  range: string,
): Promise<number> {
  const filters = writeApiFilters(query)
  filters.set(`filter[${field}]`, range)
  filters.set('meta[total]', 'exact')
  const path = `/sources/${encodeURIComponent(sourceId)}/count`
  const { data } = await callApi<Resource<'counts', CountAttributes>>(path, {
    query: filters,
    signal,
  })
  return data.attributes.total
}
