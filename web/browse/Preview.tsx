import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Thumbnail } from '../asset/Thumbnail.tsx'
import {
  altText,
  aspectRatio,
  describeAsset,
  fileName,
  formatDimensions,
  hasPicture,
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
  /** One asset on or back. */
  onMove: (by: 1 | -1) => void
}

/** A quick look: Space opens and closes it, arrows go on. */
export function Preview({ sourceId, asset, source, onClose, onMove }: PreviewProps) {
  const path = asset.origin_path
  const ratio = aspectRatio(asset)
  const room = { width: innerWidth * 0.86, height: innerHeight * 0.82 }
  const width = Math.round(
    Math.min(room.width, room.height * ratio, Math.max(asset.media_width ?? 0, 320)),
  )
  const height = Math.round(width / ratio)
  const known = useQuery(assetQuery(sourceId, path)).data?.attributes
  const alt = altText({ alt_text: null, description: null, ...asset, ...known })
  return (
    <Dialog
      large
      label={describeAsset(asset)}
      onClose={onClose}
      onKey={(key) => {
        if (key === ' ') onClose()
        else if (key === 'ArrowRight' || key === 'ArrowDown') onMove(1)
        else if (key === 'ArrowLeft' || key === 'ArrowUp') onMove(-1)
        else return false
        return true
      }}
    >
      <figure key={path} className={styles.preview} style={{ width }}>
        <div className={styles.picture} style={{ height }}>
          <Picture {...{ asset, source, width, height, alt }} />
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
          </span>
        </figcaption>
      </figure>
    </Dialog>
  )
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
  const path = asset.origin_path
  const { isHidden } = useHidden(asset, source)
  if (isHidden) return <Thumbnail asset={asset} source={source} width={width} height={height} />
  return (
    <>
      {!isLoaded && <Thumbnail asset={asset} source={source} width={width} height={144} />}
      {source && hasPicture(asset) && !isBroken && (
        <img
          src={stageUrl(source, path, { pixels, limit: asset.media_width ?? pixels })}
          alt={alt}
          width={width}
          height={height}
          onLoad={() => setLoaded(true)}
          onError={() => setBroken(true)}
        />
      )}
    </>
  )
}
