import { z } from 'zod'
import type { Cursor } from '../../contract/document.ts'
import { ASSET_FILTERS, FIELD_FILTERS } from '../catalog/search/asset-filters.ts'
import { readAssetFilter } from '../catalog/search/filter.ts'
import type { FoundAssets } from '../catalog/search/search.ts'
import type { AssetPage } from '../catalog/search/search-page.ts'
import { SEARCH_LIMITS } from '../catalog/search/search-ways.ts'
import { readAssetSort, writeSortNames } from '../catalog/search/sort.ts'
import { Failure } from '../lib/failures.ts'
import { ASSET } from './asset-resource.ts'
import { readFields } from './document.ts'
import { listQuery, readFilters, wholeNumber } from './filter-query.ts'
import { readOriginPath } from './routes.ts'

/** The query of an asset list: imgix's three ways of paging and our own. */

const MAX_PAGE = 1000
const DEFAULT_PAGE = 20
const MAX_OFFSET = 2_000_000_000
/** One of an order by path holds a path. */
const MAX_CURSOR = 4000
const MAX_FACETS = 100
const DEFAULT_FACETS = 30

export const FIELDS = {
  'fields[assets]': z.string().optional().meta({ description: 'Members, separated by commas.' }),
}

const EXACT = {
  'meta[total]': z
    .enum(['exact'])
    .optional()
    .meta({
      description: `Ours. Count beyond ${SEARCH_LIMITS.exactTotal}, however long it takes.`,
    }),
}

const SORT = {
  sort: z
    .string()
    .optional()
    .meta({ description: `One of ${writeSortNames()}; relevance needs filter[keyword].` }),
}

const PARAMETERS = {
  ...FIELDS,
  ...SORT,
  'page[limit]': wholeNumber(1, MAX_PAGE).optional(),
  'page[size]': wholeNumber(1, MAX_PAGE).optional(),
  'page[number]': wholeNumber(0, MAX_OFFSET).optional().meta({ description: 'From 0 on.' }),
  'page[cursor]': z.string().max(MAX_CURSOR).optional().meta({ description: 'How many to skip.' }),
  'page[after]': z
    .string()
    .max(MAX_CURSOR)
    .optional()
    .meta({ description: 'Ours. meta.cursor.after of the page before: fast at any depth.' }),
  ...EXACT,
}

const FILTERS = {
  ...Object.fromEntries(Object.entries(ASSET_FILTERS).map(([name, { doc }]) => [name, doc])),
  ...Object.fromEntries(
    Object.entries(FIELD_FILTERS).map(([name, { doc }]) => [`${name}:<key>`, doc]),
  ),
  'or:<name>': 'Any filter above. Of all that begin with or: one has to hold.',
}

export const ASSET_LIST_QUERY = listQuery(PARAMETERS, FILTERS)

type AssetListQuery = z.output<typeof ASSET_LIST_QUERY>

/** The query as the catalog takes it. */
export function readAssetList(query: AssetListQuery) {
  const fields = readFields(query['fields[assets]'], ASSET)
  return {
    fields,
    filter: readAssetFilter(readFilters(query, PARAMETERS)),
    sort: readAssetSort(query.sort),
    page: readPage(query),
    exactTotal: query['meta[total]'] === 'exact',
    withMetadata: fields?.some((field) => field.split('.')[0] === 'metadata') ?? false,
  }
}

export const COUNT_QUERY = listQuery(EXACT, FILTERS)

const POSITION_PARAMETERS = {
  ...SORT,
  path: z.string().max(MAX_CURSOR).meta({ description: 'Of the asset.' }),
}
export const POSITION_QUERY = listQuery(POSITION_PARAMETERS, FILTERS)

/** In which list an asset is looked for. */
export function readPosition(query: z.output<typeof POSITION_QUERY>) {
  const filter = readAssetFilter(readFilters(query, POSITION_PARAMETERS))
  const path = readOriginPath(query.path.replace(/^\//, ''))
  return { filter, sort: readAssetSort(query.sort), path }
}

const FACET_PARAMETERS = {
  ...EXACT,
  limit: wholeNumber(1, MAX_FACETS)
    .default(DEFAULT_FACETS)
    .meta({ description: 'How many values of each kind.' }),
}
export const FACET_QUERY = listQuery(FACET_PARAMETERS, FILTERS)

type CountQuery = z.output<typeof COUNT_QUERY>

/** Which assets to count; the same filters as those of the list. */
export function readCount(query: CountQuery, known: z.ZodRawShape = EXACT) {
  const filter = readAssetFilter(readFilters(query, known))
  return { filter, exact: query['meta[total]'] === 'exact' }
}

export function readFacets(query: z.output<typeof FACET_QUERY>) {
  return { ...readCount(query, FACET_PARAMETERS), limit: query.limit }
}

function readPage(query: AssetListQuery): AssetPage {
  const limit = query['page[limit]'] ?? query['page[size]'] ?? DEFAULT_PAGE
  const after = query['page[after]'] || undefined
  if (after !== undefined) return { limit, after }
  const cursor = query['page[cursor]'] || undefined
  if (cursor === undefined)
    return { limit, offset: readOffset((query['page[number]'] ?? 0) * limit) }
  // What `meta.cursor.next` says of a page that was reached by page[after] is no number.
  return /^\d+$/.test(cursor)
    ? { limit, offset: readOffset(Number(cursor)) }
    : { limit, after: cursor }
}

function readOffset(offset: number): number {
  if (offset <= MAX_OFFSET) return offset
  const detail = 'There are never so many assets. Deep in a list page[after] is the way to go on.'
  throw new Failure('invalid_parameter', detail, { parameter: 'page[cursor]' })
}

export function presentCursor(page: AssetPage, found: FoundAssets): Cursor {
  const { hasMore, after, total, totalIsEstimate } = found
  const byOffset = 'offset' in page
  const next = byOffset ? String(page.offset + page.limit) : after
  return {
    current: byOffset ? String(page.offset) : page.after,
    hasMore,
    next: hasMore ? next : null,
    totalRecords: String(total),
    ...(totalIsEstimate ? { totalIsEstimate } : {}),
    after,
  }
}
