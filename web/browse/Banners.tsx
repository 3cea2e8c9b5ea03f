import { useQuery, useQueryClient } from '@tanstack/react-query'
import { RotateCw, WifiOff } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { SourceAttributes } from '../../contract/resources.ts'
import { hasStatus } from '../lib/failure-text.ts'
import { sourceQuery } from '../lib/sources.ts'
import type { Library } from '../lib/use-library.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import styles from './LibraryScreen.module.css'

interface BannersProps {
  library: Library
  source: SourceAttributes | undefined
}

/** Lasting states of the library, above what they concern. */
export function Banners({ library, source }: BannersProps) {
  return (
    <div className={styles.banners}>
      <Connection sourceId={library.sourceId} />
      {source?.indexing.state === 'failed' && (
        <Banner tone="danger" title="Indexing stopped">
          {source.indexing.error ?? 'The origin could not be listed.'} What is indexed already stays
          here.
        </Banner>
      )}
      {source?.enabled === false && (
        <Banner tone="warn" title="This source is off">
          Only renderings that are in the cache are still served, so thumbnails may be missing.
        </Banner>
      )}
      <Ignored library={library} />
    </div>
  )
}

/** The source is asked for again and again; when that fails, nothing else will work either. */
function Connection({ sourceId }: { sourceId: string }) {
  const source = useQuery(sourceQuery(sourceId))
  const isLost = hasStatus(source.failureReason, 0)
  useRecovery(isLost)
  if (!isLost) return null
  const since = source.dataUpdatedAt
    ? new Date(source.dataUpdatedAt).toLocaleTimeString('en-GB', {
        hour: '2-digit',
        minute: '2-digit',
      })
    : null
  return (
    <Banner
      tone="warn"
      icon={WifiOff}
      title={navigator.onLine ? 'The server does not answer.' : 'You are offline.'}
      actions={
        <Button size="small" onClick={() => source.refetch()}>
          <RotateCw size={14} aria-hidden /> Try now
        </Button>
      }
    >
      {since && `Showing what was loaded at ${since}. `}Edits cannot be saved until it is back.
    </Banner>
  )
}

/** When the server is back, what failed meanwhile is asked for again. */
function useRecovery(isLost: boolean) {
  const client = useQueryClient()
  const wasLost = useRef(false)
  useEffect(() => {
    if (wasLost.current && !isLost) {
      client.invalidateQueries({ predicate: ({ state }) => state.status === 'error' })
    }
    wasLost.current = isLost
  }, [client, isLost])
}

/** Says once which parts of a link mean nothing here. */
function Ignored({ library: { ignored } }: Pick<BannersProps, 'library'>) {
  const [isRead, setRead] = useState(false)
  if (ignored.length === 0 || isRead) return null
  return (
    <Banner
      tone="info"
      title="Part of this link was left out"
      actions={
        <Button size="small" onClick={() => setRead(true)}>
          Close
        </Button>
      }
    >
      Not understood: {ignored.join(', ')}.
    </Banner>
  )
}
