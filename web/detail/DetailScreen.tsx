import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ImageOff } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import type { AssetAttributes } from '../../contract/resources.ts'
import { InfoPanel } from '../asset/InfoPanel.tsx'
import { altText, fileName, hasPicture } from '../lib/asset-words.ts'
import { assetListQuery, assetQuery, type TileAsset } from '../lib/assets.ts'
import { describeFailure, hasStatus } from '../lib/failure-text.ts'
import { useHidden } from '../lib/hidden-assets.ts'
import { readBoolean, usePreference } from '../lib/preferences.ts'
import { type RenderingSource, readRenderingSource } from '../lib/rendering-url.ts'
import { exactTotal } from '../lib/result-total.ts'
import { sourceQuery } from '../lib/sources.ts'
import { type Library, useLibrary } from '../lib/use-library.ts'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { useShortcut } from '../ui/keys.ts'
import { useMedia } from '../ui/use-media.ts'
import { DetailBar } from './DetailBar.tsx'
import styles from './DetailScreen.module.css'
import { Filmstrip } from './Filmstrip.tsx'
import { findFaces } from './faces.ts'
import { findNeighbours } from './neighbours.ts'
import { Stage } from './Stage.tsx'
import { useZoom } from './use-zoom.ts'

/** One asset large, in its own proportions, with the list it came from to either side. */
export function DetailScreen() {
  const library = useLibrary()
  const { assetPath } = library
  if (assetPath === null) return null
  return <Detail library={library} path={assetPath} />
}

function Detail({ library, path }: { library: Library; path: string }) {
  const source = useQuery(sourceQuery(library.sourceId)).data?.attributes
  const rendering = useMemo(() => (source ? readRenderingSource(source) : null), [source])
  const { neighbours, first } = useNeighbours(library, path)
  const listed = first && { total: first.total, isEstimate: first.totalIsEstimate }
  const result = listed && exactTotal(listed, library.query, source?.indexing.found)
  const loaded = useQuery(assetQuery(library.sourceId, path))
  const { index, strip, previous, next } = neighbours
  const asset = strip.find((one) => one.origin_path === path) ?? loaded.data?.attributes ?? null
  const panel = usePanel()
  const zoom = useZoom(path, asset)
  const faces = useFaces(loaded.data?.attributes)
  const root = useRef<HTMLDivElement>(null)
  useEffect(() => root.current?.focus(), [])
  const go = (to: TileAsset | null) => to && library.open(to.origin_path, { replace: true })
  useShortcut('close', library.close)
  useShortcut('previous', () => go(previous))
  useShortcut('next', () => go(next))
  const hiding = useHiding(asset, rendering)
  useShortcut('infoPanel', panel.toggle)
  useShortcut('hide', () => hiding?.toggle(), hiding !== null)
  return (
    <div
      ref={root}
      role="dialog"
      aria-modal="true"
      aria-label={fileName(path)}
      tabIndex={-1}
      className={styles.detail}
    >
      <DetailBar
        {...{ path, panel, faces, hiding, source: rendering, onClose: library.close }}
        zoom={asset && hasPicture(asset) && asset.media_kind !== 'VIDEO' ? zoom : null}
        position={index < 0 || !result ? null : { index, ...result }}
      />
      {asset ? (
        <Stage
          key={path}
          {...{ asset, zoom, source: rendering }}
          faces={faces.isShown ? faces.found : []}
          alt={altText({ alt_text: null, description: null, ...asset, ...loaded.data?.attributes })}
          neighbours={[previous, next]}
          onPrevious={previous && (() => go(previous))}
          onNext={next && (() => go(next))}
        />
      ) : (
        loaded.isError && <Missing library={library} path={path} failure={loaded.error} />
      )}
      <Filmstrip {...{ library, path, strip, source: rendering }} />
      {panel.isOpen && (
        <aside className={styles.panel} aria-label="Info">
          <InfoPanel
            {...{ library, path, source: rendering }}
            {...(panel.isSheet && { onClose: panel.toggle })}
          />
        </aside>
      )}
    </div>
  )
}

function Missing({ library, path, failure }: { library: Library; path: string; failure: Error }) {
  const isGone = hasStatus(failure, 404)
  const { title, text } = describeFailure(failure)
  return (
    <Empty
      icon={ImageOff}
      tone="warn"
      title={isGone ? 'This asset is not here' : title}
      actions={
        <Button variant="primary" onClick={() => library.show({ q: fileName(path) })}>
          Search for the name
        </Button>
      }
    >
      {isGone ? `${path} is not in the index. It may have been moved or deleted.` : text}
    </Empty>
  )
}

/** null where there is no picture to be hidden. */
function useHiding(asset: TileAsset | null, source: RenderingSource | null) {
  const { isHidden, setHidden } = useHidden(asset ?? { origin_path: '' }, source)
  if (!asset || !source || !hasPicture(asset)) return null
  return { isHidden, toggle: () => setHidden(!isHidden) }
}

/** Frames around faces are shown to who has asked for them. */
function useFaces(asset: AssetAttributes | undefined) {
  const [isShown, setShown] = usePreference('detail-faces', false, readBoolean)
  const found = useMemo(() => findFaces(asset), [asset])
  return { found, isShown, toggle: () => setShown(!isShown) }
}

/** The list is the one the library shows; its next page comes before its end is reached. */
function useNeighbours({ sourceId, query }: Library, path: string) {
  const list = useInfiniteQuery(assetListQuery(sourceId, query))
  const { data, hasNextPage, isFetching, fetchNextPage } = list
  const assets = useMemo(() => data?.pages.flatMap((page) => page.assets) ?? [], [data])
  const neighbours = useMemo(() => findNeighbours(assets, path), [assets, path])
  const isNearEnd = neighbours.index >= 0 && neighbours.index > assets.length - 20
  useEffect(() => {
    if (isNearEnd && hasNextPage && !isFetching) fetchNextPage()
  }, [isNearEnd, hasNextPage, isFetching, fetchNextPage])
  return { neighbours, first: data?.pages[0] }
}

/** Beside the stage where there is room, else a sheet that starts closed. */
function usePanel() {
  const isWide = useMedia('(min-width: 1024px)')
  const [isDocked, setDocked] = usePreference('detail-panel', true, readBoolean)
  const [isSheetOpen, setSheetOpen] = usePreference('detail-sheet', false, readBoolean)
  const isOpen = isWide ? isDocked : isSheetOpen
  const toggle = () => (isWide ? setDocked(!isDocked) : setSheetOpen(!isSheetOpen))
  return { isOpen, isSheet: !isWide, toggle }
}
