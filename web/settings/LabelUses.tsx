import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { assetAddress, libraryAddress } from '../lib/addresses.ts'
import { type AssetPage, firstAssetsQuery } from '../lib/assets.ts'
import { formatTotal } from '../lib/format.ts'
import { type Source, sourcesQuery } from '../lib/sources.ts'
import { t } from '../texts/settings.ts'
import { Skeleton } from '../ui/Skeleton.tsx'
import styles from './Dialogs.module.css'
import { type Label, usesQuery } from './labels.ts'

/** Of each source; the rest is in the library. */
const MOST_SHOWN = 3

/** Some of the assets that have a label, with the way to all of them. */
export function LabelUses({ label }: { label: Label }) {
  const sources = useQuery(sourcesQuery).data ?? []
  const query = usesQuery(label)
  const pages = useQueries({
    queries: sources.map(({ id }) => firstAssetsQuery(id, query, MOST_SHOWN)),
  })
  if (pages.length === 0 || pages.some(({ isPending }) => isPending)) {
    return <Skeleton width="100%" height={72} />
  }
  return (
    <ul className={styles.uses} aria-label={t.someOfThem}>
      {sources.map((source, at) => {
        const page = pages[at]?.data
        return page && page.total > 0 ? (
          <SourceUses key={source.id} {...{ source, page, query }} isOnly={sources.length === 1} />
        ) : null
      })}
    </ul>
  )
}

interface SourceUsesProps {
  source: Source
  page: AssetPage
  query: ReturnType<typeof usesQuery>
  isOnly: boolean
}

function SourceUses({ source, page, query, isOnly }: SourceUsesProps) {
  const { name } = source.attributes
  const total = formatTotal(page.total, page.totalIsEstimate)
  return (
    <li>
      <ul>
        {page.assets.map(({ origin_path: path }) => (
          <li key={path}>
            <Link className="mono" to={assetAddress(source.id, path, query)}>
              <bdi>{path}</bdi>
            </Link>
          </li>
        ))}
      </ul>
      <Link to={libraryAddress(source.id, query)}>
        {isOnly ? t.seeAll(total) : t.seeAllIn(total, name)}
      </Link>
    </li>
  )
}
