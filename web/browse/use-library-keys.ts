import { Bookmark } from 'lucide-react'
import { useNavigate } from 'react-router'
import { uploadsAddress } from '../lib/addresses.ts'
import { isFiltered } from '../lib/browse-query.ts'
import { useCommands } from '../lib/commands.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/browse.ts'
import { useOwnKeys, useShortcut } from '../ui/keys.ts'
import type { TileSize } from './use-tile-size.ts'

interface LibraryKeys {
  library: Library
  tiles: TileSize
  onTogglePanel: () => void
  onSelectAll: () => void
  /** Into the grid, from nowhere. */
  onEnter: () => void
  /** Asks for the name of a new saved search. */
  onSave: () => void
  /** Something is shown that can be selected. */
  hasAssets: boolean
  /** Nothing lies above the results. */
  hasKeys: boolean
}

/** As far as one press changes the size of thumbnails, in pixels. */
const SIZE_STEP = 24

/** The keys of the results that work wherever the focus is, and those of the grid for the sheet of shortcuts. */
export function useLibraryKeys(keys: LibraryKeys): void {
  const { library, tiles, onTogglePanel, onSelectAll, onEnter, onSave, hasAssets, hasKeys } = keys
  const { query, show, sourceId } = library
  const navigate = useNavigate()
  const resize = (by: number) => {
    tiles.change(Math.min(tiles.range.max, Math.max(tiles.range.min, tiles.size + by)))
  }
  const nextView = query.view === 'rows' ? 'squares' : 'rows'
  useShortcut('infoPanel', onTogglePanel, hasKeys)
  useShortcut('layout', () => show({ view: nextView, at: query.at }, { replace: true }), hasKeys)
  useShortcut('larger', () => resize(SIZE_STEP), hasKeys)
  useShortcut('smaller', () => resize(-SIZE_STEP), hasKeys)
  useShortcut('selectAll', onSelectAll, hasKeys && hasAssets)
  useShortcut('uploads', () => navigate(uploadsAddress(sourceId, query)), hasKeys)
  useShortcut('move', onEnter, hasKeys && hasAssets, isNowhere)
  useOwnKeys(GRID_KEYS, hasKeys && hasAssets)
  useCommands(
    [{ id: 'save-search', title: t.saveThisSearch, icon: Bookmark, run: onSave }],
    hasKeys && isFiltered(query),
  )
}

/** Nothing has the focus, as after the palette or a click beside everything: arrows are meant for the grid. */
function isNowhere(): boolean {
  const { activeElement } = document
  return activeElement === document.body || activeElement?.id === 'main'
}

const GRID_KEYS = ['move', 'moveToEnd', 'extend', 'select', 'open', 'preview'] as const
