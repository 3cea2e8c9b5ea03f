import { useQuery } from '@tanstack/react-query'
import type { SourceIndexing } from '../../contract/resources.ts'
import type { Library } from '../lib/use-library.ts'
import { foldersQuery } from '../lib/vocabulary.ts'
import { FolderTree } from './FolderTree.tsx'
import { IndexStatus } from './IndexStatus.tsx'
import { SavedSearches } from './SavedSearches.tsx'
import styles from './SideBar.module.css'
import { SmartLists } from './SmartLists.tsx'
import { useDuplicateRow } from './use-duplicate-row.ts'

export interface SideListsProps {
  library: Library
  indexing: SourceIndexing | undefined
  /** The results are there. */
  isReady: boolean
  /** Present while it is in a drawer. */
  onClose: (() => void) | undefined
  /** Asks for the name of a new saved search. */
  onSave: () => void
}

/** Where one can go in a library, and how far it is read. Each part waits for those above, or they would push it down. */
export function SideLists({ library, indexing, isReady, onClose, onSave }: SideListsProps) {
  const { sourceId } = library
  const duplicates = useDuplicateRow(sourceId)
  const folders = useQuery(foldersQuery(sourceId, ''))
  return (
    <>
      <div className={styles.scroll}>
        <SmartLists {...{ library, indexing, duplicates, onChosen: onClose, isReady }} />
        {indexing && <FolderTree library={library} onChosen={onClose} />}
        {indexing && !folders.isPending && (
          <SavedSearches {...{ library, onSave, onChosen: onClose }} />
        )}
      </div>
      {indexing && <IndexStatus {...{ sourceId, indexing }} />}
    </>
  )
}
