import { createHash } from 'node:crypto'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListPartsCommand,
  type ListPartsCommandOutput,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { Failure } from '../../lib/failures.ts'
import type { PartUploads } from '../upload-target.ts'
import { ask, PROBE_NAME, requirePresignable, type S3Bucket } from './bucket.ts'
import { pathTaken } from './create.ts'
import { attemptsOf, explainS3, meansTaken } from './failure.ts'

type Arrived = Awaited<ReturnType<PartUploads['list']>>
type Parts = Parameters<PartUploads['complete']>[1]['parts']

/** Uploads in parts, by S3's multipart uploads. Nothing is under the key before the end. */
export function s3Parts(bucket: S3Bucket): PartUploads {
  const keyOf = (path: string) => requirePresignable(bucket, path)
  return {
    begin: (path, { contentType }) => beginUpload(bucket, keyOf(path), contentType),

    async presignPart(path, { uploadId, number, expiresSeconds }) {
      const Key = keyOf(path)
      const part = { Bucket: bucket.bucket, Key, UploadId: uploadId, PartNumber: number }
      const expires = { expiresIn: expiresSeconds }
      const url = await explained(bucket, () =>
        getSignedUrl(bucket.client, new UploadPartCommand(part), expires),
      )
      return { url, headers: {} }
    },

    list: (path, uploadId) => listParts(bucket, { key: keyOf(path), uploadId }),

    async complete(path, { uploadId, parts }) {
      const upload = { key: keyOf(path), uploadId }
      await explained(bucket, async () => {
        try {
          await completeUpload(bucket, upload, parts)
        } catch (error) {
          if (!mayHaveCompleted(error) || !(await isCompleted(bucket, upload.key, parts)))
            throw error
        }
      })
    },

    abort: (path, uploadId) => abortUpload(bucket, { key: keyOf(path), uploadId }),
  }
}

/**
 * Whether an upload in parts refuses at its end to replace what is there, which not every provider does, and
 * whether the credentials suffice for all the rest. Tried on the probe's key, which has to be taken.
 */
export async function probeParts(
  bucket: S3Bucket,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const key = bucket.prefix + PROBE_NAME
  try {
    const uploadId = await beginUpload(bucket, key, 'text/plain', signal)
    const upload = { key, uploadId }
    let refuses = false
    try {
      refuses = await tryToComplete(bucket, upload, signal)
    } finally {
      await abortUpload(bucket, upload)
    }
    return refuses
  } catch {
    signal?.throwIfAborted()
    return false
  }
}

interface PartUpload {
  key: string
  uploadId: string
}

async function tryToComplete(
  bucket: S3Bucket,
  upload: PartUpload,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const part = { ...idOf(bucket, upload), PartNumber: 1, Body: 'x' }
  await ask(bucket, signal, (options) => bucket.client.send(new UploadPartCommand(part), options))
  const parts = await listParts(bucket, upload, signal)
  try {
    await completeUpload(bucket, upload, parts, signal)
    return false
  } catch (error) {
    return meansTaken(error)
  }
}

async function beginUpload(
  bucket: S3Bucket,
  key: string,
  contentType: string,
  signal?: AbortSignal,
): Promise<string> {
  const wanted = { Bucket: bucket.bucket, Key: key, ContentType: contentType }
  const command = new CreateMultipartUploadCommand(wanted)
  const { UploadId } = await explained(bucket, () =>
    ask(bucket, signal, (options) => bucket.client.send(command, options)),
  )
  if (UploadId) return UploadId
  const detail = `${bucket.place.host} does not answer as S3 does: an upload without an id.`
  throw new Failure('origin_refused', detail)
}

/** S3's limit. */
const MOST_PARTS = 10_000

async function listParts(
  bucket: S3Bucket,
  upload: PartUpload,
  signal?: AbortSignal,
): Promise<Arrived> {
  const arrived: Arrived = []
  for (let marker: string | undefined; ; ) {
    const page: ListPartsCommandOutput = await explained(bucket, () => {
      const command = new ListPartsCommand({ ...idOf(bucket, upload), PartNumberMarker: marker })
      return ask(bucket, signal, (options) => bucket.client.send(command, options))
    })
    for (const { PartNumber = 0, Size = 0, ETag = '' } of page.Parts ?? []) {
      arrived.push({ number: PartNumber, sizeBytes: Size, etag: ETag.replaceAll('"', '') })
    }
    const next = Number(page.NextPartNumberMarker)
    const goesOn = page.IsTruncated && next > Number(marker ?? 0) && next <= MOST_PARTS
    if (!goesOn) return arrived
    marker = String(next)
  }
}

async function completeUpload(
  bucket: S3Bucket,
  upload: PartUpload,
  parts: Parts,
  signal?: AbortSignal,
): Promise<void> {
  const command = new CompleteMultipartUploadCommand({
    ...idOf(bucket, upload),
    IfNoneMatch: '*',
    MultipartUpload: {
      Parts: parts.map(({ number, etag }) => ({ PartNumber: number, ETag: `"${etag}"` })),
    },
  })
  // Putting a large file together takes minutes, in which providers keep the connection alive.
  const options = signal ? { abortSignal: signal } : {}
  await bucket.client.send(command, options)
}

/** The answer to a first try got lost, or somebody completed the upload and ended before saying so. */
function mayHaveCompleted(error: unknown): boolean {
  return isUnknown(error) || (meansTaken(error) && attemptsOf(error) > 1)
}

/** Whether what is there was put together of just these parts: S3 makes its ETag of theirs. */
async function isCompleted(bucket: S3Bucket, key: string, parts: Parts): Promise<boolean> {
  const whole = createHash('md5')
  for (const { etag } of parts) whole.update(Buffer.from(etag, 'hex'))
  const expected = `"${whole.digest('hex')}-${parts.length}"`
  const command = new HeadObjectCommand({ Bucket: bucket.bucket, Key: key })
  const found = ask(bucket, undefined, (options) => bucket.client.send(command, options))
  return found.then(
    ({ ETag }) => ETag === expected,
    () => false,
  )
}

async function abortUpload(bucket: S3Bucket, upload: PartUpload): Promise<void> {
  const command = new AbortMultipartUploadCommand(idOf(bucket, upload))
  try {
    await ask(bucket, undefined, (options) => bucket.client.send(command, options))
  } catch (error) {
    if (!isUnknown(error)) throw explainS3(error, bucket.place)
  }
}

function idOf({ bucket }: S3Bucket, { key, uploadId }: PartUpload) {
  return { Bucket: bucket, Key: key, UploadId: uploadId }
}

function isUnknown(error: unknown): boolean {
  return error instanceof Error && error.name === 'NoSuchUpload'
}

const WRONG_PARTS = new Set(['InvalidPart', 'InvalidPartOrder', 'EntityTooSmall'])

async function explained<T>({ place }: S3Bucket, send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (error) {
    if (meansTaken(error)) throw pathTaken(error)
    if (isUnknown(error)) {
      throw new Failure('not_found', 'The storage no longer knows this upload.', { cause: error })
    }
    if (error instanceof Error && WRONG_PARTS.has(error.name)) {
      const detail = 'Not all parts arrived as they were announced.'
      throw new Failure('invalid_body', detail, { cause: error })
    }
    throw explainS3(error, place)
  }
}
