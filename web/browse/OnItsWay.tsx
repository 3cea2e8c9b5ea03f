import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import { encodePath } from '../lib/api.ts'
import { fileName, ownSize } from '../lib/asset-words.ts'
import type { AssetPage } from '../lib/assets.ts'
import { readBoolean } from '../lib/preferences.ts'
import { type Library, useLibrary } from '../lib/use-library.ts'
import { usePreference } from '../lib/use-preference.ts'
import { t } from '../texts/browse.ts'
import { common } from '../texts/common.ts'
import { IconButton } from '../ui/Button.tsx'
import { useShortcut } from '../ui/keys.ts'
import whole from '../ui/WholePage.module.css'
import styles from './OnItsWay.module.css'

/** In place of a view of the whole page that is still on its way: its name, what the grid has of it, and the way back. */
export function OnItsWay() {
  const library = useLibrary()
  const { assetPath, close } = library
  const client = useQueryClient()
  const [still] = useState(() => findStill(client, library))
  const [hasPanel] = usePreference('detail-panel', true, readBoolean)
  const name = assetPath ? fileName(assetPath) : t.compare
  useShortcut('close', close)
  return (
    <div role="dialog" aria-modal="true" aria-busy="true" aria-label={name} className={whole.page}>
      <header className={whole.bar}>
        <IconButton autoFocus label={common.close} onClick={close}>
          <X size={20} aria-hidden />
        </IconButton>
        <h1 className={`truncate ${styles.name}`}>{name}</h1>
      </header>
      {still && (
        <div className={styles.stage} data-panel={hasPanel || undefined}>
          <img {...still} className={styles.still} alt="" />
        </div>
      )}
    </div>
  )
}

/** The picture as the library shows it, pixelated where it is hidden; no larger than the detail view will show it. */
function findStill(client: QueryClient, { sourceId, assetPath }: Library) {
  if (!assetPath) return null
  const path = `/${encodePath(assetPath)}?`
  const image = [...document.images].find(({ currentSrc }) => currentSrc.includes(path))
  if (!image) return null
  const asset = client
    .getQueriesData<AssetPage>({ queryKey: ['assets', sourceId] })
    .flatMap(([, page]) => page?.assets ?? [])
    .find(({ origin_path }) => origin_path === assetPath)
  const { width: maxWidth, height: maxHeight } = (asset && ownSize(asset)) ?? {}
  const isPixelated = getComputedStyle(image).imageRendering === 'pixelated'
  const imageRendering = isPixelated ? ('pixelated' as const) : undefined
  return { src: image.currentSrc, style: { imageRendering, maxWidth, maxHeight } }
}
