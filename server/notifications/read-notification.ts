import { Failure } from '../lib/failures.ts'
import { readEventBridge } from './event-bridge.ts'
import { readEventGrid } from './event-grid.ts'
import type { Dialect, FetchText, Notice } from './notice.ts'
import { readPubSub } from './pub-sub.ts'
import { readS3Records } from './s3-records.ts'
import { snsDialect } from './sns.ts'

/**
 * Reads the notifications of storages, whichever sends them.
 * @throws Failure `invalid_body` for what none of them sends, `invalid_signature`, `too_large`, and what
 *   fetchText throws
 */
export type ReadNotification = (body: unknown) => Promise<Notice>

export function notificationReader(fetchText: FetchText): ReadNotification {
  const dialects: readonly Dialect[] = [
    snsDialect(),
    readS3Records,
    readEventBridge,
    readEventGrid,
    readPubSub,
  ]
  return async (body) => {
    for (const read of dialects) {
      const notice = await read(body, fetchText)
      if (notice) return notice
    }
    throw new Failure('invalid_body', 'This is no notification of a storage that Vitrine knows.')
  }
}
