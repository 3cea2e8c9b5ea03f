import { queryOptions } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type { AssetAttributes, AssetPatch } from '../../contract/resources.ts'
import { callApi, encodePath } from './api.ts'
import { type BrowseQuery, writeApiQuery } from './browse-query.ts'
import {
  assetsPath,
  PAGE_SIZE,
  type PagePart,
  pageParams,
  type TILE_FIELDS,
} from './list-address.ts'

export type AssetResource = Resource<'assets', AssetAttributes>

export type TileAsset = Pick<AssetAttributes, (typeof TILE_FIELDS)[number]>

export interface AssetPage {
  assets: TileAsset[]
  /** Of the next page; null on the last, and where the server gives none. */
  after: string | null
  hasMore: boolean
  total: number
  totalIsEstimate: boolean
}

/** The key of a list, and of all its pages: it leaves out the view and the selection, which change no result. */
export function listKey(sourceId: string, query: BrowseQuery) {
  return ['assets', sourceId, writeApiQuery(query).toString()] as const
}

/** Any page of a list, from 0 on, whether or not those before it have been read. */
export function assetPageQuery(sourceId: string, query: BrowseQuery, page: number) {
  const list = listKey(sourceId, query)
  return queryOptions({
    queryKey: [...list, page] as const,
    queryFn: ({ signal, client }) => {
      const before = client.getQueryState<AssetPage>([...list, page - 1])
      // Behind a page that is known nothing is left out or repeated, whatever came in above it meanwhile; unless that
      // page is about to be read anew, too.
      const after = before?.isInvalidated ? null : before?.data?.after
      const start = after ? { after } : { offset: page * PAGE_SIZE }
      return readPage(sourceId, query, { limit: PAGE_SIZE, ...start, signal })
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10 * 60_000,
  })
}

/** The first few of a list, as they are now. */
export function firstAssetsQuery(sourceId: string, query: BrowseQuery, limit: number) {
  return queryOptions({
    queryKey: ['first-assets', limit, ...listKey(sourceId, query)],
    queryFn: ({ signal }) => readPage(sourceId, query, { limit, offset: 0, signal }),
    staleTime: 0,
  })
}

/** Only the number of results, to notice new ones without touching the list; null where it is only estimated. */
export function assetTotalQuery(sourceId: string, query: BrowseQuery) {
  return queryOptions({
    queryKey: ['asset-total', ...listKey(sourceId, query)],
    queryFn: async ({ signal }) => {
      const page = await readPage(sourceId, query, { limit: 1, offset: 0, signal })
      return page.totalIsEstimate ? null : page.total
    },
    staleTime: 0,
  })
}

/** The number of results where it is else only estimated; the server counts them all. */
export function exactTotalQuery(sourceId: string, query: BrowseQuery) {
  return queryOptions({
    queryKey: ['asset-total', 'exact', ...listKey(sourceId, query)],
    queryFn: async ({ signal }) =>
      (await readPage(sourceId, query, { limit: 1, offset: 0, exact: true, signal })).total,
    staleTime: 60_000,
    retry: false,
  })
}

async function readPage(
  sourceId: string,
  query: BrowseQuery,
  { signal, ...part }: PagePart & { signal: AbortSignal },
): Promise<AssetPage> {
  const { data, meta } = await callApi<Resource<'assets', TileAsset>[]>(assetsPath(sourceId), {
    query: pageParams(query, part),
    signal,
  })
  return {
    assets: data.map((resource) => resource.attributes),
    after: meta.cursor?.hasMore ? (meta.cursor.after ?? null) : null,
    hasMore: meta.cursor?.hasMore ?? false,
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

/** Takes in a file that lies at the origin; throws ApiFailure 404 when none does. */
export async function addAsset(sourceId: string, path: string): Promise<AssetResource> {
  const address = `${assetsPath(sourceId)}/add/${encodePath(path)}`
  return (await callApi<AssetResource>(address, { method: 'POST', data: {} })).data
}
