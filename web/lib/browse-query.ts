import type { AnalysisStatus } from '../../contract/analysis.ts'
import type { AssetStatus, MediaKind } from '../../contract/resources.ts'
import { DEFAULT_TOLERANCE, QUERY_PARTS, SORT_PART } from './query-parts.ts'

/** What the address of a library view says; DESIGN section 6. What is null or empty asks for nothing. */
export interface BrowseQuery {
  q: string
  /** With a leading and no trailing slash; null is the whole source. */
  folder: string | null
  /** False: only the assets directly in `folder`. */
  deep: boolean
  /** Any of these. */
  types: MediaType[]
  /** Any of these content types, such as image/jpeg. */
  formats: string[]
  /** Any of these endings of the file name, without the dot. */
  extensions: string[]
  tags: string[]
  tagsAny: string[]
  tagsNone: string[]
  /** Per cent that `tags` and `tagsAny` have to reach. */
  confidence: number | null
  categories: string[]
  categoriesAny: string[]
  categoriesNone: string[]
  fields: FieldCondition[]
  /** All of these: six hex digits without `#`. */
  colors: string[]
  /** How far a colour may be off, 1 to 50 (CIEDE2000). */
  tolerance: number
  /** Levels from 1 to 5; `none`: not analysed. */
  adult: Span<number> | null
  violent: Span<number> | null
  medical: Span<number> | null
  racy: Span<number> | null
  spoof: Span<number> | null
  /** `none`: not analysed. */
  faces: Span<number> | null
  animated: boolean | null
  edited: boolean | null
  shape: Shape | null
  /** Pixels. */
  width: Span<number> | null
  height: Span<number> | null
  /** Width through height. */
  aspect: Span<number> | null
  /** Bytes. */
  size: Span<number> | null
  /** Days: 2026-01-31. */
  created: Span<string> | null
  updated: Span<string> | null
  /** `none`: the file does not say. */
  taken: Span<string> | null
  tagged: boolean | null
  categorised: boolean | null
  hasFields: boolean | null
  described: boolean | null
  hasAltText: boolean | null
  /** Alt text of analysis that is worth a person's look. */
  weakAltText: boolean | null
  /** Whether it is marked as a copy of another asset. */
  duplicate: boolean | null
  /** `error`: only what could not be read. */
  status: AssetStatus | null
  /** What the last look of analysis came to, when it could not tell all. */
  analysis: AnalysisTrouble | null
  /** Origin path of the asset that all have to look like. */
  similar: string | null
  /** Filters of the API that have no place above: the name between the brackets, and the value. */
  others: { name: string; value: string }[]
  sort: Sort
  view: 'rows' | 'squares'
  /** Origin path of the selected asset. */
  at: string | null
}

export type AnalysisTrouble = Extract<AnalysisStatus, 'partial' | 'failed'>
export type MediaType = Lowercase<MediaKind>
export type Shape = 'landscape' | 'portrait' | 'square'

/** From and to belong to it; null: without this end. `none`: where the value is missing. */
export type Span<Value> = { from: Value | null; to: Value | null } | 'none'

/** `range`: a value such as 10:20 or 2026-01-01: between numbers or days. */
export interface FieldCondition {
  key: string
  match: FieldMatch
  /** Empty for `any` and `none`. */
  value: string
}
export type FieldMatch = 'any' | 'is' | 'contains' | 'range' | 'none'

export type SortField =
  | 'date_created'
  | 'date_modified'
  | 'date_taken'
  | 'file_size'
  | 'origin_path'
  | 'relevance'
export interface Sort {
  field: SortField
  descending: boolean
}

export const EMPTY_QUERY: BrowseQuery = {
  q: '',
  folder: null,
  deep: true,
  types: [],
  formats: [],
  extensions: [],
  tags: [],
  tagsAny: [],
  tagsNone: [],
  confidence: null,
  categories: [],
  categoriesAny: [],
  categoriesNone: [],
  fields: [],
  colors: [],
  tolerance: DEFAULT_TOLERANCE,
  adult: null,
  violent: null,
  medical: null,
  racy: null,
  spoof: null,
  faces: null,
  animated: null,
  edited: null,
  shape: null,
  width: null,
  height: null,
  aspect: null,
  size: null,
  created: null,
  updated: null,
  taken: null,
  tagged: null,
  categorised: null,
  hasFields: null,
  described: null,
  hasAltText: null,
  weakAltText: null,
  duplicate: null,
  status: null,
  analysis: null,
  similar: null,
  others: [],
  sort: { field: 'date_created', descending: true },
  view: 'rows',
  at: null,
}

/** In the address of an asset: the editor of its delivery URL. It is read by the detail view alone. */
export const DELIVERY_PARAM = 'delivery'

/** In the address of a comparison, once for each asset. */
export const COMPARED_PARAM = 'a'

/** Reads the address; `ignored` names what was not understood, each once. */
export function readBrowseQuery(params: URLSearchParams): {
  query: BrowseQuery
  ignored: string[]
} {
  const query: BrowseQuery = structuredClone(EMPTY_QUERY)
  const ignored = new Set<string>()
  for (const [name, value] of params) {
    if (name === DELIVERY_PARAM || name === COMPARED_PARAM) continue
    const part = QUERY_PARTS.find(({ names }) => names.includes(name))
    if (!part?.read(query, value, name)) ignored.add(name)
  }
  return { query, ignored: [...ignored] }
}

/** Writes the address, without what is as it is at the start. */
export function writeBrowseQuery(query: BrowseQuery): URLSearchParams {
  return new URLSearchParams(
    QUERY_PARTS.flatMap((part) => part.write(query)).map(([name, value]) => [name, value]),
  )
}

/** The same query for `GET /sources/:sid/assets`, without paging. */
export function writeApiQuery(query: BrowseQuery): URLSearchParams {
  const params = writeApiFilters(query)
  params.set('sort', writeSort(usableSort(query)))
  return params
}

/** Only what narrows: for counts and facets. */
export function writeApiFilters(query: BrowseQuery): URLSearchParams {
  const params = new URLSearchParams()
  for (const part of QUERY_PARTS) {
    for (const [name, value] of part.writeFilters?.(query) ?? []) {
      params.append(`filter[${name}]`, value)
    }
  }
  return params
}

/**
 * A query of the API as one of the web app. What it has no place for stays as it is in `others`, so that
 * writeApiQuery() asks for the same; paging and choices of fields are left out.
 */
export function readApiQuery(params: URLSearchParams): BrowseQuery {
  const query: BrowseQuery = structuredClone(EMPTY_QUERY)
  for (const [name, value] of params) {
    const filter = /^filter\[(.+)\]$/s.exec(name)?.[1]
    if (filter !== undefined) readApiFilter(query, filter, value)
    else if (name === 'sort') SORT_PART.read(query, value, name)
  }
  return query
}

function readApiFilter(query: BrowseQuery, name: string, value: string): void {
  // The API, too, asks for nothing then; but a custom field has to be there.
  if (value.trim() === '' && !name.includes('custom:') && !name.includes('custom_none:')) return
  const part = QUERY_PARTS.find(({ filters }) => filters?.some((one) => isFilter(one, name)))
  if (!part?.readFilter?.(query, value, name)) query.others.push({ name, value })
}

function isFilter(known: string, name: string): boolean {
  return known.endsWith(':') ? name.startsWith(known) && name !== known : name === known
}

export function writeSort({ field, descending }: Sort): string {
  return `${descending ? '-' : ''}${field}`
}

/** Without anything to be like, nothing can be sorted by how alike it is. */
export function usableSort(query: BrowseQuery): Sort {
  const isUsable = query.sort.field !== 'relevance' || canSortByRelevance(query)
  return isUsable ? query.sort : EMPTY_QUERY.sort
}

export function canSortByRelevance({ q, similar }: BrowseQuery): boolean {
  return q.trim() !== '' || similar !== null
}

/** Whether anything narrows the list; the folder counts as a place, not as a filter. */
export function isFiltered(query: BrowseQuery): boolean {
  return countFilters(query) > 0 || query.q.trim() !== ''
}

const NO_FILTERS: readonly (keyof BrowseQuery)[] = [
  ...(['q', 'folder', 'deep', 'confidence', 'tolerance', 'sort', 'view', 'at'] as const),
]

/** How many conditions stand beside the search text and the folder. */
export function countFilters(query: BrowseQuery): number {
  const keys = Object.keys(EMPTY_QUERY) as (keyof BrowseQuery)[] // it has just those
  const counts = keys
    .filter((key) => !NO_FILTERS.includes(key))
    .map((key) => query[key])
    .map((value) => (Array.isArray(value) ? value.length : value === null ? 0 : 1))
  return counts.reduce((sum, count) => sum + count, 0)
}

/** Without search text and filters, in the same folder, order and view. */
export function withoutFilters(query: BrowseQuery): BrowseQuery {
  const { folder, deep, sort, view } = query
  return { ...EMPTY_QUERY, folder, deep, sort, view }
}
