import { type QueryClient, type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import type { LiveNews } from '../../contract/live.ts'
import { useIsLive, useLiveNews, useLiveStream } from './live.ts'

/** How soon after each other the same may be asked for again: what costs the server more has to wait longer. */
const SOON_MS = 1_000
const LATER_MS = 15_000

/** What changes as assets come and go, beside the lists themselves. */
const SUMS = ['folders', 'facets', 'count', 'duplicate-count']
const LABELS = ['vocabulary', 'labels', 'saved-searches', 'saved-search', 'rendering-presets']
const ALL = ['sources', 'source', 'analysis-progress', 'asset', 'bulk-edit', 'bulk-edits', 'jobs']

/**
 * Keeps what is shown as it is now, as far as no screen does so by itself. Lists of assets are left to their screen:
 * nothing may jump under somebody's hands.
 */
export function useLiveUpdates(isSignedIn: boolean): void {
  const client = useQueryClient()
  const refreshing = useMemo(() => startRefreshing(client), [client])
  useLiveStream(isSignedIn)
  useLiveNews((news) => {
    for (const [queryKey, everyMs] of planRefresh(news)) refreshing.refresh(queryKey, everyMs)
  })
  useEffect(() => refreshing.close, [refreshing])
  const isLive = useIsLive()
  const wasLive = useRef(false)
  useEffect(() => {
    // Whether the server is away altogether is seen at the source.
    if (wasLive.current && !isLive) client.invalidateQueries({ queryKey: ['source'] })
    wasLive.current = isLive
  }, [client, isLive])
}

/** What a piece of news makes old, and how often that may be asked for. */
export function planRefresh(news: LiveNews): [QueryKey, everyMs: number][] {
  const soon = (...keys: QueryKey[]) => keys.map((key): [QueryKey, number] => [key, SOON_MS])
  const later = (...keys: QueryKey[]) => keys.map((key): [QueryKey, number] => [key, LATER_MS])
  switch (news.kind) {
    case 'assets': {
      const { source_id: id, origin_paths: paths, changed } = news
      const isAll = paths.length === changed
      const assets = isAll ? paths.map((path) => ['asset', id, path]) : [['asset', id]]
      const hasNewSums = news.added + news.removed > 0
      return [...soon(...assets), ...(hasNewSums ? later(...SUMS.map((key) => [key, id])) : [])]
    }
    case 'source':
      return [
        ...soon(['source', news.source_id], ['analysis-progress', news.source_id]),
        ...later(['sources']),
      ]
    case 'upload':
      return soon(['source', news.source_id])
    case 'bulk_edit':
      return [...soon(['bulk-edit', news.id], ['bulk-edits']), ...later(['vocabulary'])]
    case 'labels':
      return soon(...LABELS.map((key) => [key]))
    case 'jobs':
      return soon(['jobs'])
    case 'missed':
      return soon(...[...ALL, ...LABELS, ...SUMS].map((key) => [key]))
    default:
      // A newer server may tell more.
      return []
  }
}

/**
 * Asks again for what is shown: at once, but the same no more often than its time, and not while it is being asked
 * for or somebody types.
 */
export function startRefreshing(client: QueryClient) {
  const timers = new Map<string, number>()
  const askedAt = new Map<string, number>()

  function refresh(queryKey: QueryKey, everyMs: number): void {
    const name = JSON.stringify(queryKey)
    if (timers.has(name)) return
    const wait = Math.max(0, (askedAt.get(name) ?? 0) + everyMs - Date.now())
    timers.set(
      name,
      window.setTimeout(() => {
        timers.delete(name)
        askedAt.set(name, Date.now())
        if (client.isFetching({ queryKey }) > 0 || (queryKey[0] === 'asset' && isTyping())) {
          client.invalidateQueries({ queryKey, refetchType: 'none' })
          refresh(queryKey, everyMs)
        } else client.invalidateQueries({ queryKey })
        if (askedAt.size > MOST_NAMES) askedAt.clear()
      }, wait),
    )
  }

  return {
    refresh,
    close: () => {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}

const MOST_NAMES = 1000

/** What somebody writes was written on what they see: it is not changed under it. */
function isTyping(): boolean {
  const focused = document.activeElement
  return (
    focused instanceof HTMLElement &&
    (focused.isContentEditable || focused.matches('textarea, input:not([type=search])')) &&
    focused.closest('[role=search]') === null
  )
}
