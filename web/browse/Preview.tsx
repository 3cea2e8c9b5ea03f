import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { stopWhenGone, Thumbnail } from '../asset/Thumbnail.tsx'
import {
  altText,
  aspectRatio,
  describeAsset,
  fileName,
  formatDimensions,
  hasPicture,
  ownSize,
} from '../lib/asset-words.ts'
import { assetQuery, type TileAsset } from '../lib/assets.ts'
import { useHidden } from '../lib/hidden-assets.ts'
import { type RenderingSource, stageUrl } from '../lib/rendering-url.ts'
import { t } from '../texts/grid.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { FileName } from '../ui/FileName.tsx'
import { KeyCaps } from '../ui/Keys.tsx'
import styles from './Preview.module.css'

interface PreviewProps {
  sourceId: string
  asset: TileAsset
  source: RenderingSource | null
  onClose: () => void
  /** The detail view. */
  onOpen: () => void
  /** One asset on or back. */
  onMove: (by: 1 | -1) => void
}

/** What has no picture is shown as wide as this; below it, no name would have room. */
const LEAST_WIDTH = 320

/** A quick look: Space opens and closes it, arrows go on, Enter opens the detail view. */
export function Preview({ sourceId, asset, source, onClose, onOpen, onMove }: PreviewProps) {
  const path = asset.origin_path
  const { width, height, frameWidth } = planPreview(asset)
  const known = useQuery(assetQuery(sourceId, path)).data?.attributes
  const alt = altText({ alt_text: null, description: null, ...asset, ...known })
  return (
    <Dialog
      large
      label={describeAsset(asset)}
      onClose={onClose}
      onKey={(key) => {
        if (key === ' ') onClose()
        else if (key === 'Enter') onOpen()
        else if (key === 'ArrowRight' || key === 'ArrowDown') onMove(1)
        else if (key === 'ArrowLeft' || key === 'ArrowUp') onMove(-1)
        else return false
        return true
      }}
    >
      <figure key={path} className={styles.preview} style={{ width: frameWidth }}>
        <div className={styles.stage}>
          <div className={styles.picture} style={{ width, height }}>
            <Picture key={asset.etag} {...{ asset, source, width, height, alt }} />
          </div>
        </div>
        <figcaption className={styles.caption}>
          <b>
            <FileName name={fileName(path)} />
          </b>
          <span className={styles.size}>
            {formatDimensions(asset.media_width, asset.media_height)}
          </span>
          <span className={styles.keys} aria-hidden>
            <KeyCaps keys="Space" />
            <span>{t.previewKeys.close}</span>
            <KeyCaps keys="ArrowLeft" />
            <KeyCaps keys="ArrowRight" />
            <span>{t.previewKeys.move}</span>
            <KeyCaps keys="Enter" />
            <span>{t.previewKeys.open}</span>
          </span>
        </figcaption>
      </figure>
    </Dialog>
  )
}

/** As large as there is room, but no picture larger than it is itself. */
function planPreview(asset: TileAsset) {
  const ratio = aspectRatio(asset)
  const room = { width: innerWidth * 0.86, height: innerHeight * 0.82 }
  const most = ownSize(asset)?.width ?? (hasPicture(asset) ? Number.POSITIVE_INFINITY : LEAST_WIDTH)
  const width = Math.round(Math.min(room.width, room.height * ratio, most))
  const frameWidth = Math.max(width, Math.min(room.width, LEAST_WIDTH))
  return { width, height: Math.round(width / ratio), frameWidth }
}

interface PictureProps {
  alt: string
  asset: TileAsset
  source: RenderingSource | null
  width: number
  height: number
}

/** The thumbnail scaled up at once, the sharp picture in its place when it is there. */
function Picture({ asset, source, width, height, alt }: PictureProps) {
  const [isLoaded, setLoaded] = useState(false)
  const [isBroken, setBroken] = useState(false)
  const pixels = width * devicePixelRatio
  const { isHidden } = useHidden(asset, source)
  if (isHidden) return <Thumbnail asset={asset} source={source} width={width} height={height} />
  return (
    <>
      {!isLoaded && <Thumbnail asset={asset} source={source} width={width} height={144} />}
      {source && hasPicture(asset) && !isBroken && (
        <img
          ref={stopWhenGone}
          src={stageUrl(source, asset, { pixels, limit: asset.media_width ?? pixels })}
          alt={alt}
          className={isLoaded ? styles.loaded : undefined}
          width={width}
          height={height}
          onLoad={() => setLoaded(true)}
          onError={() => setBroken(true)}
        />
      )}
    </>
  )
}
