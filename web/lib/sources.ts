import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type { SourceAttributes, SourceIndexing } from '../../contract/resources.ts'
import { t } from '../texts/lib.ts'
import { callApi } from './api.ts'
import { isAway } from './failure-text.ts'
import { sourcePath, sourcesParams, sourcesPath } from './list-address.ts'
import { pollMs } from './live.ts'

export type Source = Resource<'sources', SourceAttributes>

/** Often enough to follow the index while it moves, seldom enough to be forgotten when it rests. */
const ACTIVE_MS = 2_000
const IDLE_MS = 30_000
/** Long enough to draw what was just asked for. */
const FRESH_MS = 1_000
/** While the server does not answer. */
const LOST_MS = 3_000

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: async ({ signal }): Promise<Source[]> => {
    return (await callApi<Source[]>(sourcesPath, { query: sourcesParams(), signal })).data
  },
  staleTime: 60_000,
})

export function sourceQuery(sourceId: string) {
  return queryOptions({
    queryKey: ['source', sourceId],
    queryFn: async ({ signal }): Promise<Source> =>
      (await callApi<Source>(sourcePath(sourceId), { signal })).data,
    // Asked for before anything is drawn, and then by each part that is drawn.
    staleTime: FRESH_MS,
    refetchInterval: ({ state }) => {
      if (state.error || state.fetchFailureCount > 0) return LOST_MS
      const isActive = state.data && isIndexing(state.data.attributes.indexing)
      return pollMs(isActive ? ACTIVE_MS : IDLE_MS)
    },
  })
}

/** Where no source is asked for: nothing that is shown, but whether the server is there. Found out of what fails. */
export const serverQuery = queryOptions({
  queryKey: ['source', 'none'],
  queryFn: async ({ signal }) => (await callApi('/session', { signal })).data !== null,
  initialData: true,
  staleTime: Number.POSITIVE_INFINITY,
  refetchInterval: ({ state }) => isAway(state.fetchFailureReason) && LOST_MS,
})

/** Whether its files are found by listing; of a web folder or proxy each is found when it is asked for. */
export function isListable({ attributes: { deployment } }: Source): boolean {
  return deployment.type !== 'webfolder' && deployment.type !== 'webproxy'
}

export function isIndexing(indexing: SourceIndexing): boolean {
  return indexing.state === 'listing' || indexing.state === 'indexing'
}

/** Share of what was found that is done, 0 to 1; null while nothing was found. */
export function indexedShare({ found, indexed, failed }: SourceIndexing): number | null {
  return found > 0 ? Math.min(1, (indexed + failed) / found) : null
}

/** How a kind of source is shown: words, and letters on a hue or, for what is nobody's product, an icon. */
export interface SourceKind {
  tile: string
  name: string
  hue: string
  icon?: 'globe' | 'waypoints' | 'drive'
}

/** By type, or by provider for S3-compatible storage; names of products are the same everywhere. */
const SOURCE_KINDS: Record<string, Omit<SourceKind, 'name'> & { name: string | (() => string) }> = {
  s3: { tile: 'S3', name: 'Amazon S3', hue: 'amber' },
  gcs: { tile: 'GC', name: 'Google Cloud Storage', hue: 'blue' },
  azure: { tile: 'Az', name: 'Microsoft Azure', hue: 'sky' },
  s3_compatible: { tile: 'S3', name: () => t.s3Compatible, hue: 'orange' },
  digitalocean: { tile: 'DO', name: 'DigitalOcean Spaces', hue: 'blue' },
  cloudflarer2: { tile: 'R2', name: 'Cloudflare R2', hue: 'orange' },
  wasabi: { tile: 'Wa', name: 'Wasabi', hue: 'green' },
  linode: { tile: 'Li', name: 'Linode Object Storage', hue: 'teal' },
  webfolder: { tile: 'WF', name: () => t.webFolder, hue: 'plain', icon: 'globe' },
  webproxy: { tile: 'WP', name: () => t.webProxy, hue: 'plain', icon: 'waypoints' },
  local: { tile: 'Lo', name: () => t.localFolder, hue: 'plain', icon: 'drive' },
}

interface Place {
  type: string
  storage_provider?: string | null
}

/** Letters and words for where a source lives. */
export function describePlace({ type, storage_provider }: Place): SourceKind {
  const provider = storage_provider?.toLowerCase().replace(/[^a-z0-9]/g, '') ?? ''
  const fallback = { tile: type.slice(0, 2).toUpperCase(), name: type, hue: 'blue' }
  const kind = SOURCE_KINDS[provider] ?? SOURCE_KINDS[type] ?? fallback
  return { ...kind, name: typeof kind.name === 'string' ? kind.name : kind.name() }
}

export function describeSource(source: Source): SourceKind {
  return describePlace(source.attributes.deployment)
}

/** Everything of sources is asked for again: somebody has changed one. */
export function forgetSources(client: QueryClient): Promise<unknown> {
  return Promise.all([
    client.invalidateQueries({ queryKey: ['sources'] }),
    client.invalidateQueries({ queryKey: ['source'] }),
  ])
}
