import { useState } from 'react'
import { fileName } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { type RenderingSource, renderingUrl } from '../lib/rendering-url.ts'
import { FileCard } from './FileCard.tsx'
import styles from './Stage.module.css'

/** Plays the original; what the browser cannot play can still be downloaded. */
export function VideoPlayer({ asset, source }: { asset: TileAsset; source: RenderingSource }) {
  const [isBroken, setBroken] = useState(false)
  if (isBroken) return <FileCard asset={asset} source={source} />
  return (
    // biome-ignore lint/a11y/useMediaCaption: the file brings its own captions, or there are none
    <video
      className={styles.video}
      src={renderingUrl(source, asset.origin_path)}
      controls
      preload="metadata"
      aria-label={fileName(asset.origin_path)}
      onError={() => setBroken(true)}
    />
  )
}
