import { useQuery, useQueryClient } from '@tanstack/react-query'
import { RotateCw, WifiOff } from 'lucide-react'
import { Suspense, useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import type { SourceAttributes } from '../../contract/resources.ts'
import { isAway } from '../lib/failure-text.ts'
import { cutMiddle, formatTime, isolate } from '../lib/format.ts'
import { lazyPart } from '../lib/lazy-part.tsx'
import { useOriginTrouble } from '../lib/origin-troubles.ts'
import { noteRecovery } from '../lib/recoveries.ts'
import { sessionQuery } from '../lib/session.ts'
import { sourceQuery } from '../lib/sources.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/browse.ts'
import { common } from '../texts/common.ts'
import { t as lib } from '../texts/lib.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button, buttonClass } from '../ui/Button.tsx'
import styles from './LibraryScreen.module.css'

const OriginSilent = lazyPart(async () => (await import('./OriginSilent.tsx')).OriginSilent)

interface BannersProps {
  library: Library
  source: SourceAttributes | undefined
}

/** Lasting states of the library, above what they concern. */
export function Banners({ library, source }: BannersProps) {
  const { sourceId, ignored } = library
  const mayMend = useQuery(sessionQuery).data?.permissions.includes('sources')
  const trouble = useOriginTrouble(source?.deployment.imgix_subdomains[0])
  const checkSource = mayMend && (
    <Link className={buttonClass({ size: 'small' })} to={`/settings/sources/${sourceId}`}>
      {t.checkSource}
    </Link>
  )
  return (
    <div className={styles.banners}>
      <Connection sourceId={sourceId} />
      {source?.indexing.state === 'failed' && (
        <Banner tone="danger" title={t.indexingStopped} actions={checkSource}>
          {t.stillHere(lib.said(source.indexing.error ?? t.originNotListed))}
        </Banner>
      )}
      {trouble && (
        <Suspense>
          <OriginSilent {...{ trouble, checkSource }} />
        </Suspense>
      )}
      {source?.enabled === false && (
        <Banner tone="warn" title={t.sourceOff} actions={checkSource}>
          {t.sourceOffText}
        </Banner>
      )}
      {ignored.length > 0 && <Ignored key={ignored.join(' ')} names={ignored} />}
    </div>
  )
}

/** The source is asked for again and again; when that fails, nothing else will work either. */
function Connection({ sourceId }: { sourceId: string }) {
  const source = useQuery(sourceQuery(sourceId))
  const isLost = isAway(source.failureReason)
  useRecovery(isLost)
  useNetwork(source.refetch)
  useFailures(source.refetch, !isLost)
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
      noteRecovery()
    }
    wasLost.current = isLost
  }, [client, isLost])
}

/** The browser says that it has a network again, or none: no need to wait for the next try. */
function useNetwork(refetch: () => unknown) {
  useEffect(() => {
    const ask = () => refetch()
    const names = ['online', 'offline']
    for (const name of names) addEventListener(name, ask)
    return () => {
      for (const name of names) removeEventListener(name, ask)
    }
  }, [refetch])
}

/** Whatever meets no server first: it is to be said at once. */
function useFailures(refetch: (options: { cancelRefetch: boolean }) => unknown, isActive: boolean) {
  const client = useQueryClient()
  useEffect(() => {
    if (!isActive) return
    return client.getQueryCache().subscribe(({ query, type }) => {
      if (type === 'updated' && isAway(query.state.fetchFailureReason)) {
        refetch({ cancelRefetch: false })
      }
    })
  }, [client, refetch, isActive])
}

/** A name in a link may be anything, and of any length. */
function shorten(name: string): string {
  return isolate(cutMiddle(name, 40))
}

/** Says once which parts of a link mean nothing here. */
function Ignored({ names }: { names: readonly string[] }) {
  const [isRead, setRead] = useState(false)
  if (isRead) return null
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
      {t.notUnderstood(names.map(shorten).join(', '))}
    </Banner>
  )
}
