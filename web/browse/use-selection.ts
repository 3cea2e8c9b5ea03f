import { useCallback, useMemo, useRef, useState } from 'react'
import type { TileAsset } from '../lib/assets.ts'
import { writeApiFilters } from '../lib/browse-query.ts'
import { formatTotal } from '../lib/format.ts'
import { exactTotal, type ResultTotal } from '../lib/result-total.ts'
import {
  countSelected,
  MOST_NAMED,
  NOTHING,
  type Selection,
  toggleSelected,
  withRange,
} from '../lib/selection.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/grid.ts'
import { useShortcut } from '../ui/keys.ts'
import { useToast } from '../ui/Toast.tsx'
import type { AssetList } from './use-asset-list.ts'

export interface Selecting {
  selection: Selection
  /** Filters of the search it belongs to, as the API takes them. */
  filters: string
  /** How many that search finds; null until it is known. */
  result: ResultTotal | null
  isActive: boolean
  /** Whose details are shown: the only one that is selected, else the one that was clicked on. */
  looksAt: string | null
  /** A finger begins with what it holds: whose details were shown last is seldom in sight. */
  toggle: (index: number, isHeld?: boolean) => void
  /** From the last anchor up to this one, instead of the last such range; without an anchor from `start`. */
  extend: (index: number, start: number) => void
  /** Everything the search finds; named as long as all of it is at hand. */
  selectAll: () => void
  selectSearch: () => void
  clear: () => void
  /** The next range begins here. */
  anchor: (index: number) => void
}

/** Where ranges begin, and what was chosen before the last of them. */
interface Anchor {
  /** null: not at hand when the place was visited. */
  path: string | null
  index: number
  before: Selection
}

interface State {
  filters: string
  selection: Selection
}

/** Several assets at once. Survives scrolling and sorting, ends with another search, folder or source. */
export function useSelection(
  library: Library,
  list: AssetList,
  { found, hasKeys }: { found: number | undefined; hasKeys: boolean },
): Selecting {
  const filters = writeApiFilters(library.query).toString()
  const scope = `${library.sourceId} ${filters}`
  const [state, setState] = useState<State>({ filters: scope, selection: NOTHING })
  const anchored = useRef<Anchor | null>(null)
  if (state.filters !== scope) setState({ filters: scope, selection: NOTHING })
  const result = resultOf(library, list, found)
  const selection = state.filters === scope ? withTotal(state.selection, result) : NOTHING
  const { at } = library.query
  const { show } = library
  const change = useCallback(
    (next: Selection) => setState((old) => withState(old, { filters: scope, selection: next })),
    [scope],
  )
  // Whoever adds to the one asset that is selected already has two.
  const start = useMemo(() => {
    const single = at === null ? undefined : list.at(list.indexOf(at) ?? -1)
    return countSelected(selection) === 0 && single ? withRange(NOTHING, [single]) : selection
  }, [selection, at, list.at, list.indexOf])
  const anchor = (index: number, before: Selection) => {
    anchored.current = { path: list.at(index)?.origin_path ?? null, index, before }
  }
  const readRange = useRange(list, result)
  const isActive = countSelected(selection) > 0
  const clear = () => {
    anchored.current = null
    change(NOTHING)
  }
  useShortcut('close', clear, hasKeys && isActive)
  const selectSearch = () => {
    anchored.current = null
    if (result) change({ kind: 'search', ...result, excluded: new Set() })
  }
  const hasOne = at !== null && !isActive
  useShortcut('close', () => show({ at: null }, { replace: true }), hasKeys && hasOne)
  return {
    selection,
    filters,
    result,
    isActive,
    looksAt: onlyNamed(selection) ?? at,
    anchor: (index) => anchor(index, selection),
    toggle: (index, isHeld = false) => {
      const asset = list.at(index)
      if (!asset) return
      const isAlone = countSelected(selection) === 0 && asset.origin_path === at
      const next = isAlone ? start : toggleSelected(isHeld ? selection : start, asset)
      anchor(index, next)
      change(next)
      if (countSelected(next) === 0) show({ at: null }, { replace: true })
    },
    extend: (index, begin) => {
      const from = anchored.current
      const known = from?.path ? list.indexOf(from.path) : null
      const first = known ?? from?.index ?? begin
      // A whole search holds the range already; it must not shrink to it.
      const before = selection.kind === 'search' ? selection : (from?.before ?? NOTHING)
      if (!from) anchor(first, before)
      readRange(first, index, (range) => change(withRange(before, range)))
    },
    selectAll: () => {
      const all = atHand(list)
      if (all) change(withRange(start, all))
      else selectSearch()
    },
    selectSearch,
    clear,
  }
}

/** The same object where nothing changes: clicks and keys clear what is mostly empty, and draw nothing anew by that. */
function withState(old: State, next: State): State {
  return old.filters === next.filters && old.selection === next.selection ? old : next
}

/**
 * Reads the assets from one place up to another, and has something done with them, unless another range is wanted by
 * then. Those that are not at hand are asked for, as many as can be named.
 */
function useRange(list: AssetList, result: ResultTotal | null) {
  const toast = useToast()
  const latest = useRef(0)
  return (first: number, last: number, act: (range: TileAsset[]) => void) => {
    const wanted = ++latest.current
    const [from, to] = [Math.min(first, last), Math.max(first, last)]
    if (to - from >= MOST_NAMED) {
      const { total, isEstimate } = result ?? { total: 0, isEstimate: true }
      return toast({ text: t.rangeTooLong(MOST_NAMED, formatTotal(total, isEstimate)) })
    }
    const known = readAtHand(list, from, to)
    if (known) return act(known)
    const isWanted = () => wanted === latest.current
    list.load(from, to).then(
      (range) => isWanted() && act(range),
      () => isWanted() && toast({ text: t.rangeFailed }),
    )
  }
}

/** All assets of the list, null while some are not at hand. */
function atHand(list: AssetList): TileAsset[] | null {
  const isWhole = list.total !== null && !list.totalIsEstimate && list.total <= MOST_NAMED
  return isWhole ? readAtHand(list, 0, (list.total ?? 0) - 1) : null
}

function readAtHand(list: AssetList, from: number, to: number): TileAsset[] | null {
  const found: TileAsset[] = []
  for (let index = from; index <= to; index++) {
    const asset = list.at(index)
    if (!asset) return null
    found.push(asset)
  }
  return found
}

function onlyNamed(selection: Selection): string | null {
  if (selection.kind === 'search' || selection.assets.size !== 1) return null
  return selection.assets.keys().next().value ?? null
}

function resultOf({ query }: Library, list: AssetList, found: number | undefined) {
  if (list.total === null) return null
  return exactTotal({ total: list.total, isEstimate: list.totalIsEstimate }, query, found)
}

/** What was done meanwhile may have changed how many a search finds. */
function withTotal(selection: Selection, result: ResultTotal | null): Selection {
  if (selection.kind === 'named' || !result) return selection
  if (selection.total === result.total && selection.isEstimate === result.isEstimate) {
    return selection
  }
  return { ...selection, ...result }
}

/** What is said of a selection outside the grid. */
export function describeSelection({ selection, filters, result, ...actions }: Selecting) {
  return {
    selection,
    filters,
    result,
    onSelectSearch: actions.selectSearch,
    onClear: actions.clear,
  }
}
