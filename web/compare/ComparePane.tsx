import { useQuery } from '@tanstack/react-query'
import { ImageOff } from 'lucide-react'
import type { Dispatch, SetStateAction } from 'react'
import { Link } from 'react-router'
import { viewerOf } from '../detail/media-kinds.ts'
import { Stage } from '../detail/Stage.tsx'
import { useZoomInStep } from '../detail/use-zoom.ts'
import type { ZoomInStep } from '../detail/zoom.ts'
import { assetAddress } from '../lib/addresses.ts'
import { altText, fileName, hasPicture } from '../lib/asset-words.ts'
import { assetQuery } from '../lib/assets.ts'
import { describeFailure, hasStatus } from '../lib/failure-text.ts'
import type { RenderingSource } from '../lib/rendering-url.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/compare.ts'
import { Empty } from '../ui/Empty.tsx'
import { FileName } from '../ui/FileName.tsx'
import styles from './Compare.module.css'
import { Letter } from './DifferenceTable.tsx'
import { letterOf } from './differences.ts'

interface ComparePaneProps {
  library: Library
  source: RenderingSource | null
  path: string
  index: number
  zoom: ZoomInStep
  onZoom: Dispatch<SetStateAction<ZoomInStep>>
}

/** One of the assets on a stage of its own. */
export function ComparePane({ library, source, path, index, zoom, onZoom }: ComparePaneProps) {
  const { data, error } = useQuery(assetQuery(library.sourceId, path))
  const asset = data?.attributes ?? null
  const control = useZoomInStep(asset, zoom, onZoom)
  const canZoom = asset !== null && viewerOf(asset, hasPicture(asset)) === 'picture'
  const address = assetAddress(library.sourceId, path, library.query)
  return (
    <figure className={styles.pane} data-zoomed={!control.isFitted || undefined}>
      <figcaption>
        <Letter index={index} />
        <Link to={address} state={{ isInside: true }} title={path}>
          <FileName name={fileName(path)} />
        </Link>
        {canZoom && <span className="num">{control.label}</span>}
      </figcaption>
      {asset ? (
        <Stage
          {...{ asset, source, canZoom }}
          zoom={control}
          label={t.stageOf(letterOf(index), fileName(path))}
          alt={altText(asset)}
          faces={[]}
          neighbours={[]}
          onPrevious={null}
          onNext={null}
        />
      ) : (
        error && <Missing path={path} failure={error} />
      )}
    </figure>
  )
}

function Missing({ path, failure }: { path: string; failure: Error }) {
  const isGone = hasStatus(failure, 404)
  const { title, text } = describeFailure(failure)
  return (
    <Empty icon={ImageOff} tone="warn" title={isGone ? t.gone : title}>
      {isGone ? t.goneText(path) : text}
    </Empty>
  )
}
