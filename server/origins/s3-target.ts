import type { Readable } from 'node:stream'
import { Failure } from '../lib/failures.ts'
import type { S3OriginConfig } from './origin-config.ts'
import { statS3File } from './s3.ts'
import { findKey, openS3Bucket, type S3Bucket, type S3Options } from './s3-bucket.ts'
import { noConditions, probeConditionalWrites, writeS3File } from './s3-create.ts'
import type { UploadOptions, UploadTarget } from './upload-target.ts'

/** Writes to a bucket, or to a folder of it, at AWS or at any provider that speaks S3. */
export function s3Target(config: S3OriginConfig, options: S3Options): UploadTarget {
  const bucket = openS3Bucket(config, options)
  let isSafe = false
  const write = async (path: string, body: Readable, options: WriteOptions): Promise<void> => {
    const { contentType, sizeBytes, signal, replaces } = options
    // Before something listens, an error of the body would end the process.
    body.on('error', () => {})
    try {
      const key = requireKey(bucket, path)
      if (!replaces) {
        // Saves sending a body that will be refused; the condition of the write is what protects.
        if (await statS3File(bucket, path, signal)) throw pathTaken(path)
        isSafe ||= (await probeConditionalWrites(bucket, signal)) === 'refuses'
        if (!isSafe) throw noConditions(bucket)
      }
      await writeS3File(bucket, { key, body, contentType, sizeBytes, signal, replaces })
    } catch (error) {
      body.destroy()
      signal?.throwIfAborted()
      throw error
    }
  }
  return {
    create: (path, body, options) => write(path, body, { ...options, replaces: false }),
    replace: (path, body, options) => write(path, body, { ...options, replaces: true }),
    async probe(signal) {
      return { overwriting: await probeConditionalWrites(bucket, signal), partsRefuse: false }
    },
    close: async () => bucket.client.destroy(),
  }
}

interface WriteOptions extends UploadOptions {
  replaces: boolean
}

function requireKey(bucket: S3Bucket, path: string): string {
  const key = findKey(bucket, path)
  if (key) return key
  throw new Failure('invalid_path', 'A bucket can’t hold this path.')
}

function pathTaken(path: string): Failure {
  return new Failure('path_taken', `There is something at ${path} already.`)
}
