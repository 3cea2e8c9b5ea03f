import { FolderOpen, Loader, RotateCw, Server } from 'lucide-react'
import { useState } from 'react'
import type { SourceIndexing } from '../../contract/resources.ts'
import { isFiltered } from '../lib/browse-query.ts'
import { describeFailure, failureDetails } from '../lib/failure-text.ts'
import { formatCount } from '../lib/format.ts'
import type { RenderingSource } from '../lib/rendering-url.ts'
import { isIndexing } from '../lib/sources.ts'
import type { Library } from '../lib/use-library.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { AssetGrid } from './AssetGrid.tsx'
import { NothingFound } from './NothingFound.tsx'
import { SkeletonGrid } from './SkeletonGrid.tsx'
import type { AssetList } from './use-asset-list.ts'
import type { Selecting } from './use-selection.ts'
import type { TileSize } from './use-tile-size.ts'

interface ResultsProps {
  library: Library
  list: AssetList
  selecting: Selecting
  /** The asset to start at is not in the list yet. */
  isSeeking: boolean
  source: RenderingSource | null
  sourceName: string
  indexing: SourceIndexing | undefined
  tiles: TileSize
  focusRequest: number
  topRequest: number
  onScroll: (top: number) => void
}

/** The grid, or what stands in its place. */
export function Results(props: ResultsProps) {
  const { list, tiles } = props
  if (list.total === null || props.isSeeking) {
    return list.failure ? (
      <ListFailed list={list} failure={list.failure} />
    ) : (
      <SkeletonGrid tiles={tiles} />
    )
  }
  if (list.assets.length === 0) return <NothingHere {...props} />
  return (
    <>
      <AssetGrid {...props} tileSize={tiles.size} gap={tiles.gap} />
      {list.failure && (
        <Banner
          tone="danger"
          title="The rest did not load"
          actions={
            <Button size="small" onClick={list.retry}>
              Try again
            </Button>
          }
        >
          {describeFailure(list.failure).text}
        </Banner>
      )}
    </>
  )
}

function ListFailed({ list, failure }: { list: AssetList; failure: Error }) {
  const { title, text } = describeFailure(failure)
  return (
    <Empty
      icon={Server}
      tone="danger"
      title={title}
      actions={
        <>
          <Button variant="primary" onClick={list.retry}>
            <RotateCw size={16} aria-hidden /> Try again
          </Button>
          <CopyDetails failure={failure} />
        </>
      }
    >
      {text}
    </Empty>
  )
}

function CopyDetails({ failure }: { failure: Error }) {
  const [isCopied, setCopied] = useState(false)
  const copy = () =>
    navigator.clipboard.writeText(failureDetails(failure)).then(() => setCopied(true))
  return <Button onClick={copy}>{isCopied ? 'Copied' : 'Copy details'}</Button>
}

function NothingHere({ library, sourceName, indexing }: ResultsProps) {
  const { query } = library
  if (isFiltered(query)) return <NothingFound library={library} />
  if (query.folder) return <EmptyFolder library={library} />
  if (indexing && isIndexing(indexing)) {
    return (
      <Empty icon={Loader} title={`Reading ${sourceName}`}>
        {formatCount(indexing.found, 'file')} found so far. They appear here as they are read.
      </Empty>
    )
  }
  return (
    <Empty icon={FolderOpen} title={`${sourceName} is empty`}>
      Put files where this source reads them, and they show up here within minutes.
    </Empty>
  )
}

function EmptyFolder({ library: { query, show } }: Pick<ResultsProps, 'library'>) {
  return (
    <Empty
      icon={FolderOpen}
      title="This folder is empty"
      actions={
        query.deep ? (
          <Button onClick={() => show({ folder: null })}>Show all assets</Button>
        ) : (
          <Button variant="primary" onClick={() => show({ deep: true })}>
            Show subfolders
          </Button>
        )
      }
    >
      No asset lies {query.deep ? 'in it or below it' : 'directly in it'}.
    </Empty>
  )
}
