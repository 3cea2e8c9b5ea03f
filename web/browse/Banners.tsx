import { useQuery, useQueryClient } from '@tanstack/react-query'
import { RotateCw, WifiOff } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { SourceAttributes } from '../../contract/resources.ts'
import { hasStatus } from '../lib/failure-text.ts'
import { formatTime } from '../lib/format.ts'
import { sourceQuery } from '../lib/sources.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/browse.ts'
import { common } from '../texts/common.ts'
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
        <Banner tone="danger" title={t.indexingStopped}>
          {t.stillHere(source.indexing.error ?? t.originNotListed)}
        </Banner>
      )}
      {source?.enabled === false && (
        <Banner tone="warn" title={t.sourceOff}>
          {t.sourceOffText}
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
  const { dataUpdatedAt: at } = source
  return (
    <Banner
      tone="warn"
      icon={WifiOff}
      title={navigator.onLine ? t.serverAway : t.offline}
      actions={
        <Button size="small" onClick={() => source.refetch()}>
          <RotateCw size={14} aria-hidden /> {t.tryNow}
        </Button>
      }
    >
      {at ? t.loadedAt(formatTime(at / 1000)) : t.noEdits}
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
      title={t.leftOut}
      actions={
        <Button size="small" onClick={() => setRead(true)}>
          {common.close}
        </Button>
      }
    >
      {t.notUnderstood(ignored.join(', '))}
    </Banner>
  )
}
