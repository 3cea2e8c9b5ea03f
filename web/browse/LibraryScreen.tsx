import { useQuery } from '@tanstack/react-query'
import {
  type ComponentProps,
  memo,
  type ReactNode,
  Suspense,
  useCallback,
  useDeferredValue,
  useEffect,
  useRef,
  useState,
} from 'react'
import { Outlet, useLocation } from 'react-router'
import { isComparing, readScreenAbove, type ScreenAbove } from '../lib/addresses.ts'
import { fileName } from '../lib/asset-words.ts'
import { hasStatus } from '../lib/failure-text.ts'
import { lazyPart } from '../lib/lazy-part.tsx'
import type { LibraryParts } from '../lib/library-parts.ts'
import { readBoolean, writeStored } from '../lib/preferences.ts'
import { type RenderingSource, readRenderingSource } from '../lib/rendering-url.ts'
import { countSelected } from '../lib/selection.ts'
import { type Source, sourceQuery, sourcesQuery } from '../lib/sources.ts'
import { type Library, useLibrary } from '../lib/use-library.ts'
import { usePreference } from '../lib/use-preference.ts'
import { t } from '../texts/browse.ts'
import { joinClasses } from '../ui/classes.ts'
import { useShortcut } from '../ui/keys.ts'
import { useArrival } from '../ui/use-arrival.ts'
import { useMedia } from '../ui/use-media.ts'
import { Banners } from './Banners.tsx'
import { DropOverlay } from './DropOverlay.tsx'
import { FilterChips } from './FilterChips.tsx'
import { FilterPlace } from './FilterPlace.tsx'
import styles from './LibraryScreen.module.css'
import { NewAssetsButton } from './NewAssetsButton.tsx'
import { PanelEdge, usePanelWidth, widthStyle } from './PanelEdge.tsx'
import { Results } from './Results.tsx'
import { ScreenOnItsWay } from './ScreenOnItsWay.tsx'
import { SideBar } from './SideBar.tsx'
import { Toolbar } from './Toolbar.tsx'
import { TopBar } from './TopBar.tsx'
import { useAssetList } from './use-asset-list.ts'
import { useFileDrop } from './use-file-drop.ts'
import { useFilters } from './use-filters.ts'
import { useLibraryKeys } from './use-library-keys.ts'
import { useListHold, useNewAssets } from './use-new-assets.ts'
import { useSeek } from './use-seek.ts'
import { describeSelection, useSelection } from './use-selection.ts'
import { useSideBar } from './use-side-bar.ts'
import { useTileSize } from './use-tile-size.ts'
import { useUploadGesture } from './use-upload-gesture.ts'

/** The grid does not wait for them. */
const MissingSource = lazyPart(async () => (await import('./MissingSource.tsx')).MissingSource)
const LooksLike = memo(lazyPart(async () => (await import('./LooksLike.tsx')).LooksLike))
const InfoPanel = lazyPart(async () => (await import('../asset/InfoPanel.tsx')).InfoPanel)

/** The library of one source; the detail view lies above it and leaves it as it is. */
export function LibraryScreen({ parts }: { parts: LibraryParts }) {
  const library = useLibrary()
  const { sourceId, assetPath } = library
  const source = useQuery(sourceQuery(sourceId))
  const { pathname } = useLocation()
  const above = readScreenAbove(pathname)
  const isComparison = isComparing(pathname)
  const isCovered = assetPath !== null || isComparison
  useEffect(() => writeStored('source', sourceId), [sourceId])
  const name = source.data?.attributes.name
  useEffect(() => {
    const screen = isComparison ? 'compare' : above
    const view = screen ? t[screen] : assetPath && fileName(assetPath)
    document.title = [view, name, 'Vitrine'].filter(Boolean).join(' – ')
  }, [above, isComparison, assetPath, name])
  if (hasStatus(source.error, 404) || hasStatus(source.error, 403)) return <MissingSource />
  return (
    <>
      <div className={styles.screen} inert={isCovered}>
        <LibraryFrame {...{ library, above, isCovered, parts }} />
      </div>
      {!above && <Outlet />}
    </>
  )
}

interface LibraryFrameProps {
  library: Library
  above: ScreenAbove | null
  /** By one asset or several, as large as the page. */
  isCovered: boolean
  parts: LibraryParts
}

/** The Upload Manager and the copies lie over the results, which stay as they are. */
function LibraryFrame({ library, above, isCovered, parts }: LibraryFrameProps) {
  const { sourceId, query } = library
  const source = useQuery(sourceQuery(sourceId)).data?.attributes
  const sources = useQuery(sourcesQuery).data ?? NO_SOURCES
  const name = source?.name ?? ''
  const hasKeys = !isCovered && !above
  const list = useAssetList(sourceId, query)
  const isSeeking = useSeek(library, list)
  const selecting = useSelection(library, list, {
    found: source?.indexing.found,
    hasKeys,
  })
  const hold = useListHold(selecting.isActive)
  const news = useNewAssets({ library, list, indexing: source?.indexing, isHeld: hold.isHeld })
  const tiles = useTileSize()
  const panel = usePanel()
  const main = useRef<HTMLElement>(null)
  useArrival(main, sourceId)
  const nav = useSideBar(panel.isOpen && !panel.isDrawer, hasKeys)
  const filters = useFilters(hasKeys)
  const focus = useGridFocus(isCovered)
  const rendering = useRendering(source)
  const selected = { library, source: rendering, ...describeSelection(selecting) }
  useLibraryKeys({
    ...{ library, tiles, hasKeys, onEnter: focus.request },
    hasAssets: (list.total ?? 0) > 0,
    onTogglePanel: panel.toggle,
    onSave: filters.save,
    onSelectAll: selecting.selectAll,
  })
  const upload = useUploadGesture(library, source, isCovered)
  const drop = useFileDrop(upload && upload.gate.kind !== 'off' ? upload.start : undefined)
  return (
    <div className={joinClasses(styles.app, nav.isFolded && styles.folded)} {...drop.handlers}>
      <a className={styles.skip} href="#main">
        {t.skip}
      </a>
      <TopBar
        {...{ library, sources, upload, filters, sourceName: name }}
        hasPanel={panel.isOpen}
        isFolded={nav.isFolded}
        onOpenNav={nav.open}
        onLeaveSearch={focus.request}
      />
      {nav.isDrawer && <Scrim onClose={nav.close} />}
      <SideBar
        className={joinClasses(styles.side, nav.isDrawer && styles.drawer)}
        {...{ library, indexing: source?.indexing, onClose: nav.isDrawer ? nav.close : undefined }}
        isReady={list.total !== null}
        onSave={filters.save}
      />
      <FilterPlace {...{ library, filters, found: source?.indexing.found }} />
      {above && <AboveResults screen={above} />}
      <main
        ref={main}
        className={joinClasses(styles.main, above && styles.covered)}
        inert={above !== null}
        id={above ? undefined : 'main'}
        tabIndex={-1}
      >
        <h1 className="vh">{t.libraryOf(name)}</h1>
        <Toolbar
          {...{ library, list, tiles, panel, sourceName: name, indexing: source?.indexing }}
          more={<parts.MoreMenu library={library} result={selected.result} />}
        />
        <FilterChips {...{ library, filters }} />
        <Banners {...{ library, source }} />
        <div className={joinClasses(styles.results, list.isLate && styles.late)}>
          <NewAssetsButton news={news} />
          <Results
            {...{ library, list, selecting, tiles, isSeeking, sourceName: name, source: rendering }}
            upload={upload}
            indexing={source?.indexing}
            focusRequest={focus.count}
            entries={focus.entries}
            topRequest={news.shown}
            onScroll={hold.onScroll}
          />
          {!selecting.isActive && <Guesses library={library} source={rendering} />}
          {selecting.isActive && <parts.BulkBar {...selected} />}
        </div>
      </main>
      {drop.count !== null && (
        <DropOverlay
          {...{ count: drop.count, sourceName: name, folder: query.folder }}
          needsSetup={upload?.gate.kind === 'setup'}
        />
      )}
      <SidePanel {...{ library, panel, focus, above, selecting, source: rendering }}>
        {countSelected(selecting.selection) > 1 && <parts.SelectionPanel {...selected} />}
      </SidePanel>
    </div>
  )
}

const NO_SOURCES: Source[] = []

/** They are made of words. */
function Guesses(props: ComponentProps<typeof LooksLike>) {
  if (props.library.query.q === '') return null
  return (
    <Suspense>
      <LooksLike {...props} />
    </Suspense>
  )
}

function AboveResults({ screen }: { screen: ScreenAbove }) {
  const main = useRef<HTMLElement>(null)
  useArrival(main)
  return (
    <main ref={main} className={styles.above} id="main" tabIndex={-1}>
      <Suspense fallback={<ScreenOnItsWay screen={screen} />}>
        <Outlet />
      </Suspense>
    </main>
  )
}

interface SidePanelProps {
  library: Library
  panel: ReturnType<typeof usePanel>
  /** Esc leads back to the grid, with the selection as it is. */
  focus: { request: () => void }
  source: RenderingSource | null
  above: ScreenAbove | null
  selecting: {
    /** Whose details are shown. */
    looksAt: string | null
  }
  /** In place of the details of one asset. */
  children: ReactNode
}

function SidePanel({ library, panel, source, above, children, ...props }: SidePanelProps) {
  const width = usePanelWidth('panel', 300, 480)
  // The grid is drawn before it for the first time.
  const hasContent = useDeferredValue(true, false)
  if (!panel.isOpen || (above && (above === 'duplicates' || panel.isDrawer))) return null
  return (
    <>
      {panel.isDrawer && <Scrim onClose={panel.toggle} />}
      <aside
        className={joinClasses(styles.panel, above && styles.covered)}
        inert={above !== null}
        aria-label={t.info}
        style={panel.isDrawer ? undefined : widthStyle(width)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || event.defaultPrevented || panel.isDrawer) return
          // A dialog that was opened from here closes.
          if (event.target instanceof Element && event.target.closest('dialog')) return
          event.preventDefault()
          props.focus.request()
        }}
      >
        <PanelEdge label={t.panelWidth} side="start" of={width} />
        {hasContent &&
          (children || (
            <Suspense>
              <InfoPanel
                {...{ library, source, path: props.selecting.looksAt }}
                hasPreview
                onClose={panel.toggle}
              />
            </Suspense>
          ))}
      </aside>
    </>
  )
}

type SourceState = Parameters<typeof readRenderingSource>[0] | undefined

/** The same object as long as nothing of it changes, so that polling redraws no tile. */
function useRendering(source: SourceState) {
  const read = source ? readRenderingSource(source) : null
  const text = JSON.stringify(read)
  const kept = useRef({ text: '', read })
  if (kept.current.text !== text) kept.current = { text, read }
  return kept.current.read
}

/** Docked and remembered where there is room; a drawer that starts closed elsewhere. */
function usePanel() {
  const isWide = useMedia('(min-width: 1024px)')
  const [isDocked, setDocked] = usePreference('panel', true, readBoolean)
  const drawer = useDrawer()
  const toggleDrawer = drawer.isOpen ? drawer.close : drawer.open
  const toggleDocked = useCallback(() => setDocked(!isDocked), [isDocked, setDocked])
  return {
    isOpen: isWide ? isDocked : drawer.isOpen,
    isDrawer: !isWide,
    toggle: isWide ? toggleDocked : toggleDrawer,
  }
}

function useDrawer() {
  const [isOpen, setOpen] = useState(false)
  const open = useCallback(() => setOpen(true), [])
  const close = useCallback(() => setOpen(false), [])
  useShortcut('close', close, isOpen)
  return { isOpen, open, close }
}

/** Counts the moments at which the grid shall take the focus; `entries` those at which somebody asked for it. */
function useGridFocus(isCovered: boolean) {
  const [count, setCount] = useState(0)
  const [entries, setEntries] = useState(0)
  const request = useCallback(() => {
    setCount((before) => before + 1)
    setEntries((before) => before + 1)
  }, [])
  const wasCovered = useRef(isCovered)
  useEffect(() => {
    if (wasCovered.current && !isCovered) setCount((before) => before + 1)
    wasCovered.current = isCovered
  }, [isCovered])
  return { count, entries, request }
}

function Scrim({ onClose }: { onClose: () => void }) {
  // biome-ignore lint/a11y/noStaticElementInteractions: Esc and the close button do the same
  // biome-ignore lint/a11y/useKeyWithClickEvents: see above
  return <div className={styles.scrim} onClick={onClose} />
}
