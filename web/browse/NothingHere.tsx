import { useQuery } from '@tanstack/react-query'
import { FolderOpen, Loader, Upload } from 'lucide-react'
import { Link } from 'react-router'
import type { SourceIndexing } from '../../contract/resources.ts'
import { isFiltered } from '../lib/browse-query.ts'
import { sessionQuery } from '../lib/session.ts'
import { indexedShare, isIndexing, isListable, sourceQuery } from '../lib/sources.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/browse.ts'
import { common } from '../texts/common.ts'
import { Button, buttonClass } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { ProgressBar } from '../ui/Page.tsx'
import { NothingFound } from './NothingFound.tsx'
import styles from './NothingHere.module.css'
import type { UploadGesture } from './use-upload-gesture.ts'

interface NothingHereProps {
  library: Library
  sourceName: string
  indexing: SourceIndexing | undefined
  upload: UploadGesture | null
}

/** In place of a list without assets: what would be here, and the step that fills it. */
export function NothingHere({ library, sourceName, indexing, upload }: NothingHereProps) {
  const { query } = library
  const source = useQuery(sourceQuery(library.sourceId)).data
  const session = useQuery(sessionQuery).data
  if (isFiltered(query)) return <NothingFound library={library} />
  if (query.folder) return <EmptyFolder library={library} />
  if (indexing && isIndexing(indexing)) return <Reading {...{ sourceName, indexing }} />
  const canUpload = upload !== null && upload.gate.kind !== 'off'
  const mayMend = session?.permissions.includes('sources')
  return (
    <Empty
      icon={canUpload ? Upload : FolderOpen}
      title={t.isEmpty(sourceName)}
      actions={
        (canUpload || mayMend) && (
          <>
            {canUpload && (
              <Button variant="primary" onClick={() => upload.start()}>
                <Upload size={16} aria-hidden /> {t.upload}
              </Button>
            )}
            {mayMend && (
              <Link className={buttonClass()} to={`/settings/sources/${library.sourceId}`}>
                {t.checkSource}
              </Link>
            )}
          </>
        )
      }
    >
      {source && !isListable(source) ? t.askForFiles : canUpload ? t.dropFiles : t.putFiles}
    </Empty>
  )
}

interface ReadingProps extends Pick<NothingHereProps, 'sourceName'> {
  indexing: SourceIndexing
}

function Reading({ sourceName, indexing }: ReadingProps) {
  const share = indexedShare(indexing)
  const title = t.reading(sourceName)
  return (
    <Empty
      icon={Loader}
      title={title}
      actions={
        share !== null && (
          <div className={styles.reading}>
            <ProgressBar label={title} share={share} />
          </div>
        )
      }
    >
      {t.foundSoFar(common.files(indexing.found))}
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
