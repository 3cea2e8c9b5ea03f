import { ChevronLeft, ChevronRight, LoaderCircle, Pause, Play } from 'lucide-react'
import { Suspense, useState } from 'react'
import type { FoundFace } from '../../contract/analysis.ts'
import { hasPicture } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { useHidden } from '../lib/hidden-assets.ts'
import { lazyPart } from '../lib/lazy-part.tsx'
import type { RenderingSource } from '../lib/rendering-url.ts'
import { t } from '../texts/detail.ts'
import { IconButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { useShortcut } from '../ui/keys.ts'
import { useMedia } from '../ui/use-media.ts'
import { FileCard } from './FileCard.tsx'
import { HiddenPicture } from './HiddenPicture.tsx'
import { viewerOf } from './media-kinds.ts'
import { Picture } from './Picture.tsx'
import styles from './Stage.module.css'
import { useGestures } from './use-gestures.ts'
import type { ZoomControl } from './use-zoom.ts'
import { AudioPlayer, VideoPlayer } from './VideoPlayer.tsx'

const PdfViewer = lazyPart(async () => (await import('./PdfViewer.tsx')).PdfViewer)

interface StageProps {
  asset: TileAsset
  source: RenderingSource | null
  zoom: ZoomControl
  canZoom: boolean
  /** What it is called where there are several. */
  label?: string
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
  const { asset, zoom, canZoom, onPrevious, onNext } = props
  const gestures = useGestures(props)
  // Its pages scroll to all sides.
  const isPdf = viewerOf(asset, hasPicture(asset)) === 'pdf'
  return (
    <section
      className={joinClasses(
        styles.clip,
        canZoom ? styles.zooms : !isPdf && styles.swipes,
        !zoom.isFitted && styles.zoomed,
      )}
      aria-label={props.label ?? t.asset}
      {...(isPdf ? {} : gestures)}
    >
      <div ref={zoom.stageRef} className={styles.stage}>
        <Shown {...props} />
        {onPrevious && (
          <button
            type="button"
            className={joinClasses(styles.nav, styles.previous)}
            aria-label={t.previous}
            onClick={onPrevious}
          >
            <ChevronLeft size={20} aria-hidden />
          </button>
        )}
        {onNext && (
          <button
            type="button"
            className={joinClasses(styles.nav, styles.next)}
            aria-label={t.next}
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
  const motion = useMotion(asset)
  const { shown } = zoom
  if (!source) return <FileCard asset={asset} source={source} />
  if (isHidden && shown && hasPicture(asset)) {
    return <HiddenPicture {...{ asset, source, shown }} onShow={() => setHidden(false)} />
  }
  switch (viewerOf(asset, hasPicture(asset))) {
    case 'video':
      return <VideoPlayer {...{ asset, source, shown }} />
    case 'audio':
      return <AudioPlayer {...{ asset, source }} />
    case 'pdf':
      return (
        <Suspense fallback={<LoaderCircle className={styles.loading} size={24} aria-hidden />}>
          <PdfViewer {...{ asset, source }} />
        </Suspense>
      )
    case 'picture':
      return (
        shown && (
          <>
            <Picture
              key={props.asset.etag}
              {...props}
              {...{ source, shown }}
              isPaused={motion.isPaused}
            />
            {motion.toggle && <PlayButton isPaused={motion.isPaused} onToggle={motion.toggle} />}
          </>
        )
      )
    case 'file':
      return <FileCard asset={asset} source={source} />
  }
}

/** Animations stand still for who wants less motion, until they are asked to play. */
function useMotion({ media_kind: kind }: TileAsset) {
  const wantsLess = useMedia('(prefers-reduced-motion: reduce)')
  const [chosen, setChosen] = useState<boolean | null>(null)
  const isPaused = chosen ?? wantsLess
  const toggle = kind === 'ANIMATION' ? () => setChosen(!isPaused) : null
  useShortcut('play', () => toggle?.(), toggle !== null)
  return { isPaused, toggle }
}

function PlayButton({ isPaused, onToggle }: { isPaused: boolean; onToggle: () => void }) {
  const Icon = isPaused ? Play : Pause
  return (
    <div className={styles.play}>
      <IconButton label={isPaused ? t.play : t.pause} onClick={onToggle}>
        <Icon size={16} aria-hidden />
      </IconButton>
    </div>
  )
}
