import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { LiveNews } from '../../contract/live.ts'
import { listenForNotices } from '../db/notices.ts'
import { type GatheredNews, gatherNews } from './gather-news.ts'

/**
 * Tells whoever looks, in all processes on one database, what happens while it happens. Nothing is kept for those
 * who look away, and nothing that is done waits for it.
 */
export interface Live {
  /** Call it after what it tells has been committed. Never fails; told within half a second, along with what else comes. */
  note(accountId: number, news: LiveNews): void
  /** @returns what ends it. `tell` hears of its own account alone, and must not throw. */
  subscribe(accountId: number, tell: (news: LiveNews) => void): () => void
  /** Tells what is left. */
  close(): Promise<void>
}

const CHANNEL = 'vitrine_live'
const GATHER_MS = 500
/** A notice of PostgreSQL has 8,000 bytes at most. */
const MOST_BYTES = 7900

const NOTICE = z.object({
  from: z.string(),
  account: z.number(),
  // Another version of Vitrine may know kinds that this one does not: they go through as they are.
  news: z.array(z.looseObject({ kind: z.string() })),
})

export function startLive({
  databaseUrl,
  gatherMs = GATHER_MS,
}: {
  databaseUrl: string
  gatherMs?: number
}): Live {
  const self = randomUUID()
  const listeners = new Map<number, Set<(news: LiveNews) => void>>()
  const gathered = new Map<number, GatheredNews>()
  let timer: NodeJS.Timeout | undefined

  function tellHere(accountId: number, news: readonly LiveNews[]): void {
    for (const tell of listeners.get(accountId) ?? []) for (const one of news) tell(one)
  }

  const line = listenForNotices(
    databaseUrl,
    CHANNEL,
    (payload) => {
      const notice = NOTICE.safeParse(payload)
      if (!notice.success || notice.data.from === self) return
      tellHere(notice.data.account, notice.data.news as LiveNews[]) // as another Vitrine sent it
    },
    () => {
      for (const accountId of listeners.keys()) tellHere(accountId, [{ kind: 'missed' }])
    },
  )

  /** In this process at once: it needs no database for that. */
  async function flush(): Promise<void> {
    timer = undefined
    const all = [...gathered].map(([accountId, news]) => [accountId, news.take()] as const)
    gathered.clear()
    for (const [account, news] of all) {
      tellHere(account, news)
      for (const part of inNotices({ from: self, account }, news)) await line.send(part)
    }
  }

  return {
    note(accountId, news) {
      const known = gathered.get(accountId) ?? gatherNews()
      gathered.set(accountId, known)
      known.add(news)
      timer ??= setTimeout(flush, gatherMs)
    },
    subscribe(accountId, tell) {
      const known = listeners.get(accountId) ?? new Set()
      listeners.set(accountId, known)
      known.add(tell)
      return () => {
        known.delete(tell)
        if (known.size === 0 && listeners.get(accountId) === known) listeners.delete(accountId)
      }
    },
    async close() {
      clearTimeout(timer)
      await flush()
      await line.close()
    },
  }
}

/** As few as can be, each of a size that PostgreSQL takes; the gathered pieces are small enough, one by one. */
function* inNotices(
  head: { from: string; account: number },
  news: readonly LiveNews[],
): Generator<object> {
  const empty = Buffer.byteLength(JSON.stringify({ ...head, news: [] }))
  let part: LiveNews[] = []
  let bytes = empty
  for (const one of news) {
    const more = Buffer.byteLength(JSON.stringify(one)) + 1
    if (bytes + more > MOST_BYTES && part.length > 0) {
      yield { ...head, news: part }
      part = []
      bytes = empty
    }
    part.push(one)
    bytes += more
  }
  if (part.length > 0) yield { ...head, news: part }
}
