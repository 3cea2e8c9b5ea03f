import { useQuery } from '@tanstack/react-query'
import { BookmarkX } from 'lucide-react'
import { Link, Navigate, useParams } from 'react-router'
import { libraryAddress } from '../lib/addresses.ts'
import { describeFailure, hasStatus } from '../lib/failure-text.ts'
import { readSavedQuery, savedSearchQuery } from '../lib/saved-searches.ts'
import { t } from '../texts/browse.ts'
import { buttonClass } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'

/** The address of a saved search leads to what it finds now. */
export function SavedSearchScreen() {
  const { searchId = '' } = useParams()
  const search = useQuery(savedSearchQuery(searchId))
  if (search.data) {
    const { source_id, query } = search.data.attributes
    return <Navigate to={libraryAddress(source_id, readSavedQuery(query, 'rows'))} replace />
  }
  if (!search.error) return null
  const isGone = hasStatus(search.error, 404) || hasStatus(search.error, 403)
  return (
    <main>
      <Empty
        isPage
        icon={BookmarkX}
        title={isGone ? t.noSavedSearch : describeFailure(search.error).title}
        actions={
          <Link className={buttonClass({ variant: 'primary' })} to="/">
            {t.goToLibrary}
          </Link>
        }
      >
        {isGone ? t.noSavedSearchText : describeFailure(search.error).text}
      </Empty>
    </main>
  )
}
