import { queryOptions } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type {
  DuplicateAsset,
  DuplicateGroupAttributes,
  SimilarAssetAttributes,
} from '../../contract/searching.ts'
import { t } from '../texts/lib.ts'
import { callApi, encodePath } from './api.ts'
import type { TileAsset } from './assets.ts'
import { formatNumber, formatPercent } from './format.ts'

export type Likeness = DuplicateGroupAttributes['likeness']

/** Groups come and go in the background, with the files. */
const FRESH_MS = 60_000
/** The API counts no further. */
const MOST_COUNTED = 10_000

export function duplicatesPath(sourceId: string): string {
  return `/sources/${encodeURIComponent(sourceId)}/duplicates`
}

/** How many groups of copies nobody has decided about; of both kinds when none is named. */
export function duplicateCountQuery(sourceId: string, likeness?: Likeness) {
  return queryOptions({
    queryKey: ['duplicate-count', sourceId, likeness ?? 'all'],
    queryFn: async ({ signal }): Promise<number> => {
      const query = new URLSearchParams({ 'page[limit]': '1' })
      if (likeness) query.set('filter[likeness]', likeness)
      const { meta } = await callApi(duplicatesPath(sourceId), { query, signal })
      return Number(meta.cursor?.totalRecords ?? 0)
    },
    staleTime: FRESH_MS,
    refetchInterval: FRESH_MS,
  })
}

export type SimilarAsset = SimilarAssetAttributes

/** What is most like an asset: copies of the same file, then what looks nearly the same, then similar content. */
export function similarQuery(sourceId: string, path: string) {
  return queryOptions({
    queryKey: ['similar', sourceId, path],
    queryFn: async ({ signal }): Promise<SimilarAsset[]> => {
      const address = `/sources/${encodeURIComponent(sourceId)}/similar/${encodePath(path)}`
      const { data } = await callApi<Resource<'similar_assets', SimilarAsset>[]>(address, {
        signal,
      })
      return data.map(({ attributes }) => attributes)
    },
    staleTime: FRESH_MS,
  })
}

/** 48, or 10,000+ */
export function formatGroupCount(count: number): string {
  return count < MOST_COUNTED ? formatNumber(count) : `${formatNumber(MOST_COUNTED)}+`
}

/** Half of its 64 bits differ in any two pictures: that is not alike at all. */
const UNLIKE_BITS = 32

/** 94 %; how alike two pictures are of which so many bits differ. */
export function formatLikeness(distance: number): string {
  return formatPercent(Math.max(0, 1 - distance / UNLIKE_BITS))
}

/** Why something is similar, on its thumbnail. */
export function nameReason({ by }: Pick<SimilarAsset, 'by'>): string {
  return t.likeness[by]
}

/** nearly the same picture, 94 % alike */
export function describeReason({
  by,
  similarity,
}: Pick<SimilarAsset, 'by' | 'similarity'>): string {
  const reason = t.likenessLong[by]
  return by === 'bytes' ? reason : t.alike(reason, formatPercent(similarity))
}

/** A copy as thumbnails want it; whether there is a picture of it is told by its kind. */
export function tileOfCopy(copy: Omit<DuplicateAsset, 'distance'>): TileAsset {
  const isVideo = copy.content_type.startsWith('video/')
  const isPicture = copy.content_type.startsWith('image/') && copy.media_width !== null
  return {
    ...copy,
    blurhash: null,
    colors: isPicture ? { dominant_colors: {}, named_colors: {}, average_luminance: 0 } : null,
    date_modified: copy.date_created,
    duration_seconds: null,
    error: null,
    media_kind: isVideo ? 'VIDEO' : isPicture ? 'IMAGE' : 'OTHER',
    name: null,
    status: 'indexed',
  }
}
