import { useQuery } from '@tanstack/react-query'
import { Database } from 'lucide-react'
import { Navigate } from 'react-router'
import { libraryAddress } from '../lib/addresses.ts'
import { EMPTY_QUERY } from '../lib/browse-query.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { readStored } from '../lib/preferences.ts'
import { isUntouched } from '../lib/sample-library.ts'
import { sessionQuery } from '../lib/session.ts'
import { sourcesQuery } from '../lib/sources.ts'
import { t } from '../texts/browse.ts'
import { common } from '../texts/common.ts'
import { Empty } from '../ui/Empty.tsx'
import { LoadFailure } from '../ui/LoadFailure.tsx'

/** Leads on to the source that was open last, else to the first one with assets; in a new Vitrine to the first steps. */
export function HomeScreen() {
  const sources = useQuery(sourcesQuery)
  const session = useQuery(sessionQuery).data
  if (sources.isPending) return <p className="vh">{common.loading}</p>
  if (sources.isError) {
    return <LoadFailure {...describeFailure(sources.error)} onRetry={() => sources.refetch()} />
  }
  const mayConnect = session?.permissions.includes('sources') ?? false
  const isNew = sources.data.length === 0 || session?.is_first_time === true
  if (mayConnect && isNew && isUntouched(sources.data)) return <Navigate to="/welcome" replace />
  const last = readStored('source', (stored) => (typeof stored === 'string' ? stored : null))
  const source =
    sources.data.find(({ id }) => id === last) ??
    sources.data.find(({ attributes }) => attributes.indexing.found > 0) ??
    sources.data[0]
  if (source) return <Navigate to={libraryAddress(source.id, EMPTY_QUERY)} replace />
  return (
    <main>
      <Empty isPage icon={Database} title={t.nothingYet}>
        {t.askToConnect}
      </Empty>
    </main>
  )
}
