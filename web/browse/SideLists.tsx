import type { SourceIndexing } from '../../contract/resources.ts'
import type { Library } from '../lib/use-library.ts'
import { FolderTree } from './FolderTree.tsx'
import { IndexStatus } from './IndexStatus.tsx'
import { SavedSearches } from './SavedSearches.tsx'
import styles from './SideBar.module.css'
import { SmartLists } from './SmartLists.tsx'

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

/** Where one can go in a library, and how far it is read. */
export function SideLists({ library, indexing, isReady, onClose, onSave }: SideListsProps) {
  return (
    <>
      <div className={styles.scroll}>
        <SmartLists {...{ library, indexing, onChosen: onClose, isReady }} />
        <FolderTree library={library} onChosen={onClose} />
        <SavedSearches {...{ library, onSave, onChosen: onClose }} />
      </div>
      {indexing && <IndexStatus {...{ sourceId: library.sourceId, indexing }} />}
    </>
  )
}
