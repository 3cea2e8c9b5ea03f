import { useState } from 'react'
import { fileName } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { type RenderingSource, renderingUrl } from '../lib/rendering-url.ts'
import { FileCard } from './FileCard.tsx'
import styles from './Stage.module.css'
import type { Size } from './zoom.ts'

interface VideoPlayerProps {
  asset: TileAsset
  source: RenderingSource
  /** null until the stage was measured. */
  shown: Size | null
}

/** Plays the original; what the browser cannot play can still be downloaded. */
export function VideoPlayer({ asset, source, shown }: VideoPlayerProps) {
  const [isBroken, setBroken] = useState(false)
  if (isBroken) return <FileCard asset={asset} source={source} />
  return (
    // biome-ignore lint/a11y/useMediaCaption: the file brings its own captions, or there are none
    <video
      className={styles.video}
      style={shown ?? undefined}
      src={renderingUrl(source, asset.origin_path)}
      controls
      preload="metadata"
      aria-label={fileName(asset.origin_path)}
      onError={() => setBroken(true)}
    />
  )
}
