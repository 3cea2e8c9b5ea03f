import { pipeline, Readable } from 'node:stream'
import { Failure } from '../../lib/failures.ts'
import { exactLength } from '../exact-length.ts'
import { PROBE_NAME } from '../s3/bucket.ts'
import { withSpooled } from '../spool.ts'
import type { OverwriteRefusal } from '../upload-target.ts'
import { type AzureContainer, askAzure, sendToAzure } from './container.ts'
import { AzureRefusal, explainAzure } from './failure.ts'

/** What Azure takes in one request. More would need blocks, which a SAS without the right w can't send. */
const MAX_PUT_BYTES = 5000 * 2 ** 20

export interface AzureUpload {
  name: string
  body: Readable
  contentType: string
  sizeBytes: number | undefined
  signal: AbortSignal | undefined
  /** Whether what is there may be replaced. */
  replaces: boolean
}

/** Writes the body under the name; the promises are those of UploadTarget's create and replace. */
export async function writeAzureFile(
  container: AzureContainer,
  upload: AzureUpload,
): Promise<void> {
  const { sizeBytes } = upload
  if (sizeBytes === undefined) {
    const limit = { maxBytes: MAX_PUT_BYTES, failure: tooLarge, signal: upload.signal }
    return withSpooled(upload.body, limit, (body, known) =>
      writeAzureFile(container, { ...upload, body, sizeBytes: known }),
    )
  }
  if (sizeBytes > MAX_PUT_BYTES) throw tooLarge()
  const counted = exactLength(sizeBytes)
  let broken: Error | undefined
  counted.once('error', (error) => {
    broken = error
  })
  pipeline(upload.body, counted, () => {})
  try {
    await putBlob(container, { ...upload, sizeBytes }, counted)
  } catch (error) {
    upload.signal?.throwIfAborted()
    if (broken && !(error instanceof AzureRefusal)) throw broken
    if (!upload.replaces && (await meansTaken(container, upload, error))) throw pathTaken(error)
    throw explainAzure(error, container.place)
  }
}

async function putBlob(
  container: AzureContainer,
  upload: Pick<AzureUpload, 'name' | 'contentType' | 'signal' | 'replaces'> & { sizeBytes: number },
  body: Readable,
): Promise<void> {
  const { name, contentType, sizeBytes, signal, replaces } = upload
  const headers = {
    'x-ms-blob-type': 'BlockBlob',
    'content-type': contentType,
    'content-length': sizeBytes,
    ...(!replaces && { 'if-none-match': '*' }),
  }
  await sendToAzure(container, { method: 'PUT', name, headers, signal }, body)
}

/**
 * Azure says in several ways that there is something: by its condition, by refusing a SAS that may create (c) but
 * not write (w), and it may close the connection while the body is still being sent, so that its answer gets lost.
 */
async function meansTaken(
  container: AzureContainer,
  { name, signal }: Pick<AzureUpload, 'name' | 'signal'>,
  error: unknown,
): Promise<boolean> {
  const isRefusal = error instanceof AzureRefusal
  if (isRefusal && TAKEN.has(error.code)) return true
  if (isRefusal && error.status !== 403) return error.status === 412
  try {
    const answer = await askAzure(container, { method: 'HEAD', name, signal })
    answer.resume()
    return true
  } catch (unseen) {
    const isHidden = unseen instanceof AzureRefusal && unseen.status === 403
    const { permissions } = container.place.sas
    const createsUnseen = permissions?.includes('c') && !permissions.includes('r')
    // Who may create and not look is refused only where there is something.
    return isHidden && isRefusal && error.code === NO_PERMISSION && createsUnseen === true
  }
}

const TAKEN = new Set(['BlobAlreadyExists', 'UnauthorizedBlobOverwrite'])
const NO_PERMISSION = 'AuthorizationPermissionMismatch'

/**
 * Learns whether what stands in for Azure refuses to overwrite: puts an empty blob of our own twice, which then stays
 * in the container.
 */
export async function probeAzureWrites(
  container: AzureContainer,
  signal: AbortSignal | undefined,
): Promise<OverwriteRefusal> {
  const name = container.prefix + PROBE_NAME
  const probe = { name, contentType: 'text/plain', sizeBytes: 0, signal, replaces: false }
  try {
    await putBlob(container, probe, Readable.from([]))
    await putBlob(container, probe, Readable.from([]))
  } catch (error) {
    signal?.throwIfAborted()
    if (await meansTaken(container, { name, signal }, error)) return 'refuses'
    throw explainAzure(error, container.place)
  }
  return 'ignores'
}

export function pathTaken(cause?: unknown): Failure {
  return new Failure('path_taken', 'There is something at this path already.', { cause })
}

function tooLarge(): Failure {
  return new Failure('too_large', 'Azure takes files up to 5000 MiB at once.')
}
