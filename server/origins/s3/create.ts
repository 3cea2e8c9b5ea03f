import { pipeline, type Readable } from 'node:stream'
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { Failure } from '../../lib/failures.ts'
import { exactLength } from '../exact-length.ts'
import { withSpooled } from '../spool.ts'
import { ask, type S3Bucket } from './bucket.ts'
import { explainS3, meansTaken, statusOf } from './failure.ts'

/** What S3 takes in one request. More needs parts. */
export const MAX_PUT_BYTES = 5 * 2 ** 30

interface Put {
  key: string
  body: Readable | ''
  sizeBytes: number
  contentType: string
  /** Whether what is there may be replaced. */
  replaces: boolean
  signal: AbortSignal
}

/**
 * One PUT in the provider's dialect. Any answer but success is thrown as the SDK throws it: `name` is the
 * error code, `$metadata.httpStatusCode` the status.
 */
export type SendPut = (put: Put) => Promise<void>

export function s3SendPut({ client, bucket }: S3Bucket): SendPut {
  return async ({ key, body, sizeBytes, contentType, replaces, signal }) => {
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: body,
      ContentLength: sizeBytes,
      ContentType: contentType,
      ...(!replaces && { IfNoneMatch: '*' }),
    })
    await client.send(command, { abortSignal: signal })
  }
}

/** Where to write, and how. */
export interface BucketWriter {
  bucket: S3Bucket
  sendPut: SendPut
}

export interface Upload {
  key: string
  body: Readable
  contentType: string
  sizeBytes: number | undefined
  signal: AbortSignal | undefined
  replaces: boolean
}

/** Writes the body under the key; the promises are those of UploadTarget's create and replace. */
export async function writeBucketFile(writer: BucketWriter, upload: Upload): Promise<void> {
  const { sizeBytes } = upload
  if (sizeBytes === undefined) {
    const limit = { maxBytes: MAX_PUT_BYTES, failure: tooLarge, signal: upload.signal }
    return withSpooled(upload.body, limit, (body, known) =>
      putFile(writer, { ...upload, body, sizeBytes: known }),
    )
  }
  if (sizeBytes > MAX_PUT_BYTES) throw tooLarge()
  await putFile(writer, { ...upload, sizeBytes })
}

async function putFile(
  { bucket, sendPut }: BucketWriter,
  upload: Upload & { sizeBytes: number },
): Promise<void> {
  const stop = new AbortController()
  // The SDK does not hear of a source that breaks off: it would wait for the rest for ever.
  const counted = exactLength(upload.sizeBytes)
  pipeline(upload.body, counted, (error) => error && stop.abort(error))
  const signals = upload.signal ? [stop.signal, upload.signal] : [stop.signal]
  try {
    await sendPut({ ...upload, body: counted, signal: AbortSignal.any(signals) })
  } catch (error) {
    stop.signal.throwIfAborted()
    if (upload.replaces) throw explainS3(error, bucket.place)
    if (meansTaken(error) || (await tookAnother(bucket, upload, error))) throw pathTaken(error)
    throw statusOf(error) === 501 ? noConditions(bucket, error) : explainS3(error, bucket.place)
  } finally {
    counted.destroy()
  }
}

/**
 * A provider that refuses early hangs up while we are still sending, and its answer may get lost. Then
 * something under the key tells the same.
 */
async function tookAnother(bucket: S3Bucket, upload: Upload, error: unknown): Promise<boolean> {
  if (upload.signal?.aborted || statusOf(error) !== undefined) return false
  return isKeyTaken(bucket, upload.key, upload.signal)
}

/** False also where it can't be told. */
export function isKeyTaken(
  bucket: S3Bucket,
  key: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const command = new HeadObjectCommand({ Bucket: bucket.bucket, Key: key })
  const found = ask(bucket, signal, (options) => bucket.client.send(command, options))
  return found.then(
    () => true,
    () => false,
  )
}

export function tooLarge(): Failure {
  return new Failure('too_large', 'A bucket takes files up to 5 GiB in one piece.')
}

export function pathTaken(cause?: unknown): Failure {
  return new Failure('path_taken', 'There is something at this path already.', { cause })
}

export function noConditions({ place }: S3Bucket, cause?: unknown): Failure {
  const detail = `${place.host} can’t refuse to overwrite files.`
  return new Failure('origin_refused', detail, { cause })
}
