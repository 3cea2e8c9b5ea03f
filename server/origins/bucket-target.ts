import type { Readable } from 'node:stream'
import { isFailure } from '../lib/failures.ts'
import { requireKey } from './s3/bucket.ts'
import { type BucketWriter, noConditions, pathTaken, writeBucketFile } from './s3/create.ts'
import { probeConditionalWrites } from './s3/probe.ts'
import { statS3File } from './s3/s3.ts'
import type { UploadOptions, UploadTarget } from './upload-target.ts'

/** What all buckets have in common, whatever the dialect in which they are written to. */
export function bucketTarget(
  writer: BucketWriter,
): Pick<UploadTarget, 'create' | 'replace' | 'close'> {
  const { bucket } = writer
  let isSafe = false

  async function requireFree(path: string, signal: AbortSignal | undefined): Promise<void> {
    // Saves sending a body that will be refused; the condition of the write is what protects.
    if (await isThere(writer, path, signal)) throw pathTaken()
    isSafe ||= (await probeConditionalWrites(writer, signal)) === 'refuses'
    if (!isSafe) throw noConditions(bucket)
  }

  async function write(path: string, body: Readable, options: WriteOptions): Promise<void> {
    const { contentType, sizeBytes, signal, replaces } = options
    // Before something listens, an error of the body would end the process.
    body.on('error', () => {})
    try {
      const key = requireKey(bucket, path)
      if (!replaces) await requireFree(path, signal)
      await writeBucketFile(writer, { key, body, contentType, sizeBytes, signal, replaces })
    } catch (error) {
      body.destroy()
      signal?.throwIfAborted()
      throw error
    }
  }

  return {
    create: (path, body, options) => write(path, body, { ...options, replaces: false }),
    replace: (path, body, options) => write(path, body, { ...options, replaces: true }),
    close: async () => bucket.client.destroy(),
  }
}

interface WriteOptions extends UploadOptions {
  replaces: boolean
}

/** Credentials that may write need not be allowed to read. */
async function isThere(
  { bucket }: BucketWriter,
  path: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    return (await statS3File(bucket, path, signal)) !== null
  } catch (error) {
    if (isFailure(error, 'origin_refused')) return false
    throw error
  }
}
