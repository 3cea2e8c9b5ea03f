import { LRUCache } from 'lru-cache'
import type { LiveNews } from '../contract/live.ts'
import { findSource } from './catalog/sources.ts'
import type { Db } from './db/tables.ts'
import type { SourceNews, TellOfSource } from './ingest/needs.ts'
import type { JobName, JobPayloads } from './jobs/jobs.ts'
import type { Live } from './live/live.ts'

interface SourceNewsNeeds {
  db: Db
  live: Live
  onError(error: unknown): void
}

/** Whose a Source is never changes, so each is asked for once. */
export function tellOfSources({ db, live, onError }: SourceNewsNeeds): TellOfSource {
  const owners = new LRUCache<number, Promise<{ accountId: number; publicId: string } | null>>({
    max: 10_000,
  })
  const findOwner = (sourceId: number) => {
    const known = owners.get(sourceId)
    if (known) return known
    const found = findSource(db, sourceId)
    owners.set(sourceId, found)
    found.catch(() => owners.delete(sourceId))
    return found
  }
  return (sourceId, news) => {
    const tell = async () => {
      const owner = await findOwner(sourceId)
      if (owner) live.note(owner.accountId, toLiveNews(owner.publicId, news))
    }
    tell().catch(onError)
  }
}

/** For the queue: what runs for a Source is a part of how it stands. */
export function tellOfJobs({
  live,
  tell,
}: {
  live: Live
  tell: TellOfSource
}): (payload: JobPayloads[JobName]) => void {
  return (payload) => {
    if ('sourceId' in payload) {
      tell(payload.sourceId, { kind: 'jobs' })
      tell(payload.sourceId, { kind: 'source' })
    } else if ('accountId' in payload) {
      live.note(payload.accountId, { kind: 'jobs' })
      live.note(payload.accountId, { kind: 'labels' })
    }
  }
}

function toLiveNews(source_id: string, news: SourceNews): LiveNews {
  if (news.kind === 'bulk_edit' || news.kind === 'jobs') return news
  if (news.kind !== 'assets') return { kind: news.kind, source_id }
  const { added = 0, removed = 0, changed = [] } = news
  const origin_paths = changed.slice(0, MOST_PATHS).map((path) => `/${path}`)
  return { kind: 'assets', source_id, added, changed: changed.length, removed, origin_paths }
}

/** More are not told by name, anyway. */
const MOST_PATHS = 100
