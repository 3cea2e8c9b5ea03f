import { type UseQueryResult, useQueryClient } from '@tanstack/react-query'
import { RotateCw, WifiOff } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { isAway } from '../lib/failure-text.ts'
import { formatTime } from '../lib/format.ts'
import { noteRecovery } from '../lib/recoveries.ts'
import { t } from '../texts/browse.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'

interface ConnectionProps {
  /** What is asked for again and again; when that fails, nothing else will work either. */
  watched: Pick<UseQueryResult, 'failureReason' | 'refetch' | 'dataUpdatedAt'>
}

/** Says that the server is away, or the network. */
export function Connection({ watched }: ConnectionProps) {
  const { failureReason, refetch, dataUpdatedAt: at } = watched
  const isLost = isAway(failureReason)
  useRecovery(isLost)
  useNetwork(refetch)
  useFailures(refetch, !isLost)
  if (!isLost) return null
  return (
    <Banner
      tone="warn"
      icon={WifiOff}
      title={navigator.onLine ? t.serverAway : t.offline}
      actions={
        <Button size="small" onClick={() => refetch()}>
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
