import { Eye, EyeOff } from 'lucide-react'
import { Thumbnail } from '../asset/Thumbnail.tsx'
import { alertWord, levelWord } from '../lib/analysis-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { startsHidden } from '../lib/hidden-assets.ts'
import type { RenderingSource } from '../lib/rendering-url.ts'
import { t } from '../texts/detail.ts'
import { Button } from '../ui/Button.tsx'
import styles from './Stage.module.css'
import type { Size } from './zoom.ts'

interface HiddenPictureProps {
  asset: TileAsset
  source: RenderingSource
  shown: Size
  onShow: () => void
}

/** Pixelated beyond recognition, with the reason and the way out of it. */
export function HiddenPicture({ asset, source, shown, onShow }: HiddenPictureProps) {
  return (
    <>
      <div className={styles.picture} style={{ ...shown, translate: '-50% -50%' }}>
        <Thumbnail asset={asset} source={source} width={shown.width} height={shown.height} />
      </div>
      <div className={styles.note}>
        <span className={styles.sign}>
          <EyeOff size={18} strokeWidth={1.75} aria-hidden />
        </span>
        <h2>{t.hiddenTitle}</h2>
        <p className="t2">
          {reasonOf(asset)} {t.hiddenNote}
        </p>
        <Button onClick={onShow}>
          <Eye size={16} aria-hidden /> {t.showImage}
        </Button>
      </div>
    </>
  )
}

function reasonOf(asset: TileAsset): string {
  if (!startsHidden(asset)) return t.hiddenHere
  const isAdult = (asset.warning_adult ?? 0) >= (asset.warning_violence ?? 0)
  const alert = isAdult ? 'adult' : 'violence'
  const level = levelWord(asset[`warning_${alert}`])
  return t.startsHidden(alertWord(alert), level)
}
