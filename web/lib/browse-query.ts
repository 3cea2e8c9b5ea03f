import type { AssetStatus, MediaKind } from '../../contract/resources.ts'

/** What the address of a library view says; DESIGN section 6. */
export interface BrowseQuery {
  q: string
  /** With a leading and no trailing slash; null is the whole source. */
  folder: string | null
  /** False: only the assets directly in `folder`. */
  deep: boolean
  type: MediaType | null
  tags: string[]
  categories: string[]
  fields: { key: string; value: string }[]
  /** Six hex digits without `#`. */
  color: string | null
  animated: boolean | null
  /** `error`: only what could not be read. */
  status: AssetStatus | null
  sort: Sort
  view: 'rows' | 'squares'
  /** Origin path of the selected asset. */
  at: string | null
}

export type MediaType = 'image' | 'animation' | 'vector' | 'document' | 'video' | 'other'
export type SortField = 'date_created' | 'date_modified' | 'file_size'
export interface Sort {
  field: SortField
  descending: boolean
}

const MEDIA_TYPES: readonly MediaType[] = [
  'image',
  'animation',
  'vector',
  'document',
  'video',
  'other',
]
const STATUSES: readonly AssetStatus[] = ['indexed', 'error', 'pending']
const SORT_FIELDS: readonly SortField[] = ['date_created', 'date_modified', 'file_size']

export const EMPTY_QUERY: BrowseQuery = {
  q: '',
  folder: null,
  deep: true,
  type: null,
  tags: [],
  categories: [],
  fields: [],
  color: null,
  animated: null,
  status: null,
  sort: { field: 'date_created', descending: true },
  view: 'rows',
  at: null,
}

type Readers = Record<string, (query: BrowseQuery, value: string) => boolean>

/** One reader for each parameter; false means the value was not understood. */
const READERS: Readers = {
  q: (query, value) => {
    query.q = value
    return true
  },
  folder: (query, value) => {
    const folder = value.replace(/\/+$/, '')
    query.folder = folder === '' ? null : folder
    return value.startsWith('/')
  },
  deep: (query, value) => {
    query.deep = value !== '0'
    return value === '0' || value === '1'
  },
  type: (query, value) => {
    query.type = MEDIA_TYPES.find((type) => type === value) ?? null
    return query.type !== null
  },
  tag: (query, value) => value !== '' && query.tags.push(value) > 0,
  category: (query, value) => value !== '' && query.categories.push(value) > 0,
  field: (query, value) => {
    const at = value.indexOf('~')
    const key = at < 0 ? value : value.slice(0, at)
    return key !== '' && query.fields.push({ key, value: at < 0 ? '' : value.slice(at + 1) }) > 0
  },
  color: (query, value) => {
    const hex = /^([0-9a-f]{6})(~\d{1,3})?$/i.exec(value)?.[1]
    query.color = hex?.toLowerCase() ?? null
    return hex !== undefined
  },
  animated: (query, value) => {
    query.animated = value === '1' ? true : value === '0' ? false : null
    return query.animated !== null
  },
  status: (query, value) => {
    query.status = STATUSES.find((status) => status === value) ?? null
    return query.status !== null
  },
  sort: (query, value) => {
    const field = SORT_FIELDS.find((name) => name === value.replace(/^-/, ''))
    if (field) query.sort = { field, descending: value.startsWith('-') }
    return field !== undefined
  },
  view: (query, value) => {
    query.view = value === 'squares' ? 'squares' : 'rows'
    return value === 'squares' || value === 'rows'
  },
  at: (query, value) => {
    query.at = value
    return value.startsWith('/')
  },
}

/** Reads the address; `ignored` names what was not understood, each once. */
export function readBrowseQuery(params: URLSearchParams): {
  query: BrowseQuery
  ignored: string[]
} {
  const query: BrowseQuery = structuredClone(EMPTY_QUERY)
  const ignored = new Set<string>()
  for (const [name, value] of params) {
    if (!Object.hasOwn(READERS, name) || !READERS[name]?.(query, value)) ignored.add(name)
  }
  return { query, ignored: [...ignored] }
}

/** Writes the address, without what is as it is at the start. */
export function writeBrowseQuery(query: BrowseQuery): URLSearchParams {
  const params = new URLSearchParams()
  if (query.q) params.set('q', query.q)
  if (query.folder) params.set('folder', query.folder)
  if (query.folder && !query.deep) params.set('deep', '0')
  if (query.type) params.set('type', query.type)
  for (const tag of query.tags) params.append('tag', tag)
  for (const category of query.categories) params.append('category', category)
  for (const { key, value } of query.fields) params.append('field', `${key}~${value}`)
  if (query.color) params.set('color', query.color)
  if (query.animated !== null) params.set('animated', query.animated ? '1' : '0')
  if (query.status) params.set('status', query.status)
  const sort = writeSort(query.sort)
  if (sort !== writeSort(EMPTY_QUERY.sort)) params.set('sort', sort)
  if (query.view !== 'rows') params.set('view', query.view)
  if (query.at) params.set('at', query.at)
  return params
}

/** The same query for `GET /sources/:sid/assets`, without paging. */
export function writeApiQuery(query: BrowseQuery): URLSearchParams {
  const params = new URLSearchParams()
  if (query.q.trim()) params.set('filter[keyword]', query.q.trim())
  if (query.folder)
    params.set('filter[folder_path]', query.deep ? query.folder : `${query.folder}/`)
  const kind = query.type?.toUpperCase() as MediaKind | undefined
  if (kind) params.set('filter[media_kind]', kind)
  // One parameter for each: joined by commas, a name with a comma would fall apart.
  for (const tag of query.tags) params.append('filter[tags]', tag)
  for (const category of query.categories) params.append('filter[categories]', category)
  for (const { key, value } of query.fields) params.append(`filter[custom:${key}]`, value)
  if (query.color) params.set('filter[colors]', query.color)
  if (query.animated !== null) params.set('filter[has_frames]', String(query.animated))
  if (query.status) params.set('filter[status]', query.status)
  params.set('sort', writeSort(query.sort))
  return params
}

export function writeSort({ field, descending }: Sort): string {
  return `${descending ? '-' : ''}${field}`
}

/** Whether anything narrows the list; the folder counts as a place, not as a filter. */
export function isFiltered(query: BrowseQuery): boolean {
  const { folder: _folder, ...rest } = query
  return countFilters(rest) > 0 || query.q.trim() !== ''
}

/** How many conditions stand beside the search text and the folder. */
export function countFilters(query: Omit<BrowseQuery, 'folder'>): number {
  const lists = query.tags.length + query.categories.length + query.fields.length
  return (
    lists +
    [query.type, query.color, query.animated, query.status].filter((value) => value !== null).length
  )
}

/** Without search text and filters, in the same folder, order and view. */
export function withoutFilters(query: BrowseQuery): BrowseQuery {
  const { folder, deep, sort, view } = query
  return { ...EMPTY_QUERY, folder, deep, sort, view }
}
