import type { QueryClient } from '@tanstack/react-query'
import { assetPageQuery } from './assets.ts'
import { readBrowseQuery } from './browse-query.ts'
import { readStored } from './preferences.ts'
import { sessionQuery, wasSignedIn } from './session.ts'
import { sourceQuery, sourcesQuery } from './sources.ts'

/**
 * Asks for what the first screen will want, all at once and before it is drawn: one request after the other costs a
 * way to the server and back each. What fails here is asked for again by who needs it.
 * @returns when it is known whether somebody is signed in
 */
export async function startRequests(client: QueryClient): Promise<void> {
  const session = client.prefetchQuery(sessionQuery)
  if (wasSignedIn()) startLibrary(client, window.location)
  await session
}

function startLibrary(client: QueryClient, { pathname, search }: Location): void {
  const inLibrary = /^\/s\/([^/]+)/.exec(pathname)?.[1]
  if (!inLibrary && pathname !== '/') return
  client.prefetchQuery(sourcesQuery)
  const last = readStored('source', (stored) => (typeof stored === 'string' ? stored : null))
  const sourceId = inLibrary ?? last
  if (sourceId === null) return
  client.prefetchQuery(sourceQuery(sourceId))
  const { query } = readBrowseQuery(new URLSearchParams(search))
  client.prefetchQuery(assetPageQuery(sourceId, query, 0))
}
