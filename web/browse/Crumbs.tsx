import { Link } from 'react-router'
import { libraryAddress } from '../lib/addresses.ts'
import { type BrowseQuery, EMPTY_QUERY, isFiltered } from '../lib/browse-query.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/browse.ts'
import { FileName } from '../ui/FileName.tsx'
import styles from './Toolbar.module.css'

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
            <FileName name={sourceName} />
          </Link>
        </li>
        {parts.map((part, i) => {
          const folder = `/${parts.slice(0, i + 1).join('/')}`
          const isLast = i === parts.length - 1
          return (
            <li key={folder}>
              {isLast ? (
                <span className={styles.current} title={part} aria-current="page">
                  <FileName name={part} />
                </span>
              ) : (
                <Link title={part} to={to(folder)}>
                  <FileName name={part} />
                </Link>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
