import { Suspense } from 'react'
import type { SourceIndexing } from '../../contract/resources.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { lazyPart } from '../lib/lazy-part.tsx'
import type { RenderingSource } from '../lib/rendering-url.ts'
import type { Library } from '../lib/use-library.ts'
import { common } from '../texts/common.ts'
import { t } from '../texts/grid.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { AssetGrid } from './AssetGrid.tsx'
import { ListFailed } from './ListFailed.tsx'
import { SkeletonGrid } from './SkeletonGrid.tsx'
import type { AssetList } from './use-asset-list.ts'
import type { Selecting } from './use-selection.ts'
import type { TileSize } from './use-tile-size.ts'
import type { UploadGesture } from './use-upload-gesture.ts'

interface ResultsProps {
  library: Library
  list: AssetList
  selecting: Selecting
  /** The asset to start at is not in the list yet. */
  isSeeking: boolean
  source: RenderingSource | null
  sourceName: string
  indexing: SourceIndexing | undefined
  upload: UploadGesture | null
  tiles: TileSize
  focusRequest: number
  entries: number
  topRequest: number
  onScroll: (top: number) => void
}

/** Seldom seen: the grid does not wait for it. */
const NothingHere = lazyPart(async () => (await import('./NothingHere.tsx')).NothingHere)

/** The grid, or what stands in its place. */
export function Results(props: ResultsProps) {
  const { list, tiles } = props
  if (list.total === null || props.isSeeking) {
    return list.failure ? (
      <ListFailed failure={list.failure} onRetry={list.retry} />
    ) : (
      <SkeletonGrid tiles={tiles} />
    )
  }
  if (list.total === 0) {
    return (
      <Suspense>
        <NothingHere {...props} />
      </Suspense>
    )
  }
  return (
    <>
      <AssetGrid {...props} tileSize={tiles.size} gap={tiles.gap} />
      {list.failure && (
        <Banner
          tone="danger"
          title={t.restFailed}
          actions={
            <Button size="small" onClick={list.retry}>
              {common.retry}
            </Button>
          }
        >
          {describeFailure(list.failure).text}
        </Banner>
      )}
    </>
  )
}
