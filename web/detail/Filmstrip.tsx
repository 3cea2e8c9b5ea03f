import { useEffect, useRef } from 'react'
import { Link, useLocation } from 'react-router'
import { Thumbnail } from '../asset/Thumbnail.tsx'
import { assetAddress } from '../lib/addresses.ts'
import { aspectRatio, fileName } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import type { RenderingSource } from '../lib/rendering-url.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/grid.ts'
import styles from './DetailScreen.module.css'

interface FilmstripProps {
  library: Library
  path: string
  strip: TileAsset[]
  source: RenderingSource | null
}

/** What lies before and after, small. */
export function Filmstrip({ library, path, strip, source }: FilmstripProps) {
  const current = useRef<HTMLAnchorElement>(null)
  const { state } = useLocation()
  const first = strip[0]?.origin_path
  // biome-ignore lint/correctness/useExhaustiveDependencies: moves when another asset is shown, or its neighbours come
  useEffect(() => {
    current.current?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [path, first, strip.length])
  return (
    <nav className={styles.film} aria-label={t.filmstrip}>
      {strip.map((asset) => {
        const isCurrent = asset.origin_path === path
        const width = Math.min(92, Math.max(28, 52 * aspectRatio(asset)))
        return (
          <Link
            key={asset.origin_path}
            ref={isCurrent ? current : null}
            to={assetAddress(library.sourceId, asset.origin_path, library.query)}
            replace
            state={{ ...state, isInside: true }}
            aria-current={isCurrent || undefined}
            aria-label={fileName(asset.origin_path)}
            style={{ width }}
          >
            <Thumbnail asset={asset} source={source} width={width} height={52} />
          </Link>
        )
      })}
    </nav>
  )
}
