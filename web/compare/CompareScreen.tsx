import { useQueries, useQuery } from '@tanstack/react-query'
import { Columns2, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { useLocation } from 'react-router'
import { ZoomGroup } from '../detail/DetailBar.tsx'
import { keepFocusInside } from '../detail/keep-focus.ts'
import { useZoomKeys } from '../detail/use-zoom.ts'
import { FITTED_IN_STEP, type Offset, panInStep, planStepInStep } from '../detail/zoom.ts'
import { fileName } from '../lib/asset-words.ts'
import { assetQuery } from '../lib/assets.ts'
import { readCompared } from '../lib/compared.ts'
import { formatPercent } from '../lib/format.ts'
import { readRenderingSource } from '../lib/rendering-url.ts'
import { sourceQuery } from '../lib/sources.ts'
import { type Library, useLibrary } from '../lib/use-library.ts'
import { t } from '../texts/compare.ts'
import { t as detail } from '../texts/detail.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { useOwnKeys, useShortcut } from '../ui/keys.ts'
import whole from '../ui/WholePage.module.css'
import styles from './Compare.module.css'
import { ComparePane } from './ComparePane.tsx'
import { DifferenceTable } from './DifferenceTable.tsx'
import { planDifferences } from './differences.ts'

/** Two to four assets beside each other, zoomed and moved in step, and what differs between them. */
export function CompareScreen() {
  const library = useLibrary()
  const { search } = useLocation()
  const { paths, isCut } = useMemo(() => readCompared(search), [search])
  return <Compare key={paths.join('\n')} {...{ library, paths, isCut }} />
}

interface CompareProps {
  library: Library
  paths: readonly string[]
  /** The address names more. */
  isCut: boolean
}

function Compare({ library, paths, isCut }: CompareProps) {
  const root = useRef<HTMLDivElement>(null)
  const zoom = useCommonZoom()
  useEffect(() => root.current?.focus(), [])
  useShortcut('close', library.close)
  const isEnough = paths.length > 1
  useZoomKeys(zoom, isEnough)
  useOwnKeys(['pan'], !zoom.isFitted)
  return (
    <div
      ref={root}
      role="dialog"
      aria-modal="true"
      aria-label={t.title(paths.length)}
      tabIndex={-1}
      className={whole.page}
      onKeyDown={(event) => {
        keepFocusInside(event)
        zoom.onKeyDown(event)
      }}
    >
      <header className={whole.bar}>
        <IconButton label={t.close} onClick={library.close}>
          <X size={20} aria-hidden />
        </IconButton>
        <div className={styles.title}>
          <h1 className="truncate">{t.title(paths.length)}</h1>
          <small className="truncate">{isCut ? t.isCut(paths.length) : t.keys}</small>
        </div>
        {isEnough && <ZoomGroup zoom={zoom} />}
      </header>
      {isEnough ? <Compared {...{ library, paths, zoom }} /> : <TooFew library={library} />}
    </div>
  )
}

type CommonZoom = ReturnType<typeof useCommonZoom>

const ARROWS: Record<string, Offset> = {
  ArrowLeft: { x: 0.1, y: 0 },
  ArrowRight: { x: -0.1, y: 0 },
  ArrowUp: { x: 0, y: 0.1 },
  ArrowDown: { x: 0, y: -0.1 },
}

/** The zoom that all pictures share, with its keys and buttons. */
function useCommonZoom() {
  const [common, setCommon] = useState(FITTED_IN_STEP)
  const { times } = common
  /** Arrows look further to that side; over what fits they scroll the page. */
  const onKeyDown = (event: KeyboardEvent) => {
    const by = ARROWS[event.key]
    const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey
    if (!by || !isPlain || times === null || event.target instanceof HTMLMediaElement) return
    event.preventDefault()
    setCommon((before) => panInStep(before, by))
  }
  return {
    common,
    setCommon,
    onKeyDown,
    isFitted: times === null,
    label: times === null ? detail.fit : formatPercent(times),
    step: (direction: 1 | -1) => setCommon((before) => planStepInStep(before, direction)),
    fit: () => setCommon(FITTED_IN_STEP),
  }
}

function Compared({ library, paths, zoom }: Omit<CompareProps, 'isCut'> & { zoom: CommonZoom }) {
  const { sourceId } = library
  const source = useQuery(sourceQuery(sourceId)).data?.attributes
  const rendering = useMemo(() => (source ? readRenderingSource(source) : null), [source])
  const queries = useQueries({ queries: paths.map((path) => assetQuery(sourceId, path)) })
  const isKnown = queries.every(({ isPending }) => !isPending)
  const rows = isKnown ? planDifferences(queries.map(({ data }) => data?.attributes ?? null)) : []
  return (
    <div className={styles.scroll}>
      <div className={styles.panes} data-count={paths.length}>
        {paths.map((path, index) => (
          <ComparePane
            key={path}
            {...{ library, path, index }}
            source={rendering}
            zoom={zoom.common}
            onZoom={zoom.setCommon}
          />
        ))}
      </div>
      {rows.length > 0 && <DifferenceTable rows={rows} names={paths.map(fileName)} />}
    </div>
  )
}

function TooFew({ library }: { library: Library }) {
  return (
    <Empty
      icon={Columns2}
      title={t.tooFew}
      actions={
        <Button variant="primary" onClick={library.close}>
          {t.toLibrary}
        </Button>
      }
    >
      {t.tooFewText}
    </Empty>
  )
}
