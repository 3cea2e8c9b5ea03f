import type { Source } from '../catalog/sources.ts'
import { Failure, isFailure } from '../lib/failures.ts'
import type { OriginFile } from '../origins/origin.ts'
import type { UploadTarget } from '../origins/upload-target.ts'
import { type Destination, openDestination, type UploadNeeds } from './needs.ts'
import { completeParts } from './parts.ts'
import { indexUploaded } from './receive.ts'
import {
  findSession,
  leavePending,
  settleUploads,
  type UploadSession,
  unknownSession,
} from './sessions.ts'
import { findWritten } from './write-file.ts'

interface SourceSession {
  source: Source
  session: UploadSession
}

/**
 * Closes a session whose file has arrived, so that the file becomes an asset; parts are put together before.
 * Closing again answers with the session as it is.
 * @throws Failure `conflict` when nothing has arrived, or not all of it: then the session stays open; and when it
 *   has been ended otherwise
 */
export async function closeSession(needs: UploadNeeds, one: SourceSession): Promise<UploadSession> {
  const { session } = one
  if (session.status !== 'PENDING') return answerClosed(session)
  const destination = openDestination(needs, one.source)
  try {
    if (session.way === 'parts') await completeParts(destination, session)
    const file = await requireArrived(destination, session)
    // Somebody may have canceled it meanwhile.
    return answerClosed(await markClosed(needs, one, file))
  } catch (error) {
    if (!isFailure(error, 'path_taken')) throw error
    const errored = await leavePending(needs.db, session.id, {
      status: 'ERRORED',
      reason: error.detail,
    })
    await abortParts(destination.target, session)
    return errored ?? (await reread(needs, session))
  }
}

function answerClosed(session: UploadSession): UploadSession {
  const { status } = session
  if (status !== 'EXPIRED' && status !== 'CANCELED') return session
  const what = status === 'EXPIRED' ? 'has expired' : 'was canceled'
  throw new Failure('conflict', `This upload session ${what}, so it can’t be closed.`)
}

async function requireArrived(
  destination: Destination,
  session: UploadSession,
): Promise<OriginFile> {
  const { path, sizeBytes } = session
  // Parts have just been put together; for all others it is the client who says that something is there.
  const isSure = session.way === 'parts'
  const file = await (isSure ? findWritten(destination, path) : destination.origin.stat(path))
  if (!file) {
    const detail = `Nothing has arrived at "/${path}" yet. Send the file to the session’s url first.`
    throw new Failure('conflict', detail)
  }
  if (sizeBytes === null || file.sizeBytes === sizeBytes) return file
  const detail = `At "/${path}" there is a file of ${file.sizeBytes} bytes, but ${sizeBytes} were announced: it is another one.`
  throw new Failure('path_taken', detail)
}

async function markClosed(
  needs: UploadNeeds,
  { source, session }: SourceSession,
  file: OriginFile,
): Promise<UploadSession> {
  const { contentType, by } = session
  await needs.db.transaction().execute(async (tx) => {
    if (!(await leavePending(tx, session.id, { status: 'CLOSED' }))) return
    await indexUploaded(needs, tx, { source, file, contentType, by })
    // The file may have been found and read before.
    await settleUploads(tx, { sourceId: source.id, paths: [session.path] })
  })
  return await reread(needs, session)
}

/**
 * Gives a session up. A file that has arrived stays where it is: Vitrine deletes nothing of an Origin.
 * @throws Failure `conflict` when it was closed before
 */
export async function cancelSession(
  needs: UploadNeeds,
  { source, session }: SourceSession,
): Promise<UploadSession> {
  if (session.status === 'PENDING') {
    const { origin, target } = needs.open(source)
    // Not being able to tell is no reason to keep a session open.
    const file = await origin.stat(session.path).catch(() => null)
    const reason = file
      ? 'The file had arrived before, and stays in the Origin: Vitrine never deletes one.'
      : null
    const canceled = await leavePending(needs.db, session.id, { status: 'CANCELED', reason })
    if (canceled) {
      await abortParts(target, canceled)
      return canceled
    }
  }
  const present = await reread(needs, session)
  if (present.status === 'CANCELED' || present.status === 'EXPIRED') return present
  throw new Failure('conflict', 'This upload session was closed before, so it can’t be canceled.')
}

/**
 * Ends a session whose time is over: as closed when its file has arrived, else as EXPIRED. Nothing is done while
 * the file is still coming in through Vitrine.
 */
export async function expireSession(needs: UploadNeeds, one: SourceSession): Promise<void> {
  const { session } = one
  if (session.status !== 'PENDING' || session.expiresAt > new Date()) return
  const lock = await needs.locks.tryLock(sessionLock(session.id))
  if (!lock) return
  try {
    await closeSession(needs, one)
  } catch (error) {
    if (!isFailure(error) || !(FINAL.has(error.code) || isLongOverdue(session))) throw error
    const reason = `${error.detail} The session’s 8 hours are over.`
    const expired = await leavePending(needs.db, session.id, { status: 'EXPIRED', reason })
    if (expired) await abortParts(needs.open(one.source).target, expired)
  } finally {
    await lock.release()
  }
}

/** What another look at the Origin would not change. */
const FINAL = new Set(['conflict', 'not_found', 'forbidden', 'source_disabled', 'invalid_body'])

/** An Origin that could not be asked for so long is not waited for any more. */
const PATIENCE_MS = 24 * 3_600_000

function isLongOverdue({ expiresAt }: UploadSession): boolean {
  return Date.now() - expiresAt.getTime() > PATIENCE_MS
}

/** Who holds it is sending the session's file through Vitrine. */
export function sessionLock(id: string): string {
  return `session ${id}`
}

async function abortParts(target: UploadTarget | null, session: UploadSession): Promise<void> {
  const { path, providerUploadId } = session
  if (providerUploadId === null) return
  // What is left is cleared away by the bucket's own rule for unfinished uploads.
  await target?.parts?.abort(path, providerUploadId).catch(() => {})
}

async function reread({ db }: UploadNeeds, { id }: UploadSession): Promise<UploadSession> {
  const session = await findSession(db, id)
  if (session) return session
  throw unknownSession()
}
