import { Link } from 'react-router'
import { libraryAddress } from '../lib/addresses.ts'
import { type BrowseQuery, EMPTY_QUERY, isFiltered } from '../lib/browse-query.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/browse.ts'
import { FileName } from '../ui/FileName.tsx'
import styles from './Toolbar.module.css'

/** Of a long way there these are shown, and its beginning: of all of them only dots would be left. */
const LAST_SHOWN = 4

/** The way to the folder in view: Editorial / nature / sea. */
export function Crumbs({ library, sourceName }: { library: Library; sourceName: string }) {
  const { sourceId, query } = library
  const parts = query.folder?.split('/').slice(1) ?? []
  const isResult = isFiltered(query)
  if (parts.length === 0) {
    return (
      <nav className={styles.crumbs} aria-label={t.folder}>
        <span className={styles.current}>{isResult ? t.results : t.allAssets}</span>
      </nav>
    )
  }
  const { sort, view } = query
  const to = (folder: string | null) => {
    const target: BrowseQuery = { ...EMPTY_QUERY, sort, view, folder }
    return libraryAddress(sourceId, target)
  }
  return (
    <nav className={styles.crumbs} aria-label={t.folder}>
      <ol>
        <li>
          <Link title={sourceName} to={to(null)}>
            {sourceName}
          </Link>
        </li>
        {parts.map((part, i) => {
          const folder = `/${parts.slice(0, i + 1).join('/')}`
          const isLast = i === parts.length - 1
          const isLeftOut = i > 0 && i < parts.length - LAST_SHOWN
          // One stands for all of them, and leads to the last.
          if (isLeftOut && i < parts.length - LAST_SHOWN - 1) return null
          return (
            <li key={folder}>
              {isLast ? (
                <span className={styles.current} title={part} aria-current="page">
                  <FileName name={part} />
                </span>
              ) : (
                <Link title={isLeftOut ? folder : part} aria-label={part} to={to(folder)}>
                  {isLeftOut ? '…' : part}
                </Link>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
