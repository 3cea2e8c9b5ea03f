import { ArrowDownUp, Copy, FilterX, Image } from 'lucide-react'
import { duplicatesAddress, libraryAddress } from '../lib/addresses.ts'
import { EMPTY_QUERY, isFiltered, type SortField, withoutFilters } from '../lib/browse-query.ts'
import { t } from '../texts/palette.ts'
import type { PaletteItem } from './plan-palette.ts'
import type { Place } from './use-place.ts'

const ORDERS: Record<keyof typeof t.orders, { field: SortField; descending: boolean }> = {
  newestCreated: { field: 'date_created', descending: true },
  oldestCreated: { field: 'date_created', descending: false },
  newestUpdated: { field: 'date_modified', descending: true },
  newestTaken: { field: 'date_taken', descending: true },
  largest: { field: 'file_size', descending: true },
  smallest: { field: 'file_size', descending: false },
  name: { field: 'origin_path', descending: false },
}

/** What can be done with the library of a source; all of it is an address. */
export function planLibraryItems({ sourceId, query, isLibrary }: Place): PaletteItem[] {
  if (!sourceId) return []
  const { sort, view } = query
  const items: PaletteItem[] = [
    {
      id: 'command:all-assets',
      group: 'commands',
      label: t.allAssets,
      icon: Image,
      to: libraryAddress(sourceId, { ...EMPTY_QUERY, sort, view }),
    },
    {
      id: 'command:duplicates',
      group: 'commands',
      label: t.duplicates,
      icon: Copy,
      to: duplicatesAddress(sourceId, query),
    },
  ]
  if (!isLibrary) return items
  if (isFiltered(query)) {
    const to = libraryAddress(sourceId, withoutFilters(query))
    items.push({
      ...{ id: 'command:clear-filters', group: 'commands', label: t.clearFilters, to },
      icon: FilterX,
    })
  }
  return [...items, ...orderItems(sourceId, query)]
}

function orderItems(sourceId: string, query: Place['query']): PaletteItem[] {
  return (Object.keys(ORDERS) as (keyof typeof t.orders)[]).map((name) => {
    const { field, descending } = ORDERS[name]
    return {
      id: `command:sort-${name}`,
      group: 'commands',
      label: t.sortBy(t.orders[name]),
      icon: ArrowDownUp,
      words: t.words.sort,
      isChosen: query.sort.field === field && query.sort.descending === descending,
      to: libraryAddress(sourceId, { ...query, sort: ORDERS[name] }),
    }
  })
}
