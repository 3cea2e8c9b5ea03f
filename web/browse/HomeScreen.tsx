import { useQuery } from '@tanstack/react-query'
import { Database } from 'lucide-react'
import { Link, Navigate } from 'react-router'
import { libraryAddress } from '../lib/addresses.ts'
import { EMPTY_QUERY } from '../lib/browse-query.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { readStored } from '../lib/preferences.ts'
import { sourcesQuery } from '../lib/sources.ts'
import { t } from '../texts/browse.ts'
import { common } from '../texts/common.ts'
import { buttonClass } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { LoadFailure } from '../ui/LoadFailure.tsx'

/** Leads on to the source that was open last, else to the first one. */
export function HomeScreen() {
  const sources = useQuery(sourcesQuery)
  if (sources.isPending) return <p className="vh">{common.loading}</p>
  if (sources.isError) {
    return <LoadFailure {...describeFailure(sources.error)} onRetry={() => sources.refetch()} />
  }
  const last = readStored('source', (stored) => (typeof stored === 'string' ? stored : null))
  const source = sources.data.find(({ id }) => id === last) ?? sources.data[0]
  if (source) return <Navigate to={libraryAddress(source.id, EMPTY_QUERY)} replace />
  return (
    <main>
      <Empty
        icon={Database}
        title={t.nothingYet}
        actions={
          <Link className={buttonClass({ variant: 'primary' })} to="/settings/sources/new">
            {t.addSource}
          </Link>
        }
      >
        {t.connect}
      </Empty>
    </main>
  )
}
