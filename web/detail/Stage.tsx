import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { FoundFace } from '../../contract/analysis.ts'
import { hasPicture } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { useHidden } from '../lib/hidden-assets.ts'
import type { RenderingSource } from '../lib/rendering-url.ts'
import { joinClasses } from '../ui/classes.ts'
import { FileCard } from './FileCard.tsx'
import { HiddenPicture } from './HiddenPicture.tsx'
import { Picture } from './Picture.tsx'
import styles from './Stage.module.css'
import type { ZoomControl } from './use-zoom.ts'
import { VideoPlayer } from './VideoPlayer.tsx'

interface StageProps {
  asset: TileAsset
  source: RenderingSource | null
  zoom: ZoomControl
  /** To be framed. */
  faces: readonly FoundFace[]
  /** What stands for the picture. */
  alt: string
  /** Looked at ahead. */
  neighbours: (TileAsset | null)[]
  onPrevious: (() => void) | null
  onNext: (() => void) | null
}

export function Stage(props: StageProps) {
  const { zoom, onPrevious, onNext } = props
  return (
    <section className={styles.clip} aria-label="Asset">
      <div ref={zoom.stageRef} className={styles.stage}>
        <Shown {...props} />
        {onPrevious && (
          <button
            type="button"
            className={joinClasses(styles.nav, styles.previous)}
            aria-label="Previous asset"
            onClick={onPrevious}
          >
            <ChevronLeft size={20} aria-hidden />
          </button>
        )}
        {onNext && (
          <button
            type="button"
            className={joinClasses(styles.nav, styles.next)}
            aria-label="Next asset"
            onClick={onNext}
          >
            <ChevronRight size={20} aria-hidden />
          </button>
        )}
      </div>
    </section>
  )
}

function Shown(props: StageProps) {
  const { asset, source, zoom } = props
  const { isHidden, setHidden } = useHidden(asset, source)
  if (isHidden && source && zoom.shown && hasPicture(asset)) {
    return (
      <HiddenPicture {...{ asset, source, shown: zoom.shown }} onShow={() => setHidden(false)} />
    )
  }
  if (source && asset.media_kind === 'VIDEO' && asset.status !== 'error') {
    return <VideoPlayer {...{ asset, source, shown: zoom.shown }} />
  }
  if (source && zoom.shown && hasPicture(asset)) {
    return <Picture {...props} source={source} shown={zoom.shown} />
  }
  return <FileCard asset={asset} source={source} />
}
