import { X } from 'lucide-react'
import type { SourceIndexing } from '../../contract/resources.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/browse.ts'
import { IconButton } from '../ui/Button.tsx'
import { FolderTree } from './FolderTree.tsx'
import { IndexStatus } from './IndexStatus.tsx'
import { PanelEdge, usePanelWidth, widthStyle } from './PanelEdge.tsx'
import { SavedSearches } from './SavedSearches.tsx'
import styles from './SideBar.module.css'
import { SmartLists } from './SmartLists.tsx'

interface SideBarProps {
  library: Library
  indexing: SourceIndexing | undefined
  /** The results are there. */
  isReady: boolean
  className: string
  /** Present while it is a drawer. */
  onClose: (() => void) | undefined
  /** Asks for the name of a new saved search. */
  onSave: () => void
}

export function SideBar({ library, indexing, className, onClose, ...props }: SideBarProps) {
  const width = usePanelWidth('side-bar', 200, 400)
  return (
    <nav
      className={className}
      style={onClose ? undefined : widthStyle(width)}
      aria-label={t.library}
    >
      {!onClose && <PanelEdge label={t.sideBarWidth} side="end" of={width} />}
      {onClose && (
        <IconButton className={styles.close} label={t.closeNavigation} onClick={onClose}>
          <X size={16} aria-hidden />
        </IconButton>
      )}
      <div className={styles.scroll}>
        <SmartLists {...{ library, indexing, onChosen: onClose, isReady: props.isReady }} />
        <FolderTree library={library} onChosen={onClose} />
        <SavedSearches {...{ library, onSave: props.onSave, onChosen: onClose }} />
      </div>
      {indexing && <IndexStatus {...{ sourceId: library.sourceId, indexing }} />}
    </nav>
  )
}
