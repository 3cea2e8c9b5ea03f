import { forgetPurges } from '../catalog/recent-purges.ts'
import { findSource } from '../catalog/sources.ts'
import type { Queue } from '../jobs/queue.ts'
import { expireSession } from '../uploads/close-session.ts'
import type { UploadNeeds } from '../uploads/needs.ts'
import { findOverdue, findSession, forgetSessions } from '../uploads/sessions.ts'

const SWEEP_SECONDS = 60
/** What is left over comes with the next sweep. */
const SWEEP_LIMIT = 1000
const CLOSES_AT_ONCE = 2

/**
 * Lets this process end upload sessions whose time is over, until it is closed. Every worker sweeps; a session
 * is enqueued once, however many see it.
 */
export async function startClosingUploads(
  needs: UploadNeeds,
  queue: Queue,
  onError: (error: unknown) => void,
): Promise<{ close(): void }> {
  await queue.work('close-upload', { concurrency: CLOSES_AT_ONCE }, ({ sessionId }) =>
    closeUpload(needs, sessionId),
  )
  const sweep = () => sweepUploads(needs).catch(onError)
  void sweep()
  const timer = setInterval(sweep, SWEEP_SECONDS * 1000)
  return { close: () => clearInterval(timer) }
}

/** Enqueues `close-upload` for the sessions that are overdue, and forgets what is old. */
export async function sweepUploads({ db, enqueue }: UploadNeeds): Promise<void> {
  for (const sessionId of await findOverdue(db, SWEEP_LIMIT)) {
    await enqueue(db, 'close-upload', { sessionId }, { key: sessionId })
  }
  await forgetPurges(db)
  await forgetSessions(db)
}

/** The job `close-upload`. */
export async function closeUpload(needs: UploadNeeds, sessionId: string): Promise<void> {
  const session = await findSession(needs.db, sessionId)
  const source = session && (await findSource(needs.db, session.sourceId))
  if (source) await expireSession(needs, { source, session })
}
