import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline, type Readable } from 'node:stream'
import * as awaited from 'node:stream/promises'
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { Failure } from '../lib/failures.ts'
import { exactLength } from './exact-length.ts'
import { ask, PROBE_NAME, type S3Bucket } from './s3-bucket.ts'
import { explainS3, statusOf } from './s3-failure.ts'
import type { OverwriteRefusal } from './upload-target.ts'

/** What S3 takes in one request. More would need parts, whose end not every provider guards. */
const MAX_PUT_BYTES = 5 * 2 ** 30

export interface Upload {
  key: string
  body: Readable
  contentType: string
  sizeBytes: number | undefined
  signal: AbortSignal | undefined
  /** Whether what is there may be replaced. */
  replaces: boolean
}

/** Writes the body under the key; the promises are those of UploadTarget's create and replace. */
export async function writeS3File(bucket: S3Bucket, upload: Upload): Promise<void> {
  const { sizeBytes } = upload
  if (sizeBytes === undefined) return createSpooled(bucket, upload)
  if (sizeBytes > MAX_PUT_BYTES) throw tooLarge()
  await putFile(bucket, upload)
}

async function putFile(bucket: S3Bucket, upload: Upload): Promise<void> {
  const stop = new AbortController()
  // The SDK does not hear of a source that breaks off: it would wait for the rest for ever.
  const counted = exactLength(upload.sizeBytes)
  pipeline(upload.body, counted, (error) => error && stop.abort(error))
  const signals = upload.signal ? [stop.signal, upload.signal] : [stop.signal]
  const command = new PutObjectCommand({
    Bucket: bucket.bucket,
    Key: upload.key,
    Body: counted,
    ContentLength: upload.sizeBytes,
    ContentType: upload.contentType,
    ...(!upload.replaces && { IfNoneMatch: '*' }),
  })
  try {
    await bucket.client.send(command, { abortSignal: AbortSignal.any(signals) })
  } catch (error) {
    stop.signal.throwIfAborted()
    const isRefusal = meansTaken(error) || (await tookAnother(bucket, upload, error))
    if (isRefusal && !upload.replaces) {
      const detail = 'There is something at this path already.'
      throw new Failure('path_taken', detail, { cause: error })
    }
    throw explainPut(error, bucket)
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
  const command = new HeadObjectCommand({ Bucket: bucket.bucket, Key: upload.key })
  const found = ask(bucket, upload.signal, (options) => bucket.client.send(command, options))
  return found.then(
    () => true,
    () => false,
  )
}

/** S3 wants to know the length before the body, so one of unknown length goes through a file. */
async function createSpooled(bucket: S3Bucket, upload: Upload): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-upload-'))
  try {
    const file = join(folder, 'body')
    const spool = createWriteStream(file)
    const { signal } = upload
    await awaited.pipeline(upload.body, atMost(MAX_PUT_BYTES), spool, { signal })
    const body = createReadStream(file)
    await putFile(bucket, { ...upload, body, sizeBytes: spool.bytesWritten })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function atMost(maxBytes: number) {
  return async function* limit(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let seenBytes = 0
    for await (const chunk of chunks) {
      seenBytes += chunk.length
      if (seenBytes > maxBytes) throw tooLarge()
      yield chunk
    }
  }
}

function tooLarge(): Failure {
  return new Failure('too_large', 'A bucket takes files up to 5 GiB.')
}

/**
 * Learns whether the provider refuses to overwrite. Some silently ignore the condition and would lose a
 * file, and only a second write to the same key tells: to one of our own, which then stays in the bucket.
 */
export async function probeConditionalWrites(
  bucket: S3Bucket,
  signal: AbortSignal | undefined,
): Promise<OverwriteRefusal> {
  const command = new PutObjectCommand({
    Bucket: bucket.bucket,
    Key: bucket.prefix + PROBE_NAME,
    Body: '',
    IfNoneMatch: '*',
  })
  try {
    await ask(bucket, signal, (options) => bucket.client.send(command, options))
    await ask(bucket, signal, (options) => bucket.client.send(command, options))
  } catch (error) {
    if (meansTaken(error)) return 'refuses'
    if (statusOf(error) === 501) return 'unsupported'
    throw explainS3(error, bucket.place)
  }
  return 'ignores'
}

/** AWS answers 409 instead of 412 to one of two writers at the same time. */
function meansTaken(error: unknown): boolean {
  return statusOf(error) === 412 || statusOf(error) === 409
}

function explainPut(error: unknown, bucket: S3Bucket): Failure {
  return statusOf(error) === 501 ? noConditions(bucket, error) : explainS3(error, bucket.place)
}

export function noConditions({ place }: S3Bucket, cause?: unknown): Failure {
  const detail = `${place.host} can’t refuse to overwrite files, so Vitrine only reads from it.`
  return new Failure('origin_refused', detail, { cause })
}
