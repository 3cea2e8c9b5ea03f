import type { Readable } from 'node:stream'
import { findSource, type Source } from '../catalog/sources.ts'
import { addUploaded, type Uploader } from '../catalog/uploaded.ts'
import type { Db } from '../db/tables.ts'
import { PRIORITY } from '../jobs/queue.ts'
import { Failure, isFailure } from '../lib/failures.ts'
import type { OriginFile } from '../origins/origin.ts'
import { chooseContentType } from './content-type.ts'
import { brokenOff, readIncoming, tooLarge } from './incoming-body.ts'
import {
  type Destination,
  maxUploadBytes,
  openDestination,
  prefixOf,
  type UploadNeeds,
} from './needs.ts'
import { checkNewPath } from './new-path.ts'
import { findWritten, pathTaken, requireFree, writeFile } from './write-file.ts'

/** A file that comes in through Vitrine. */
export interface IncomingFile {
  source: Source
  path: string
  /** As the client says; a promise. */
  sizeBytes?: number
  /** As the client says. */
  contentType?: string
  /** Further limits than that of the storage. */
  maxBytes?: number
  /** Whether a file that is there may be replaced. */
  overwrites: boolean
  /** Begins the reading of the request: called when nothing speaks against the upload any more. */
  open(): Readable
  beforeEnd?: () => Promise<void>
  signal: AbortSignal
}

/**
 * The story of bytes that come in through Vitrine: everything that can be known before is looked at before the
 * first byte is read, then they are streamed to the Origin. A refused or broken-off upload leaves nothing behind.
 */
export async function receiveFile(needs: UploadNeeds, incoming: IncomingFile): Promise<OriginFile> {
  const { source, path, sizeBytes, overwrites, signal } = incoming
  const destination = openDestination(needs, source)
  checkNewPath(path, prefixOf(source))
  if (overwrites) requireOverwriting(source)
  const maxBytes = Math.min(incoming.maxBytes ?? Number.POSITIVE_INFINITY, maxUploadBytes(source))
  if (sizeBytes !== undefined && sizeBytes > maxBytes) throw tooLarge(maxBytes)
  if (!overwrites) await requireFree(destination, path, signal)
  await write(needs, destination, incoming, maxBytes)
  // The file is there now, whether or not the client still waits. Credentials may have changed meanwhile.
  const present = await findSource(needs.db, source.id)
  if (!present) throw sourceDeleted(path)
  return await findWritten(needs.open(present), path)
}

function sourceDeleted(path: string): Failure {
  const detail = `The Source was deleted meanwhile. The file is at "/${path}" of its Origin and stays there, but it is no asset: Vitrine never deletes a file.`
  return new Failure('not_found', detail)
}

async function write(
  needs: UploadNeeds,
  destination: Destination,
  incoming: IncomingFile,
  maxBytes: number,
): Promise<void> {
  const { path, sizeBytes, overwrites, signal, beforeEnd } = incoming
  const body = readIncoming(incoming.open(), { maxBytes, ...(beforeEnd && { beforeEnd }) })
  const contentType = chooseContentType(incoming.contentType, path)
  const size = sizeBytes === undefined ? {} : { sizeBytes }
  try {
    await writeFile(needs, destination, { path, body, contentType, ...size, overwrites, signal })
  } catch (error) {
    // What the body said tells more than what a storage made of it.
    if (body.errored instanceof Failure) throw body.errored
    if (signal.aborted) throw isFailure(signal.reason) ? signal.reason : brokenOff()
    throw isFailure(error, 'path_taken') ? pathTaken(error.detail) : error
  } finally {
    body.destroy()
  }
}

function requireOverwriting({ uploads }: Source): void {
  if (uploads.allows_overwrite) return
  const detail =
    'This Source does not let files be overwritten. Who may change Sources can allow it in the Upload Setup.'
  throw new Failure('forbidden', detail)
}

/**
 * Makes an asset of what was uploaded and lets it be read before everything else; of a paused Source when it goes
 * on. Call it in a transaction.
 * @throws Failure `not_found` when the Source has been deleted
 */
export async function indexUploaded(
  { enqueue }: Pick<UploadNeeds, 'enqueue'>,
  tx: Db,
  {
    source,
    file,
    contentType,
    by,
  }: { source: Source; file: OriginFile; contentType: string; by: Uploader },
): Promise<void> {
  const sourceId = source.id
  const status = await addUploaded(tx, { sourceId, file, contentType, by })
  if (status === null) throw sourceDeleted(file.path)
  if (status !== 'pending') return
  const options = { priority: PRIORITY.interactive }
  await enqueue(tx, 'index-assets', { sourceId, paths: [file.path] }, options)
}
