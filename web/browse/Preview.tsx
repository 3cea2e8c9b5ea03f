import { useState } from 'react'
import { Thumbnail } from '../asset/Thumbnail.tsx'
import { aspectRatio, describeAsset, fileName, hasPicture } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { type RenderingSource, stageUrl } from '../lib/rendering-url.ts'
import { Dialog } from '../ui/Dialog.tsx'
import styles from './Preview.module.css'

interface PreviewProps {
  asset: TileAsset
  source: RenderingSource | null
  onClose: () => void
  /** One asset on or back. */
  onMove: (by: 1 | -1) => void
}

/** A quick look: Space opens and closes it, arrows go on. */
export function Preview({ asset, source, onClose, onMove }: PreviewProps) {
  const path = asset.origin_path
  const ratio = aspectRatio(asset)
  const room = { width: innerWidth * 0.86, height: innerHeight * 0.82 }
  const width = Math.round(
    Math.min(room.width, room.height * ratio, Math.max(asset.media_width ?? 0, 320)),
  )
  const height = Math.round(width / ratio)
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
          <Picture {...{ asset, source, width, height }} />
        </div>
        <figcaption className="truncate">{fileName(path)}</figcaption>
      </figure>
    </Dialog>
  )
}

interface PictureProps {
  asset: TileAsset
  source: RenderingSource | null
  width: number
  height: number
}

/** The thumbnail scaled up at once, the sharp picture in its place when it is there. */
function Picture({ asset, source, width, height }: PictureProps) {
  const [isLoaded, setLoaded] = useState(false)
  const [isBroken, setBroken] = useState(false)
  const pixels = width * devicePixelRatio
  const path = asset.origin_path
  return (
    <>
      {!isLoaded && <Thumbnail asset={asset} source={source} width={width} height={144} />}
      {source && hasPicture(asset) && !isBroken && (
        <img
          src={stageUrl(source, path, { pixels, limit: asset.media_width ?? pixels })}
          alt={fileName(path)}
          width={width}
          height={height}
          onLoad={() => setLoaded(true)}
          onError={() => setBroken(true)}
        />
      )}
    </>
  )
}
