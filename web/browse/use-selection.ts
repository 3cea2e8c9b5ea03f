import { useCallback, useMemo, useRef, useState } from 'react'
import type { TileAsset } from '../lib/assets.ts'
import { writeApiFilters } from '../lib/browse-query.ts'
import {
  countSelected,
  NOTHING,
  type Selection,
  toggleSelected,
  withRange,
} from '../lib/selection.ts'
import type { Library } from '../lib/use-library.ts'
import { useShortcut } from '../ui/keys.ts'
import type { AssetList } from './use-asset-list.ts'

export interface Selecting {
  selection: Selection
  /** Filters of the search it belongs to, as the API takes them. */
  filters: string
  isActive: boolean
  toggle: (index: number) => void
  /** From the last anchor up to this one, instead of the last such range; without an anchor from `start`. */
  extend: (index: number, start: number) => void
  selectLoaded: () => void
  selectSearch: (total: number, isEstimate: boolean) => void
  clear: () => void
  /** The next range begins here. */
  anchor: (index: number) => void
}

/** Where ranges begin, and what was chosen before the last of them. */
interface Anchor {
  path: string
  before: Selection
}

interface State {
  filters: string
  selection: Selection
}

/** Several assets at once. Survives scrolling and sorting, ends with another search, folder or source. */
export function useSelection(library: Library, list: AssetList, hasKeys: boolean): Selecting {
  const filters = writeApiFilters(library.query).toString()
  const scope = `${library.sourceId} ${filters}`
  const [state, setState] = useState<State>({ filters: scope, selection: NOTHING })
  const anchored = useRef<Anchor | null>(null)
  if (state.filters !== scope) setState({ filters: scope, selection: NOTHING })
  const selection = state.filters === scope ? state.selection : NOTHING
  const { at } = library.query
  const { show } = library
  const change = useCallback(
    (next: Selection) => setState({ filters: scope, selection: next }),
    [scope],
  )
  // Whoever adds to the one asset that is selected already has two.
  const start = useMemo(() => {
    const single = at === null ? undefined : list.assets[list.indexOf.get(at) ?? -1]
    return countSelected(selection) === 0 && single ? withRange(NOTHING, [single]) : selection
  }, [selection, at, list.assets, list.indexOf])
  const anchor = (asset: TileAsset | undefined, before: Selection) => {
    anchored.current = asset ? { path: asset.origin_path, before } : null
  }
  const isActive = countSelected(selection) > 0
  const clear = () => {
    anchored.current = null
    change(NOTHING)
  }
  useShortcut('Escape', clear, hasKeys && isActive)
  const hasOne = at !== null && !isActive
  useShortcut('Escape', () => show({ at: null }, { replace: true }), hasKeys && hasOne)
  return {
    selection,
    filters,
    isActive,
    anchor: (index) => anchor(list.assets[index], selection),
    toggle: (index) => {
      const asset = list.assets[index]
      if (!asset) return
      const isAlone = countSelected(selection) === 0 && asset.origin_path === at
      const next = isAlone ? start : toggleSelected(start, asset)
      anchor(asset, next)
      change(next)
      if (countSelected(next) === 0) show({ at: null }, { replace: true })
    },
    extend: (index, begin) => {
      const from = anchored.current
      const first = (from && list.indexOf.get(from.path)) ?? begin
      const before = from?.before ?? NOTHING
      anchor(list.assets[first], before)
      change(
        withRange(before, list.assets.slice(Math.min(first, index), Math.max(first, index) + 1)),
      )
    },
    selectLoaded: () => change(withRange(start, list.assets)),
    selectSearch: (total, isEstimate) =>
      change({ kind: 'search', total, isEstimate, excluded: new Set() }),
    clear,
  }
}

/** What is said of a selection outside the grid. */
export function describeSelection(selecting: Selecting, list: AssetList) {
  const { selection, filters, clear } = selecting
  const result =
    list.total === null ? null : { total: list.total, isEstimate: list.totalIsEstimate }
  return {
    selection,
    filters,
    result,
    onSelectSearch: () => result && selecting.selectSearch(result.total, result.isEstimate),
    onClear: clear,
  }
}
