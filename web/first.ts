import { type BrowseQuery, readBrowseQuery } from './lib/browse-query.ts'
import { askEarly } from './lib/early-answers.ts'
import {
  assetsPath,
  PAGE_SIZE,
  pageParams,
  sourcePath,
  sourcesParams,
  sourcesPath,
} from './lib/list-address.ts'
import { readBoolean, readStored } from './lib/preferences.ts'

/**
 * Asks for what the first screen will want, all at once, while the program is still on its way; the page runs this
 * before anything else. One request after the other costs a way to the server and back each.
 */

export interface FirstPlace {
  /** null: none of those that are there was looked at before. */
  sourceId: string | null
  query: BrowseQuery
}

/** Where the page begins, when that is in a library; null elsewhere, and where nobody was signed in. */
export const firstPlace = readPlace(window.location)

askEarly('/session')
if (firstPlace) {
  const { sourceId, query } = firstPlace
  askEarly(sourcesPath, sourcesParams())
  if (sourceId !== null) {
    askEarly(sourcePath(sourceId))
    askEarly(assetsPath(sourceId), pageParams(query, { limit: PAGE_SIZE }))
  }
}

function readPlace({ pathname, search }: Location): FirstPlace | null {
  // Whether there was a session when it was last asked for; only the server knows whether there still is.
  if (!readStored('signed-in', readBoolean)) return null
  const inLibrary = /^\/s\/([^/]+)/.exec(pathname)?.[1]
  if (!inLibrary && pathname !== '/') return null
  const last = readStored('source', (stored) => (typeof stored === 'string' ? stored : null))
  const { query } = readBrowseQuery(new URLSearchParams(search))
  return { sourceId: inLibrary ?? last, query }
}
