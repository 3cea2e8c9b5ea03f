import { useEffect, useRef, useState } from 'react'
import { describeFailure } from '../lib/failure-text.ts'
import { common } from '../texts/common.ts'
import { t } from '../texts/duplicates.ts'
import { Button } from '../ui/Button.tsx'
import styles from './DuplicatesScreen.module.css'

interface MoreBelowProps {
  /** What there is more of. */
  what: 'groups' | 'decisions'
  hasMore: boolean
  isBusy: boolean
  failure: Error | null
  onMore: () => unknown
}

/** So far before its end the rest of a list is asked for. */
const MARGIN = '1200px'

/** The end of what is loaded: when it comes near the screen, more is asked for. */
export function MoreBelow({ what, hasMore, isBusy, failure, onMore }: MoreBelowProps) {
  const end = useRef<HTMLDivElement>(null)
  const [isNear, setNear] = useState(false)
  useEffect(() => {
    if (!end.current) return
    const observer = new IntersectionObserver(
      ([entry]) => setNear(entry?.isIntersecting ?? false),
      { rootMargin: MARGIN },
    )
    observer.observe(end.current)
    return () => observer.disconnect()
  }, [])
  const isWanted = isNear && hasMore && !isBusy && !failure
  useEffect(() => {
    if (isWanted) onMore()
  }, [isWanted, onMore])
  const words =
    what === 'groups'
      ? { loading: t.moreGroups, notLoaded: t.groupsNotLoaded }
      : { loading: t.moreDecisions, notLoaded: t.decisionsNotLoaded }
  return (
    <div ref={end} className={styles.more}>
      {failure && (
        <>
          <span>{words.notLoaded(describeFailure(failure).text)}</span>
          <Button size="small" onClick={onMore}>
            {common.retry}
          </Button>
        </>
      )}
      {hasMore && !failure && words.loading}
    </div>
  )
}
