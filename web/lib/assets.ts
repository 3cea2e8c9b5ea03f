import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type { AssetAttributes, AssetPatch } from '../../contract/resources.ts'
import { callApi, encodePath } from './api.ts'
import { type BrowseQuery, writeApiQuery } from './browse-query.ts'

export type AssetResource = Resource<'assets', AssetAttributes>

/** What a tile needs; a list of thousands carries no more. */
export const TILE_FIELDS = [
  'blurhash',
  'colors',
  'content_type',
  'date_created',
  'date_modified',
  'duration_seconds',
  'error',
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
export type TileAsset = Pick<AssetAttributes, (typeof TILE_FIELDS)[number]>

export interface AssetPage {
  assets: TileAsset[]
  after: string | null
  total: number
  totalIsEstimate: boolean
}

const PAGE_LIMIT = 200

function assetsPath(sourceId: string): string {
  return `/sources/${encodeURIComponent(sourceId)}/assets`
}

/** The key of a list leaves out the view and the selection: they change no result. */
function listKey(sourceId: string, query: BrowseQuery) {
  return ['assets', sourceId, writeApiQuery(query).toString()] as const
}

/** A list of assets by pages of 200, followed by cursor. */
export function assetListQuery(sourceId: string, query: BrowseQuery) {
  return infiniteQueryOptions({
    queryKey: listKey(sourceId, query),
    queryFn: ({ pageParam, signal }) =>
      readPage(sourceId, query, { limit: PAGE_LIMIT, after: pageParam, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.after,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30 * 60_000,
  })
}

/** Only the number of results, to notice new ones without touching the list. */
export function assetTotalQuery(sourceId: string, query: BrowseQuery) {
  return queryOptions({
    queryKey: ['asset-total', ...listKey(sourceId, query)],
    queryFn: async ({ signal }) =>
      (await readPage(sourceId, query, { limit: 1, after: null, signal })).total,
    staleTime: 0,
  })
}

async function readPage(
  sourceId: string,
  query: BrowseQuery,
  page: { limit: number; after: string | null; signal: AbortSignal },
): Promise<AssetPage> {
  const params = writeApiQuery(query)
  params.set('fields[assets]', TILE_FIELDS.join(','))
  params.set('page[limit]', String(page.limit))
  if (page.after) params.set('page[after]', page.after)
  const { data, meta } = await callApi<Resource<'assets', TileAsset>[]>(assetsPath(sourceId), {
    query: params,
    signal: page.signal,
  })
  return {
    assets: data.map((resource) => resource.attributes),
    after: meta.cursor?.hasMore ? (meta.cursor.after ?? null) : null,
    total: Number.parseInt(meta.cursor?.totalRecords ?? '', 10) || data.length,
    totalIsEstimate: meta.cursor?.totalIsEstimate ?? false,
  }
}

/** One asset with everything known of it, and the ETag that guards its edits. */
export interface AssetState {
  attributes: AssetAttributes
  etag: string | null
}

export function assetQuery(sourceId: string, path: string) {
  return queryOptions({
    queryKey: ['asset', sourceId, path],
    queryFn: ({ signal }) => fetchAsset(sourceId, path, signal),
    staleTime: 10_000,
    // What analysis finds appears by itself.
    refetchInterval: ({ state }) =>
      state.data?.attributes.analysis_status === 'waiting' ? WAITING_MS : false,
  })
}

const WAITING_MS = 3_000

async function fetchAsset(
  sourceId: string,
  path: string,
  signal: AbortSignal,
): Promise<AssetState> {
  const address = `${assetsPath(sourceId)}/${encodePath(path)}`
  const { data, etag } = await callApi<AssetResource>(address, { signal })
  return { attributes: data.attributes, etag }
}

/** Saves an edit; throws ApiFailure 412 when somebody else was first. */
export async function patchAsset(
  sourceId: string,
  path: string,
  edit: { patch: AssetPatch; etag: string | null },
): Promise<AssetState> {
  const id = `${sourceId}/${path.replace(/^\//, '')}`
  const { data, etag } = await callApi<AssetResource>(
    `${assetsPath(sourceId)}/${encodePath(path)}`,
    {
      method: 'PATCH',
      data: { id, type: 'assets', attributes: edit.patch },
      ifMatch: edit.etag,
    },
  )
  return { attributes: data.attributes, etag }
}

/** Asks for the asset to be fetched and read again, and its renderings to be made anew. */
export async function refreshAsset(sourceId: string, path: string): Promise<void> {
  await callApi(`${assetsPath(sourceId)}/refresh/${encodePath(path)}`, { method: 'POST', data: {} })
}
