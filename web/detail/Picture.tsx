import { useEffect, useMemo, useState } from 'react'
import type { FoundFace } from '../../contract/analysis.ts'
import { stopWhenGone, Thumbnail } from '../asset/Thumbnail.tsx'
import { hasPicture } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { isHiddenNow } from '../lib/hidden-assets.ts'
import { quickFormat, type RenderingSource, shownUrl, stageUrl } from '../lib/rendering-url.ts'
import { joinClasses } from '../ui/classes.ts'
import { FailedPicture } from './FailedPicture.tsx'
import { placeOfBox } from './faces.ts'
import styles from './Stage.module.css'
import { largestWhole, planTiles } from './tiles.ts'
import { usePreload } from './use-preload.ts'
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
  /** Of an animation: its first frame. */
  isPaused: boolean
  neighbours: (TileAsset | null)[]
}

/** Larger animations are asked for in the size of the stage. */
const LARGEST_ORIGINAL_BYTES = 20_000_000

/** The thumbnail scaled up at once, the sharp picture over it when it is there. */
export function Picture(props: PictureProps) {
  const { asset, source, zoom, shown, neighbours, isPaused } = props
  const [tries, setTries] = useState(0)
  const [isBroken, setBroken] = useState(false)
  const [loaded, setLoaded] = useState<string | null>(null)
  const [refused, setRefused] = useState<string | null>(null)
  const wanted = pictureUrl(source, asset, { shown, isPaused })
  // What is there already is better than none in the size of a closer look.
  const src = (wanted === refused && loaded) || wanted
  const next = loaded !== null && zoom.isFitted ? neighbours : []
  usePreload(
    next.flatMap((one) => {
      if (!one || !hasPicture(one) || isHiddenNow(one, source)) return []
      return pictureUrl(source, one, { shown, isPaused })
    }),
  )
  if (isBroken) {
    const retry = () => {
      setTries(tries + 1)
      setBroken(false)
    }
    return <FailedPicture {...{ asset, source, src }} onRetry={retry} />
  }
  const { x, y } = zoom.offset
  return (
    <div
      className={joinClasses(styles.picture, asset.media_kind === 'VECTOR' && styles.checkered)}
      style={{ ...shown, transform: `translate(calc(-50% + ${x}px), calc(-50% + ${y}px))` }}
    >
      {loaded === null && (
        <Thumbnail asset={asset} source={source} width={shown.width} height={144} />
      )}
      <img
        key={tries}
        ref={stopWhenGone}
        className={styles.large}
        src={src}
        alt={props.alt}
        width={Math.round(shown.width)}
        height={Math.round(shown.height)}
        draggable={false}
        onLoad={() => setLoaded(src)}
        onError={() => (loaded === null ? setBroken(true) : setRefused(src))}
      />
      {loaded !== null && asset.media_kind === 'IMAGE' && (
        <Tiles {...{ asset, source, zoom, shown }} />
      )}
      {props.faces.map(({ box }) => (
        <span key={box.join()} className={styles.face} style={placeOfBox(box)} />
      ))}
    </div>
  )
}

/** A wheel that turns asks for nothing until it rests. */
const REST_MS = 150

/** The sharp parts of a picture that is too large to come as a whole. */
function Tiles({
  asset,
  source,
  zoom,
  shown,
}: Pick<PictureProps, 'asset' | 'source' | 'zoom' | 'shown'>) {
  const { media_width: width, media_height: height } = asset
  const { offset, room } = zoom
  const view = JSON.stringify({ shown, offset, stage: room })
  const [settled, setSettled] = useState(view)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(view), REST_MS)
    return () => clearTimeout(timer)
  }, [view])
  const tiles = useMemo(() => {
    if (!width || !height) return []
    const picture = { width, height }
    return planTiles({ ...JSON.parse(settled), picture, density: devicePixelRatio })
  }, [settled, width, height])
  const fm = quickFormat(asset.content_type)
  const percent = (share: number) => `${share * 100}%`
  return tiles.map((tile) => (
    <img
      key={tile.params.rect}
      ref={watchTile}
      className={styles.tile}
      src={shownUrl(source, asset, { ...tile.params, fm })}
      alt=""
      draggable={false}
      style={{
        left: percent(tile.left),
        top: percent(tile.top),
        width: percent(tile.width),
        height: percent(tile.height),
      }}
    />
  ))
}

/** One that was panned away is not loaded any further, and one that failed leaves what lies below it. */
function watchTile(tile: HTMLImageElement) {
  tile.onerror = () => {
    tile.style.visibility = 'hidden'
  }
  return stopWhenGone(tile)
}

function pictureUrl(
  source: RenderingSource,
  asset: TileAsset,
  { shown, isPaused }: { shown: Size; isPaused: boolean },
): string {
  const pixels = shown.width * devicePixelRatio
  const limit = largestWhole(asset.media_width ?? pixels)
  const isAnimation = asset.media_kind === 'ANIMATION'
  if (isAnimation && isPaused) return stageUrl(source, asset, { pixels, limit, frame: 1 })
  const isMoving = isAnimation && asset.file_size <= LARGEST_ORIGINAL_BYTES
  if (isMoving || asset.media_kind === 'VECTOR') return shownUrl(source, asset)
  return stageUrl(source, asset, { pixels, limit, large: quickFormat(asset.content_type) })
}
