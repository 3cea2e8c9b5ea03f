import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { TileAsset } from '../lib/assets.ts'
import { usableSort } from '../lib/browse-query.ts'
import { formatNumber } from '../lib/format.ts'
import { lazyPart } from '../lib/lazy-part.tsx'
import { PAGE_SIZE } from '../lib/list-address.ts'
import type { RenderingSource } from '../lib/rendering-url.ts'
import { isSelected } from '../lib/selection.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/grid.ts'
import type { TileFrame } from '../ui/GridRows.tsx'
import { useShortcut } from '../ui/keys.ts'
import type { GridView, SelectHow } from '../ui/VirtualGrid.tsx'
import { VirtualGrid } from '../ui/VirtualGrid.tsx'
import styles from './AssetGrid.module.css'
import { isDated, ListFacts, type Month } from './list-facts.ts'
import { EmptyTile, Tile } from './Tile.tsx'
import { useActive } from './use-active.ts'
import type { AssetList } from './use-asset-list.ts'
import { useScrollMemory } from './use-scroll-memory.ts'
import type { Selecting } from './use-selection.ts'
import { useYears } from './use-years.ts'

/** The years come later anyway. */
const YearScale = lazyPart(async () => (await import('./YearScale.tsx')).YearScale)

const Preview = lazyPart(async () => (await import('./Preview.tsx')).Preview)

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
  /** Changes when somebody comes into the grid by a key. */
  entries: number
  /** Changes when the grid shall go back to its top. */
  topRequest: number
  onScroll: (place: number) => void
}

/** What the bulk bar covers at the lower edge; pixels. */
const BULK_BAR_ROOM = 72

/** The assets of the library, in rows or squares. */
export function AssetGrid({ library, list, selecting, source, ...props }: AssetGridProps) {
  const { query } = library
  const square = query.view === 'squares'
  const { facts, items } = useItems(library, list)
  const place = useActive(library, list)
  const { active, current } = place
  const memory = useScrollMemory(list)
  const onView = useWants(list, active)
  const renderTile = useCallback(
    (frame: TileFrame) => {
      const asset = list.at(frame.index)
      const { index } = frame
      if (!asset) return <EmptyTile key={index} frame={frame} />
      return <Tile key={`${index} ${asset.origin_path}`} {...{ asset, source, frame, square }} />
    },
    [list.at, source, square],
  )
  const preview = usePreview(list, place)
  useSelectOnEntry(props.entries, query.at === null && !selecting.isActive, place)
  const { hasYears, years } = useYears(library, list)
  return (
    <>
      <VirtualGrid
        key={list.key}
        label={t.assetsIn(props.sourceName)}
        items={items}
        look={{
          target: props.tileSize,
          gap: props.gap,
          squares: square,
          headingHeight: 32,
          footer: square ? 24 : 0,
        }}
        {...{ active, current, renderTile, onView }}
        isSelected={useIsSelected(library, list, selecting)}
        isSelecting={selecting.isActive}
        footRoom={selecting.isActive ? BULK_BAR_ROOM : 0}
        focusRequest={props.focusRequest + preview.closed}
        topRequest={props.topRequest}
        start={{ anchor: memory.start, index: current }}
        renderHeading={(index) => <MonthHeading month={facts.monthAt(index)} />}
        {...planChoosing(selecting, place)}
        onSelectAll={selecting.selectAll}
        onOpen={place.open}
        onPreview={preview.open}
        onScroll={props.onScroll}
        onAhead={list.ahead}
        onRest={memory.onRest}
        renderAside={
          hasYears
            ? (aside) => (
                <Suspense>
                  <YearScale {...{ years, aside }} monthAt={(index) => facts.monthAt(index)} />
                </Suspense>
              )
            : undefined
        }
      />
      {preview.asset && (
        <Suspense fallback={<Closing onClose={preview.close} />}>
          <Preview
            {...{ source, sourceId: library.sourceId, asset: preview.asset }}
            onClose={preview.close}
            onOpen={preview.openDetail}
            onMove={preview.move}
          />
        </Suspense>
      )}
    </>
  )
}

/** Esc takes back what is still on its way. */
function Closing({ onClose }: { onClose: () => void }) {
  useShortcut('close', onClose)
  return null
}

/** What the layout has to know of the assets. */
function useItems({ query }: Library, list: AssetList) {
  const { field } = usableSort(query)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list, or the same read anew
  const facts = useMemo(() => new ListFacts(field), [field, list.key, list.edition])
  const items = useMemo(() => {
    facts.take(list.pages)
    return {
      count: list.total ?? 0,
      chunkSize: PAGE_SIZE,
      hasHeadings: isDated(field),
      factsOf: (page: number) => facts.of(page),
    }
  }, [facts, list.pages, list.total, field])
  return { facts, items }
}

/** Assets that are asked for beside those in the page, before and behind. */
const AHEAD = 60

/** Asks for what is in view, and for the tile that has the focus wherever it is; for nothing while it only flies by. */
function useWants({ want }: AssetList, active: number) {
  return useCallback(
    ({ from, to, isScrubbing }: GridView) => {
      if (!isScrubbing) want({ from: from - AHEAD, to: to + AHEAD }, [active])
    },
    [want, active],
  )
}

/** Whoever comes into the grid sees the details of where they are, as with every arrow from there on. */
function useSelectOnEntry(
  entries: number,
  isNothingSelected: boolean,
  { active, move }: ReturnType<typeof useActive>,
) {
  const seen = useRef(entries)
  useEffect(() => {
    if (seen.current === entries) return
    seen.current = entries
    if (isNothingSelected) move(active)
  })
}

/** A quick look at one after the other. The one before stays until the next has come. */
function usePreview(list: AssetList, place: ReturnType<typeof useActive>) {
  const { active, move, visit } = place
  const [isOpen, setOpen] = useState(false)
  const [closed, setClosed] = useState(0)
  const last = useRef<TileAsset | undefined>(undefined)
  const asset = list.at(active) ?? last.current
  useEffect(() => {
    last.current = asset
  }, [asset])
  const close = () => {
    setOpen(false)
    setClosed(closed + 1)
  }
  return {
    asset: isOpen ? asset : undefined,
    closed,
    open: (index: number) => {
      if (index !== active) visit(index)
      setOpen(list.at(index) !== undefined)
    },
    close,
    openDetail: () => {
      close()
      place.open(active)
    },
    move: (by: 1 | -1) => move(Math.min((list.total ?? 1) - 1, Math.max(0, active + by))),
  }
}

/** Other words are another element: those that move within one would count as a layout shift. */
function MonthHeading({ month }: { month: Month | null }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a heading in a grid that is no table
    // biome-ignore lint/a11y/useFocusableInteractive: headings are read, not visited
    <span key={`${month?.title} ${month?.count}`} role="rowheader">
      {month?.title}{' '}
      {month?.count != null && <small className={styles.count}>{formatNumber(month.count)}</small>}
    </span>
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
      if (how === 'toggle' || how === 'hold') selecting.toggle(index, how === 'hold')
      else selecting.extend(index, place.active)
      place.visit(index)
    },
  }
}

/** Those of the selection, or else the one whose details are shown. */
function useIsSelected({ query }: Library, { at }: AssetList, selecting: Selecting) {
  const { selection, isActive } = selecting
  return useCallback(
    (index: number) => {
      const path = at(index)?.origin_path
      if (path === undefined) return false
      return isActive ? isSelected(selection, path) : path === query.at
    },
    [at, selection, isActive, query.at],
  )
}
