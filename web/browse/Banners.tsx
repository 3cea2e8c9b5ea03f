import { useQuery } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { Link } from 'react-router'
import type { SourceAttributes } from '../../contract/resources.ts'
import { cutMiddle, isolate } from '../lib/format.ts'
import { lazyPart } from '../lib/lazy-part.tsx'
import { useOriginTrouble } from '../lib/origin-troubles.ts'
import { sessionQuery } from '../lib/session.ts'
import { sourceQuery } from '../lib/sources.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/browse.ts'
import { common } from '../texts/common.ts'
import { t as lib } from '../texts/lib.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button, buttonClass } from '../ui/Button.tsx'
import { Connection } from './Connection.tsx'
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
  const watched = useQuery(sourceQuery(sourceId))
  const trouble = useOriginTrouble(source?.deployment.imgix_subdomains[0])
  const checkSource = mayMend && (
    <Link className={buttonClass({ size: 'small' })} to={`/settings/sources/${sourceId}`}>
      {t.checkSource}
    </Link>
  )
  return (
    <div className={styles.banners}>
      <Connection watched={watched} />
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
