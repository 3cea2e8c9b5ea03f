import { FolderOpen, Loader } from 'lucide-react'
import type { SourceIndexing } from '../../contract/resources.ts'
import { isFiltered } from '../lib/browse-query.ts'
import { isIndexing } from '../lib/sources.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/browse.ts'
import { common } from '../texts/common.ts'
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
      <Empty icon={Loader} title={t.reading(sourceName)}>
        {t.foundSoFar(common.files(indexing.found))}
      </Empty>
    )
  }
  return (
    <Empty icon={FolderOpen} title={t.isEmpty(sourceName)}>
      {t.putFiles}
    </Empty>
  )
}

function EmptyFolder({ library: { query, show } }: Pick<NothingHereProps, 'library'>) {
  return (
    <Empty
      icon={FolderOpen}
      title={t.folderEmpty}
      actions={
        query.deep ? (
          <Button onClick={() => show({ folder: null })}>{t.showAll}</Button>
        ) : (
          <Button variant="primary" onClick={() => show({ deep: true })}>
            {t.showSubfolders}
          </Button>
        )
      }
    >
      {query.deep ? t.noneBelow : t.noneDirectly}
    </Empty>
  )
}
