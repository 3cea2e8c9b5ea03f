import { type PointerEvent, useEffect, useRef, useState } from 'react'
import type { FoundFace } from '../../contract/analysis.ts'
import { Thumbnail } from '../asset/Thumbnail.tsx'
import { hasPicture } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { isHiddenNow } from '../lib/hidden-assets.ts'
import { type RenderingSource, renderingUrl, stageUrl } from '../lib/rendering-url.ts'
import { joinClasses } from '../ui/classes.ts'
import { FileCard } from './FileCard.tsx'
import { placeOfBox } from './faces.ts'
import styles from './Stage.module.css'
import type { ZoomControl } from './use-zoom.ts'
import type { Size } from './zoom.ts'

interface PictureProps {
  asset: TileAsset
  source: RenderingSource
  zoom: ZoomControl
  faces: readonly FoundFace[]
  shown: Size
  /** What stands for the picture. */
  alt: string
  neighbours: (TileAsset | null)[]
  onPrevious: (() => void) | null
  onNext: (() => void) | null
}

/** Larger animations are asked for in the size of the stage. */
const LARGEST_ORIGINAL_BYTES = 20_000_000

/** The thumbnail scaled up at once, the sharp picture over it when it is there. */
export function Picture(props: PictureProps) {
  const { asset, source, zoom, shown, neighbours } = props
  const [isBroken, setBroken] = useState(false)
  const [isLoaded, setLoaded] = useState(false)
  const drag = useDrag(props)
  if (isBroken) return <FileCard asset={asset} source={source} />
  const onLoad = () => {
    setLoaded(true)
    for (const neighbour of neighbours) {
      if (!neighbour || !hasPicture(neighbour) || isHiddenNow(neighbour, source)) continue
      new Image().src = pictureUrl(source, neighbour, shown)
    }
  }
  const { x, y } = zoom.offset
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys + - 0 and the buttons do the same
    <div
      className={joinClasses(styles.picture, !zoom.isFitted && styles.zoomed)}
      style={{ ...shown, transform: `translate(calc(-50% + ${x}px), calc(-50% + ${y}px))` }}
      onDoubleClick={zoom.toggle}
      {...drag}
    >
      {!isLoaded && <Thumbnail asset={asset} source={source} width={shown.width} height={144} />}
      <img
        className={styles.large}
        src={pictureUrl(source, asset, shown)}
        alt={props.alt}
        width={Math.round(shown.width)}
        height={Math.round(shown.height)}
        draggable={false}
        onLoad={onLoad}
        onError={() => setBroken(true)}
      />
      {props.faces.map(({ box }) => (
        <span key={box.join()} className={styles.face} style={placeOfBox(box)} />
      ))}
    </div>
  )
}

function pictureUrl(source: RenderingSource, asset: TileAsset, shown: Size): string {
  const path = asset.origin_path
  const isMoving = asset.media_kind === 'ANIMATION' && asset.file_size <= LARGEST_ORIGINAL_BYTES
  if (isMoving || asset.media_kind === 'VECTOR') return renderingUrl(source, path)
  const pixels = shown.width * devicePixelRatio
  return stageUrl(source, path, { pixels, limit: asset.media_width ?? pixels })
}

const SWIPE_PIXELS = 60

/** Drag pans a zoomed picture; a swipe over a fitted one goes on. Ctrl and the wheel zoom. */
function useDrag({ zoom, onPrevious, onNext }: PictureProps) {
  const start = useRef<{ x: number; y: number } | null>(null)
  useWheel(zoom)
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      event.currentTarget.setPointerCapture(event.pointerId)
      start.current = { x: event.clientX, y: event.clientY }
    },
    onPointerMove: (event: PointerEvent) => {
      const from = start.current
      if (!from || zoom.isFitted) return
      zoom.pan({ x: event.clientX - from.x, y: event.clientY - from.y })
      start.current = { x: event.clientX, y: event.clientY }
    },
    onPointerUp: (event: PointerEvent) => {
      const moved = start.current ? event.clientX - start.current.x : 0
      start.current = null
      if (!zoom.isFitted || event.pointerType !== 'touch') return
      if (moved > SWIPE_PIXELS) onPrevious?.()
      if (moved < -SWIPE_PIXELS) onNext?.()
    },
  }
}

function useWheel({ stage, step }: ZoomControl) {
  useEffect(() => {
    const element = stage.current
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      step(event.deltaY < 0 ? 1 : -1)
    }
    // React listens passively, which would zoom the whole page as well.
    element?.addEventListener('wheel', onWheel, { passive: false })
    return () => element?.removeEventListener('wheel', onWheel)
  })
}
