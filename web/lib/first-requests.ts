import type { QueryClient } from '@tanstack/react-query'
import { firstPlace } from '../first.ts'
import { assetPageQuery } from './assets.ts'
import { forgetEarly } from './early-answers.ts'
import { sessionQuery } from './session.ts'
import { sourceQuery, sourcesQuery } from './sources.ts'

/** A library without its list costs as much to draw as with it: for so long the first drawing waits for both. */
const PATIENCE_MS = 150

/**
 * Takes the answers that were asked for while the program was on its way. What fails here is asked for again by who
 * needs it.
 * @returns when it is known whether somebody is signed in, and the library is there to be drawn, or late
 */
export async function startRequests(client: QueryClient): Promise<void> {
  const session = client.prefetchQuery(sessionQuery)
  const library = firstPlace ? takeLibrary(client, firstPlace) : []
  forgetEarly()
  await session
  await Promise.race([
    Promise.all(library),
    new Promise((resolve) => setTimeout(resolve, PATIENCE_MS)),
  ])
}

function takeLibrary(client: QueryClient, place: NonNullable<typeof firstPlace>) {
  const { sourceId, query } = place
  const sources = client.prefetchQuery(sourcesQuery)
  if (sourceId === null) return [sources]
  return [
    sources,
    client.prefetchQuery(sourceQuery(sourceId)),
    client.prefetchQuery(assetPageQuery(sourceId, query, 0)),
  ]
}
