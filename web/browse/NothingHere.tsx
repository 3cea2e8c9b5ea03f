import { FolderOpen, Loader } from 'lucide-react'
import type { SourceIndexing } from '../../contract/resources.ts'
import { isFiltered } from '../lib/browse-query.ts'
import { formatCount } from '../lib/format.ts'
import { isIndexing } from '../lib/sources.ts'
import type { Library } from '../lib/use-library.ts'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { NothingFound } from './NothingFound.tsx'

interface NothingHereProps {
  library: Library
  sourceName: string
  indexing: SourceIndexing | undefined
}

/** In place of a list without assets: what would be here, and the step that fills it. */
export function NothingHere({ library, sourceName, indexing }: NothingHereProps) {
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

function EmptyFolder({ library: { query, show } }: Pick<NothingHereProps, 'library'>) {
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
