import type { Readable } from 'node:stream'
import { findSource } from '../catalog/sources.ts'
import { Failure } from '../lib/failures.ts'
import type { OriginFile } from '../origins/origin.ts'
import { sessionLock } from './close-session.ts'
import type { UploadNeeds } from './needs.ts'
import { isToken } from './open-session.ts'
import { receiveFile } from './receive.ts'
import { findSession, type UploadSession } from './sessions.ts'

/** What arrives at the address that Vitrine gave out for a session. */
export interface OwnPut {
  sessionId: string
  token: string
  /** As the client says. */
  sizeBytes?: number
  contentType?: string
  open(): Readable
  signal: AbortSignal
}

/**
 * Takes the file of a session. Whoever has the address may send it, once and never over another file; what
 * was sent becomes an asset when the session is closed.
 */
export async function receiveOwnPut(
  needs: UploadNeeds,
  put: OwnPut,
): Promise<{ session: UploadSession; sourcePublicId: string; file: OriginFile }> {
  const session = await findSession(needs.db, put.sessionId)
  if (!session || !isToken(session, put.token)) throw unknownAddress()
  requireOpen(session)
  const source = await findSource(needs.db, session.sourceId)
  if (!source) throw unknownAddress()
  requireAnnounced(session, put.sizeBytes)
  const lock = await needs.locks.tryLock(sessionLock(session.id))
  if (!lock) {
    const detail = 'The file of this upload session is being sent by somebody else at this moment.'
    throw new Failure('conflict', detail)
  }
  try {
    const file = await receiveFile(needs, {
      source,
      path: session.path,
      ...describe(session, put),
      overwrites: false,
      open: put.open,
      beforeEnd: () => requireStillOpen(needs, session),
      signal: AbortSignal.any([put.signal, lock.signal]),
    })
    return { session, sourcePublicId: source.publicId, file }
  } finally {
    await lock.release()
  }
}

/** What was said when the session was opened, and what the PUT itself says. */
function describe(session: UploadSession, put: OwnPut) {
  const sizeBytes = put.sizeBytes ?? session.sizeBytes
  const isVague = session.contentType === 'application/octet-stream'
  const contentType = (isVague ? put.contentType : undefined) ?? session.contentType
  return { contentType, ...(sizeBytes === null ? {} : { sizeBytes }) }
}

function requireOpen({ status, expiresAt }: UploadSession): void {
  if (status === 'PENDING' && expiresAt > new Date()) return
  const state = status === 'PENDING' ? 'EXPIRED' : status
  throw new Failure('forbidden', `This upload session is ${state}, so it takes no file any more.`)
}

/** A session that was canceled meanwhile leaves no file. One that is only out of time may finish. */
async function requireStillOpen({ db }: UploadNeeds, { id }: UploadSession): Promise<void> {
  const session = await findSession(db, id)
  if (session?.status === 'PENDING') return
  throw new Failure('conflict', 'This upload session was ended while its file was being sent.')
}

function requireAnnounced({ sizeBytes }: UploadSession, sentBytes: number | undefined): void {
  if (sizeBytes === null || sentBytes === undefined || sizeBytes === sentBytes) return
  const detail = `The session was opened for a file of ${sizeBytes} bytes, and this one has ${sentBytes}.`
  throw new Failure('invalid_body', detail)
}

/** The same for a wrong token and a session that does not exist. */
function unknownAddress(): Failure {
  return new Failure('not_found', 'There is no upload session at this address.')
}
