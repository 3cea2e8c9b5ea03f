import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Bookmark, Folder, FolderInput, Search, Tag } from 'lucide-react'
import { assetAddress, libraryAddress } from '../lib/addresses.ts'
import { fileName, folderOf } from '../lib/asset-words.ts'
import { type BrowseQuery, EMPTY_QUERY } from '../lib/browse-query.ts'
import { facetsQuery } from '../lib/counts.ts'
import { formatNumber, formatShort } from '../lib/format.ts'
import { readSavedQuery, savedSearchesQuery } from '../lib/saved-searches.ts'
import { endsInShortWord } from '../lib/short-words.ts'
import { describeSource, sourcesQuery } from '../lib/sources.ts'
import { foldersQuery, vocabularyQuery } from '../lib/vocabulary.ts'
import { t as lib } from '../texts/lib.ts'
import { t } from '../texts/palette.ts'
import { foundAssetsQuery } from './found-assets.ts'
import type { PaletteItem } from './plan-palette.ts'
import type { Place } from './use-place.ts'
import { useRested } from './use-rested.ts'

/** Letters follow each other faster than this. */
const REST_MS = 150

export interface Found {
  items: PaletteItem[]
  isSearching: boolean
  /** No asset was found, since the last word is too short to be completed. */
  needsLetters: boolean
  failure: Error | null
  retry: () => void
}

/** What there is in the library by these names: some known at once, the rest when the typing rests. */
export function useFoundItems(place: Place, typed: string): Found {
  const text = useRested(typed.trim(), REST_MS)
  const { sourceId } = place
  const id = sourceId ?? ''
  const hasText = sourceId !== null && text !== ''
  const assets = useQuery({
    ...foundAssetsQuery(id, text),
    enabled: hasText,
    placeholderData: keepPreviousData,
  })
  const facets = useQuery({
    ...facetsQuery(id, { ...EMPTY_QUERY, q: text }),
    enabled: hasText,
    placeholderData: keepPreviousData,
  })
  const isBusy = assets.isFetching || facets.isFetching || text !== typed.trim()
  return {
    items: [
      // Their numbers are of what was typed, not of all that they lead to.
      ...(hasText ? facetItems(place, facets.data).map(({ end: _, ...item }) => item) : []),
      ...useKnownItems(place, text),
      ...(hasText ? (assets.data ?? []).map((asset) => assetItem(place, asset)) : []),
      ...(sourceId !== null && typed.trim() ? [searchItem(place, typed.trim())] : []),
    ],
    isSearching: sourceId !== null && typed.trim() !== '' && isBusy,
    needsLetters: hasText && !isBusy && assets.data?.length === 0 && endsInShortWord(text),
    failure: hasText ? (assets.error ?? facets.error) : null,
    retry: () => {
      assets.refetch()
      facets.refetch()
    },
  }
}

type Facets = ReturnType<typeof useFacets>
function useFacets(sourceId: string | null) {
  const facets = useQuery({
    ...facetsQuery(sourceId ?? '', EMPTY_QUERY),
    enabled: sourceId !== null,
  })
  return facets.data
}

/** Sources, saved searches, categories, the folders at hand and the most frequent tags. */
function useKnownItems(place: Place, text: string): PaletteItem[] {
  const { sourceId } = place
  const has = { enabled: sourceId !== null }
  const sources = useQuery(sourcesQuery).data ?? []
  const searches = useQuery({ ...savedSearchesQuery(sourceId ?? ''), ...has }).data ?? []
  const categories = useQuery({ ...vocabularyQuery('categories'), ...has }).data ?? []
  // "/travel/al" asks for what is in /travel.
  const parent = text.startsWith('/') ? text.slice(0, text.lastIndexOf('/')) : ''
  const folders = useQuery({ ...foldersQuery(sourceId ?? '', parent), ...has, retry: false }).data
  const facets = useFacets(sourceId)
  const sourceItems = sources.map(
    (source): PaletteItem => ({
      id: `source:${source.id}`,
      group: 'sources',
      label: source.attributes.name,
      detail: describeSource(source).name,
      end: formatNumber(source.attributes.indexing.found),
      to: libraryAddress(source.id, EMPTY_QUERY),
    }),
  )
  if (sourceId === null) return sourceItems
  return [
    ...sourceItems,
    ...searches.map(
      (search): PaletteItem => ({
        id: `search:${search.id}`,
        group: 'searches',
        label: search.attributes.name,
        icon: Bookmark,
        to: libraryAddress(sourceId, readSavedQuery(search.attributes.query, place.query.view)),
      }),
    ),
    ...categories.map(({ name, asset_count }) => categoryItem(place, name, asset_count)),
    ...(folders?.folders ?? []).map((folder) => folderItem(place, folder.path, folder.asset_count)),
    ...facetItems(place, facets),
  ]
}

function facetItems(place: Place, facets: Facets): PaletteItem[] {
  if (!facets) return []
  const isEstimate = facets.counts_are_estimates
  return [
    ...facets.folders.map(({ value, count }) => folderItem(place, value, count, isEstimate)),
    ...facets.tags.map(
      ({ value, count }): PaletteItem => ({
        id: `tag:${value}`,
        group: 'tags',
        label: value,
        icon: Tag,
        end: formatShort(count, isEstimate),
        to: addressOf(place, { tags: [value] }),
      }),
    ),
  ]
}

function categoryItem(place: Place, name: string, count: number): PaletteItem {
  return {
    id: `category:${name}`,
    group: 'categories',
    label: name,
    icon: FolderInput,
    end: formatNumber(count),
    to: addressOf(place, { categories: [name] }),
  }
}

function folderItem(place: Place, path: string, count: number, isEstimate = false): PaletteItem {
  return {
    id: `folder:${place.sourceId}${path}`,
    group: 'folders',
    label: path,
    icon: Folder,
    end: formatShort(count, isEstimate),
    to: addressOf(place, { folder: path }),
  }
}

function assetItem(place: Place, asset: PaletteItem['asset'] & object): PaletteItem {
  const path = asset.origin_path
  const { sort, view } = place.query
  return {
    id: `asset:${place.sourceId}${path}`,
    group: 'assets',
    label: fileName(path),
    detail: folderOf(path),
    end: lib.kinds[asset.media_kind],
    asset,
    to: assetAddress(place.sourceId ?? '', path, { ...EMPTY_QUERY, sort, view }),
  }
}

function searchItem(place: Place, text: string): PaletteItem {
  return {
    id: 'search',
    group: 'search',
    label: t.searchAll(text),
    icon: Search,
    to: addressOf(place, { q: text }),
  }
}

/** The library with nothing set but this; order and layout stay. */
function addressOf({ sourceId, query }: Place, part: Partial<BrowseQuery>): string {
  const { sort, view } = query
  return libraryAddress(sourceId ?? '', { ...EMPTY_QUERY, sort, view, ...part })
}
