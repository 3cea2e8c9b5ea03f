import { useQuery } from '@tanstack/react-query'
import { CircleAlert, Copy, Image, X } from 'lucide-react'
import { Link, useLocation } from 'react-router'
import type { SourceIndexing } from '../../contract/resources.ts'
import { duplicatesAddress, libraryAddress, readScreenAbove } from '../lib/addresses.ts'
import { countFilters, EMPTY_QUERY, isFiltered } from '../lib/browse-query.ts'
import { duplicateCountQuery, formatGroupCount } from '../lib/duplicates.ts'
import { formatNumber } from '../lib/format.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/browse.ts'
import { IconButton } from '../ui/Button.tsx'
import { FolderTree } from './FolderTree.tsx'
import { IndexStatus } from './IndexStatus.tsx'
import { SavedSearches } from './SavedSearches.tsx'
import styles from './SideBar.module.css'

interface SideBarProps {
  library: Library
  indexing: SourceIndexing | undefined
  className: string
  /** Present while it is a drawer. */
  onClose: (() => void) | undefined
  /** Asks for the name of a new saved search. */
  onSave: () => void
}

export function SideBar({ library, indexing, className, onClose, onSave }: SideBarProps) {
  const { sourceId, query } = library
  const above = readScreenAbove(useLocation().pathname)
  const isAll = above !== 'duplicates' && query.folder === null && !isFiltered(query)
  const isAttention = query.status === 'error' && countFilters(query) === 1 && !query.folder
  const { sort, view } = query
  return (
    <nav className={className} aria-label={t.library}>
      {onClose && (
        <IconButton className={styles.close} label={t.closeNavigation} onClick={onClose}>
          <X size={16} aria-hidden />
        </IconButton>
      )}
      <div className={styles.scroll}>
        <Link
          className={styles.item}
          to={libraryAddress(sourceId, { ...EMPTY_QUERY, sort, view })}
          aria-current={isAll ? 'page' : undefined}
          onClick={onClose}
        >
          <Image size={16} strokeWidth={1.75} aria-hidden />
          {t.allAssets}
          {indexing && <span className={styles.count}>{formatNumber(indexing.found)}</span>}
        </Link>
        {indexing !== undefined && indexing.failed > 0 && (
          <Link
            className={styles.item}
            to={libraryAddress(sourceId, { ...EMPTY_QUERY, sort, view, status: 'error' })}
            aria-current={isAttention ? 'page' : undefined}
            onClick={onClose}
          >
            <CircleAlert size={16} strokeWidth={1.75} aria-hidden />
            {t.needsAttention}
            <span className={styles.count}>{formatNumber(indexing.failed)}</span>
          </Link>
        )}
        <DuplicatesItem library={library} isCurrent={above === 'duplicates'} onChosen={onClose} />
        <FolderTree library={library} onChosen={onClose} />
        <SavedSearches {...{ library, onSave, onChosen: onClose }} />
      </div>
      {indexing && <IndexStatus {...{ sourceId, indexing }} />}
    </nav>
  )
}

interface DuplicatesItemProps {
  library: Library
  isCurrent: boolean
  onChosen: (() => void) | undefined
}

/** Only where somebody could decide about something. */
function DuplicatesItem({ library, isCurrent, onChosen }: DuplicatesItemProps) {
  const { sourceId, query } = library
  const count = useQuery(duplicateCountQuery(sourceId)).data ?? 0
  if (count === 0 && !isCurrent) return null
  return (
    <Link
      className={styles.item}
      to={duplicatesAddress(sourceId, query)}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={onChosen}
    >
      <Copy size={16} strokeWidth={1.75} aria-hidden />
      {t.duplicates}
      {count > 0 && <span className={styles.count}>{formatGroupCount(count)}</span>}
    </Link>
  )
}
