import { X } from 'lucide-react'
import { useState } from 'react'
import { encodePath } from '../lib/api.ts'
import { fileName } from '../lib/asset-words.ts'
import { useLibrary } from '../lib/use-library.ts'
import { t } from '../texts/browse.ts'
import { common } from '../texts/common.ts'
import { IconButton } from '../ui/Button.tsx'
import { useShortcut } from '../ui/keys.ts'
import styles from './OnItsWay.module.css'

/** In place of a view of the whole page that is still on its way: its name, what the grid has of it, and the way back. */
export function OnItsWay() {
  const { assetPath, close } = useLibrary()
  const [still] = useState(() => assetPath && findStill(encodePath(assetPath)))
  const name = assetPath ? fileName(assetPath) : t.compare
  useShortcut('close', close)
  return (
    <div role="dialog" aria-modal="true" aria-busy="true" aria-label={name} className={styles.view}>
      <header className={styles.bar}>
        <IconButton autoFocus label={common.close} onClick={close}>
          <X size={20} aria-hidden />
        </IconButton>
        <h1 className="truncate">{name}</h1>
      </header>
      {still && <img {...still} className={styles.still} alt="" />}
    </div>
  )
}

/** The picture as the library shows it: pixelated where it is hidden. */
function findStill(path: string) {
  const isOfAsset = ({ currentSrc }: HTMLImageElement) => currentSrc.includes(`/${path}?`)
  const image = [...document.images].find(isOfAsset)
  if (!image) return null
  const isPixelated = getComputedStyle(image).imageRendering === 'pixelated'
  return { src: image.currentSrc, style: isPixelated ? PIXELATED : undefined }
}

const PIXELATED = { imageRendering: 'pixelated' } as const
