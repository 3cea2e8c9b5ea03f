import type { Kysely } from 'kysely'
import { z } from 'zod'
import { listenForNotices, sendNotice } from './db/notices.ts'
import type { Database, Db } from './db/tables.ts'
import type { RenderCache } from './render/cache.ts'

/** Word between processes: which renderings to forget, and that a Source was changed. */
export interface Purging {
  /**
   * Forgets every cached rendering of one asset, in all processes.
   * @param within a transaction: the other processes hear of it when that ends
   */
  purge(sourceId: string, path: string, within?: Db): Promise<void>
  /** Lets all processes read Sources anew. */
  sourceChanged(): Promise<void>
  close(): Promise<void>
}

const CHANNEL = 'vitrine'

/** A notice has 8,000 bytes at most, and JSON writes a control character as six. */
const PATH = z.string().transform((text) => Buffer.from(text, 'base64url').toString('utf8'))

const NOTICE = z.union([
  z.object({ purge: z.object({ sourceId: z.string(), path: PATH }) }),
  z.object({ sources: z.literal('changed') }),
])

export function startPurging(needs: {
  databaseUrl: string
  db: Kysely<Database>
  cache: RenderCache
  /** Told when a Source was changed. */
  forgetSources(): void
  onError(error: unknown): void
}): Purging {
  const { db, cache, forgetSources, onError } = needs
  const listener = listenForNotices(needs.databaseUrl, CHANNEL, (payload) => {
    const notice = NOTICE.safeParse(payload)
    if (!notice.success) return
    if ('purge' in notice.data) cache.purge(notice.data.purge).catch(onError)
    else forgetSources()
  })
  return {
    purge: async (sourceId, path, within = db) => {
      await cache.purge({ sourceId, path })
      const packed = Buffer.from(path).toString('base64url')
      await sendNotice(within, CHANNEL, { purge: { sourceId, path: packed } })
    },
    sourceChanged: async () => {
      forgetSources()
      await sendNotice(db, CHANNEL, { sources: 'changed' })
    },
    close: () => listener.close(),
  }
}
