import type { UploadPartAttributes } from '../../contract/uploads.ts'
import { Failure, isFailure } from '../lib/failures.ts'
import type { PartUploads } from '../origins/upload-target.ts'
import type { Destination } from './needs.ts'
import type { UploadSession } from './sessions.ts'

interface PartSession {
  parts: PartUploads
  path: string
  uploadId: string
  partSize: number
  sizeBytes: number
}

/**
 * Some parts of a session: addresses for those that are missing, so that an upload goes on after a break, and
 * the ETags of those that have arrived.
 * @param numbers from 1 on
 * @throws Failure `conflict` unless the session is open and in parts; `invalid_body` for numbers it does not have
 */
export async function presignParts(
  destination: Destination,
  session: UploadSession,
  numbers: readonly number[],
): Promise<UploadPartAttributes[]> {
  if (session.status !== 'PENDING' || session.expiresAt <= new Date()) {
    throw new Failure('conflict', 'This upload session is not open any more.')
  }
  const { parts, path, uploadId, ...sizes } = readPartSession(destination, session)
  const count = countParts(sizes)
  const beyond = numbers.find((number) => number > count)
  if (beyond !== undefined) {
    const detail = `There is no part ${beyond}: this upload has ${count}.`
    throw new Failure('invalid_body', detail, { pointer: '/data/attributes/numbers' })
  }
  const arrived = new Map((await parts.list(path, uploadId)).map((part) => [part.number, part]))
  const expiresSeconds = Math.ceil((session.expiresAt.getTime() - Date.now()) / 1000)
  const wanted = [...new Set(numbers)]
  return await Promise.all(
    wanted.map(async (number) => {
      const size = sizeOfPart(sizes, number)
      const present = arrived.get(number)
      if (present?.sizeBytes === size) {
        return { number, url: null, headers: {}, size, etag: present.etag }
      }
      const put = await parts.presignPart(path, { uploadId, number, expiresSeconds })
      return { number, ...put, size, etag: null }
    }),
  )
}

/**
 * Puts the parts together, when all of them are there. Nothing is done when somebody else has just done it.
 * @throws Failure `conflict` naming what is missing; `path_taken` when something else is there by now
 */
export async function completeParts(
  destination: Destination,
  session: UploadSession,
): Promise<void> {
  const { parts, path, uploadId, ...sizes } = readPartSession(destination, session)
  let arrived: Awaited<ReturnType<PartUploads['list']>>
  try {
    arrived = await parts.list(path, uploadId)
  } catch (error) {
    // An upload that the storage no longer knows has been put together, or given up.
    if (isFailure(error, 'not_found') && (await destination.origin.stat(path))) return
    throw error
  }
  requireAll(sizes, arrived)
  try {
    await parts.complete(path, { uploadId, parts: arrived })
  } catch (error) {
    if (!(await wasCompleted(parts, path, uploadId))) throw error
  }
}

/** Whether another close came first: then the upload is gone, while a refused one is still there. */
async function wasCompleted(parts: PartUploads, path: string, uploadId: string): Promise<boolean> {
  return await parts.list(path, uploadId).then(
    () => false,
    (error) => isFailure(error, 'not_found'),
  )
}

function requireAll(sizes: Sizes, arrived: readonly { number: number; sizeBytes: number }[]): void {
  const count = countParts(sizes)
  const whole = new Set(
    arrived
      .filter((one) => one.sizeBytes === sizeOfPart(sizes, one.number))
      .map((one) => one.number),
  )
  if (whole.size === count && arrived.length === count) return
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter(
    (number) => !whole.has(number),
  )
  const named = missing.slice(0, 5).join(', ')
  const more = missing.length > 5 ? ` and ${missing.length - 5} more` : ''
  throw new Failure('conflict', `Of ${count} parts these have not arrived: ${named}${more}.`)
}

type Sizes = Pick<PartSession, 'partSize' | 'sizeBytes'>

function countParts({ partSize, sizeBytes }: Sizes): number {
  return Math.max(1, Math.ceil(sizeBytes / partSize))
}

function sizeOfPart({ partSize, sizeBytes }: Sizes, number: number): number {
  return Math.min(partSize, sizeBytes - (number - 1) * partSize)
}

function readPartSession({ target }: Destination, session: UploadSession): PartSession {
  const { path, providerUploadId: uploadId, partSize, sizeBytes } = session
  const { parts } = target
  if (!parts || uploadId === null || partSize === null || sizeBytes === null) {
    throw new Failure('conflict', 'This upload session is not one of parts.')
  }
  return { parts, path, uploadId, partSize, sizeBytes }
}
