import { CircleX, LoaderCircle, RotateCw } from 'lucide-react'
import { useState } from 'react'
import { stopWhenGone, Thumbnail } from '../asset/Thumbnail.tsx'
import type { Size } from '../detail/zoom.ts'
import { aspectRatio, ownSize } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { type RenderingSource, stageUrl } from '../lib/rendering-url.ts'
import { common } from '../texts/common.ts'
import { t } from '../texts/delivery.ts'
import { Button } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { Empty } from '../ui/Empty.tsx'
import { useSize } from '../ui/use-size.ts'
import styles from './DeliveryStage.module.css'
import { CropTool, FocusTool } from './DrawTool.tsx'
import type { Delivery } from './use-delivery.ts'
import type { RenderingState } from './use-rendering.ts'

interface DeliveryStageProps {
  asset: TileAsset
  source: RenderingSource
  delivery: Delivery
  rendering: RenderingState
  alt: string
  /** Width through height in shares of the picture that a crop keeps. */
  ratio: number | null
}

/** The rendering itself, or the whole picture to draw on. */
export function DeliveryStage(props: DeliveryStageProps) {
  const { asset, source, delivery, rendering, alt } = props
  const { ref, width, height } = useSize<HTMLDivElement>()
  const { media_width: w, media_height: h } = asset
  const picture = w && h ? { width: w, height: h } : null
  const { failure, shown, isWaiting } = rendering
  return (
    <section className={styles.clip} aria-label={t.preview} aria-busy={isWaiting}>
      <div ref={ref} className={styles.stage}>
        {delivery.tool && picture && width > 0 ? (
          <Canvas {...props} room={{ width, height }} picture={picture} />
        ) : failure ? (
          <Refused failure={failure} onRetry={rendering.retry} />
        ) : shown ? (
          <img
            className={joinClasses(styles.result, isWaiting && styles.waiting)}
            src={shown.src}
            alt={alt}
            draggable={false}
          />
        ) : (
          width > 0 && <Before {...{ asset, source, alt, isWaiting }} room={{ width, height }} />
        )}
        {isWaiting && (
          <span className={styles.busy}>
            <LoaderCircle size={16} aria-hidden /> {t.rendering}
          </span>
        )}
      </div>
    </section>
  )
}

/** The picture as it is, before there is a rendering of it; before it has come itself, the thumbnail that is there. */
function Before(
  props: Pick<DeliveryStageProps, 'asset' | 'source' | 'alt'> & { room: Size; isWaiting: boolean },
) {
  const { asset, source, alt, room, isWaiting } = props
  const [isLoaded, setLoaded] = useState(false)
  const pixels = room.width * devicePixelRatio
  const limit = asset.media_width ?? pixels
  const ratio = aspectRatio(asset)
  const width = Math.min(room.width, room.height * ratio, ownSize(asset)?.width ?? room.width)
  return (
    <>
      {!isLoaded && (
        <div className={styles.result} style={{ width, height: width / ratio }}>
          <Thumbnail asset={asset} source={source} width={width} height={144} />
        </div>
      )}
      {(isLoaded || !isWaiting) && (
        <img
          ref={stopWhenGone}
          className={joinClasses(styles.result, isWaiting && styles.waiting)}
          src={stageUrl(source, asset, { pixels, limit })}
          alt={alt}
          draggable={false}
          onLoad={() => setLoaded(true)}
        />
      )}
    </>
  )
}

/** What the server said, in its own words: it names the parameter. */
function Refused({ failure, onRetry }: { failure: Error; onRetry: () => void }) {
  const { title, text } = describeFailure(failure)
  return (
    <div className={styles.refused} role="alert">
      <Empty
        icon={CircleX}
        tone="danger"
        title={title}
        actions={
          <Button onClick={onRetry}>
            <RotateCw size={16} aria-hidden /> {common.retry}
          </Button>
        }
      >
        {text}
      </Empty>
    </div>
  )
}

interface CanvasProps extends DeliveryStageProps {
  room: { width: number; height: number }
  picture: { width: number; height: number }
}

/** The picture as it is in the Origin, to draw on; only what comes before a crop could change it. */
function Canvas({ asset, source, delivery, ratio, room, picture }: CanvasProps) {
  const scale = Math.min(room.width / picture.width, room.height / picture.height)
  const shown = { width: picture.width * scale, height: picture.height * scale }
  const pixels = shown.width * devicePixelRatio
  return (
    <div className={styles.canvas} style={shown}>
      <img
        src={stageUrl(source, asset, { pixels, limit: picture.width })}
        alt=""
        draggable={false}
      />
      {delivery.tool === 'crop' ? (
        <CropTool {...{ delivery, picture, ratio }} />
      ) : (
        <FocusTool delivery={delivery} />
      )}
    </div>
  )
}
