import { type BrowseQuery, writeApiQuery } from './browse-query.ts'

/** What a tile needs; a list of thousands carries no more. */
export const TILE_FIELDS = [
  'blurhash',
  'colors',
  'content_type',
  'date_created',
  'date_modified',
  'duration_seconds',
  'error',
  'etag',
  'file_size',
  'media_height',
  'media_kind',
  'media_width',
  'name',
  'origin_path',
  'status',
  'warning_adult',
  'warning_violence',
] as const

/** Assets come by so many. */
export const PAGE_SIZE = 100

export interface PagePart {
  limit: number
  /** Behind the page before, when that is known. */
  after?: string
  offset?: number
  /** Count all results, however long it takes. */
  exact?: boolean
}

export const sourcesPath = '/sources'

/** All of them, by name. */
export function sourcesParams(): URLSearchParams {
  return new URLSearchParams({ 'page[size]': '200', sort: 'name' })
}

export function sourcePath(sourceId: string): string {
  return `${sourcesPath}/${encodeURIComponent(sourceId)}`
}

export function assetsPath(sourceId: string): string {
  return `${sourcePath(sourceId)}/assets`
}

/** Asks for a part of a list, with what tiles need of each asset. */
export function pageParams(
  query: BrowseQuery,
  { limit, after, offset = 0, exact }: PagePart,
): URLSearchParams {
  const params = writeApiQuery(query)
  params.set('fields[assets]', TILE_FIELDS.join(','))
  params.set('page[limit]', String(limit))
  if (after) params.set('page[after]', after)
  else params.set('page[cursor]', String(offset))
  if (exact) params.set('meta[total]', 'exact')
  return params
}
