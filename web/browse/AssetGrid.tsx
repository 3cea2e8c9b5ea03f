import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useLocation } from 'react-router'
import { readAssetPath } from '../lib/addresses.ts'
import { aspectRatio } from '../lib/asset-words.ts'
import { assetListQuery } from '../lib/assets.ts'
import { formatNumber } from '../lib/format.ts'
import type { RenderingSource } from '../lib/rendering-url.ts'
import { isSelected } from '../lib/selection.ts'
import type { Library } from '../lib/use-library.ts'
import type { SelectHow, TileFrame } from '../ui/VirtualGrid.tsx'
import { VirtualGrid } from '../ui/VirtualGrid.tsx'
import styles from './AssetGrid.module.css'
import { planMonths } from './months.ts'
import { Preview } from './Preview.tsx'
import { Tile } from './Tile.tsx'
import type { AssetList } from './use-asset-list.ts'
import type { Selecting } from './use-selection.ts'

interface AssetGridProps {
  library: Library
  list: AssetList
  selecting: Selecting
  source: RenderingSource | null
  sourceName: string
  tileSize: number
  gap: number
  /** Changes when the grid shall take the focus. */
  focusRequest: number
  /** Changes when the grid shall go back to its top. */
  topRequest: number
  onScroll: (top: number) => void
}

/** Selecting loads a panel; while arrows are held down it waits for this rest. */
const SELECT_REST_MS = 120

/** What the bulk bar covers at the lower edge; pixels. */
const BULK_BAR_ROOM = 72

/** The assets of the library, in rows or squares. */
export function AssetGrid({ library, list, selecting, source, ...props }: AssetGridProps) {
  const { query } = library
  const square = query.view === 'squares'
  const { assets } = list
  const months = useMemo(
    () => planMonths(assets, query.sort.field, list.isComplete),
    [assets, query.sort.field, list.isComplete],
  )
  const layout = useGridLayout({ list, months, square, tileSize: props.tileSize, gap: props.gap })
  const place = useActive(library, list)
  const { active, move, open } = place
  const choose = planChoosing(selecting, place)
  const isChosen = useIsSelected(library, list, selecting)
  const memory = useScrollMemory(library, list, props.onScroll)
  const renderTile = useCallback(
    (frame: TileFrame) => {
      const asset = assets[frame.index]
      return asset && <Tile key={asset.origin_path} {...{ asset, source, frame, square }} />
    },
    [assets, source, square],
  )
  const [previewed, setPreviewed] = useState<number | null>(null)
  const [closed, setClosed] = useState(0)
  const shown = previewed === null ? undefined : assets[previewed]
  return (
    <>
      <VirtualGrid
        key={list.key}
        label={`Assets in ${props.sourceName}`}
        layout={layout}
        active={active}
        current={query.at === null ? null : (list.indexOf.get(query.at) ?? null)}
        isSelected={isChosen}
        isSelecting={selecting.isActive}
        footRoom={selecting.isActive ? BULK_BAR_ROOM : 0}
        focusRequest={props.focusRequest + closed}
        topRequest={props.topRequest}
        startTop={memory.startTop}
        renderHeading={(section) => <MonthHeading month={months[section]} />}
        renderTile={renderTile}
        {...choose}
        onSelectAll={selecting.selectLoaded}
        onOpen={open}
        onPreview={setPreviewed}
        onScroll={memory.onScroll}
        onNearEnd={list.loadMore}
      />
      {shown && (
        <Preview
          sourceId={library.sourceId}
          asset={shown}
          source={source}
          onClose={() => {
            setPreviewed(null)
            setClosed(closed + 1)
          }}
          onMove={(by) => {
            const next = Math.min(assets.length - 1, Math.max(0, active + by))
            setPreviewed(next)
            move(next)
          }}
        />
      )}
    </>
  )
}

function MonthHeading({ month }: { month: { title: string; count: number | null } | undefined }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a heading in a grid that is no table
    // biome-ignore lint/a11y/useFocusableInteractive: headings are read, not visited
    <span role="rowheader">
      {month?.title}
      {month?.count != null && <small className={styles.count}>{formatNumber(month.count)}</small>}
    </span>
  )
}

function useGridLayout(input: {
  list: AssetList
  months: readonly { start: number }[]
  square: boolean
  tileSize: number
  gap: number
}) {
  const { list, months, square, tileSize, gap } = input
  const { assets, isComplete } = list
  return useMemo(
    () => ({
      ratios: assets.map(aspectRatio),
      sections: months.map((month) => month.start),
      target: tileSize,
      gap,
      squares: square,
      headingHeight: 32,
      footer: square ? 24 : 0,
      complete: isComplete,
    }),
    [assets, months, square, tileSize, gap, isComplete],
  )
}

/** What clicks and keys do to the selection and to the place of the focus. */
function planChoosing(selecting: Selecting, place: ReturnType<typeof useActive>) {
  return {
    onMove: (index: number, isExtending: boolean) => {
      if (isExtending) {
        selecting.extend(index, place.active)
        place.visit(index)
      } else {
        selecting.anchor(index)
        place.move(index)
      }
    },
    onSelect: (index: number, how: SelectHow) => {
      if (how === 'one') {
        selecting.clear()
        return place.select(index)
      }
      if (how === 'toggle') selecting.toggle(index)
      else selecting.extend(index, place.active)
      place.visit(index)
    },
  }
}

/** Those of the selection, or else the one whose details are shown. */
function useIsSelected({ query }: Library, { assets }: AssetList, selecting: Selecting) {
  const { selection, isActive } = selecting
  return useCallback(
    (index: number) => {
      const path = assets[index]?.origin_path
      if (path === undefined) return false
      return isActive ? isSelected(selection, path) : path === query.at
    },
    [assets, selection, isActive, query.at],
  )
}

/** The tile with the tab stop: where the keys were last, else the selected one, else the first. */
function useActive(library: Library, list: AssetList) {
  const { query, show, assetPath } = library
  const [movedTo, setMovedTo] = useState<string | null>(null)
  const timer = useRef(0)
  // Whoever comes back from the detail view finds the focus on what was seen last.
  const seen = useRef(assetPath)
  useEffect(() => {
    const last = seen.current
    seen.current = assetPath
    if (assetPath) setMovedTo(assetPath)
    else if (last && last !== query.at) show({ at: last }, { replace: true })
  }, [assetPath, query.at, show])
  // Whatever else changes the address meanwhile wins over a selection that still waits.
  const { pathname } = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: they say when to forget it
  useEffect(() => () => clearTimeout(timer.current), [query, pathname])
  const find = (path: string | null) => (path === null ? undefined : list.indexOf.get(path))
  const pathAt = (index: number) => list.assets[index]?.origin_path
  return {
    active: find(movedTo) ?? find(query.at) ?? 0,
    move: (index: number) => {
      const path = pathAt(index)
      clearTimeout(timer.current)
      if (!path) return
      setMovedTo(path)
      timer.current = window.setTimeout(() => show({ at: path }, { replace: true }), SELECT_REST_MS)
    },
    /** Takes the focus without being selected alone. */
    visit: (index: number) => {
      clearTimeout(timer.current)
      setMovedTo(pathAt(index) ?? null)
    },
    select: (index: number) => {
      const path = pathAt(index)
      clearTimeout(timer.current)
      if (!path) return
      setMovedTo(path)
      show({ at: path }, { replace: true })
    },
    open: (index: number) => {
      const path = pathAt(index)
      clearTimeout(timer.current)
      // What the address says by now: the second click of two comes before the first was drawn.
      if (path && readAssetPath(window.location.pathname) === null) library.open(path)
    },
  }
}

/** Where each entry of the history was scrolled to, for the way back. */
const scrollTops = new Map<string, number>()

function useScrollMemory(library: Library, list: AssetList, onScroll: (top: number) => void) {
  const { key } = useLocation()
  const place = assetListQuery(library.sourceId, library.query).queryKey.join(' ')
  const last = useRef({ place, top: 0 })
  useEffect(() => {
    // Moving the selection replaces the address: the same place under a new key.
    const isSame = last.current.place === place
    if (isSame && !scrollTops.has(key)) scrollTops.set(key, last.current.top)
    last.current = { place, top: scrollTops.get(key) ?? 0 }
  }, [key, place])
  return {
    startTop: scrollTops.get(key) ?? 0,
    onScroll: (top: number) => {
      onScroll(top)
      if (list.isStale) return
      last.current.top = top
      scrollTops.set(key, top)
    },
  }
}
