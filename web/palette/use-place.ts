import { useQuery } from '@tanstack/react-query'
import { useLocation } from 'react-router'
import { type BrowseQuery, EMPTY_QUERY, readBrowseQuery } from '../lib/browse-query.ts'
import { readStored } from '../lib/preferences.ts'
import { sourcesQuery } from '../lib/sources.ts'

/** Where the palette was opened. */
export interface Place {
  /** The source on the screen, else the one that was open last; null when there is none. */
  sourceId: string | null
  /** What the library shows; that of an untouched one elsewhere. */
  query: BrowseQuery
  /** The results of the library are on the screen. */
  isLibrary: boolean
}

export function usePlace(): Place {
  const { pathname, search } = useLocation()
  const sources = useQuery(sourcesQuery).data ?? []
  const inAddress = /^\/s\/([^/]+)/.exec(pathname)?.[1]
  const { query } = readBrowseQuery(new URLSearchParams(inAddress ? search : ''))
  if (inAddress) {
    const isLibrary = /^\/s\/[^/]+\/?$/.test(pathname)
    return { sourceId: decodeURIComponent(inAddress), query, isLibrary }
  }
  const last = readStored('source', (stored) => (typeof stored === 'string' ? stored : null))
  const source = sources.find(({ id }) => id === last) ?? sources[0]
  return { sourceId: source?.id ?? null, query: EMPTY_QUERY, isLibrary: false }
}
