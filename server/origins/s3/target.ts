import { PutObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { bucketTarget } from '../bucket-target.ts'
import type { S3OriginConfig } from '../origin-config.ts'
import type { PresignedPut, UploadTarget } from '../upload-target.ts'
import { openS3Bucket, requirePresignable, type S3Bucket, type S3Options } from './bucket.ts'
import { s3Cors } from './cors.ts'
import { MAX_PUT_BYTES, s3SendPut, tooLarge } from './create.ts'
import { explainS3 } from './failure.ts'
import { probeParts, s3Parts } from './parts.ts'
import { probeConditionalWrites } from './probe.ts'

/** Writes to a bucket, or to a folder of it, at AWS or at any provider that speaks S3. */
export function s3Target(config: S3OriginConfig, options: S3Options): UploadTarget {
  const bucket = openS3Bucket(config, options)
  const writer = { bucket, sendPut: s3SendPut(bucket) }
  return {
    ...bucketTarget(writer),
    presign: (path, wanted) => presignPut(bucket, path, wanted),
    parts: s3Parts(bucket),
    async probe(signal) {
      const overwriting = await probeConditionalWrites(writer, signal)
      const partsRefuse = overwriting === 'refuses' && (await probeParts(bucket, signal))
      return { overwriting, partsRefuse }
    },
    cors: s3Cors(bucket),
  }
}

/**
 * If-None-Match is signed: without it the storage answers 403, so whoever has the address can't overwrite.
 * Content-Type is not, since browsers and clients change how they write it. Neither is the length: it would
 * bind nobody who holds the address to anything that protects a file, and breaks clients behind a proxy that
 * sends bodies in chunks. An address lives as long as what signed it: at most seven days (SigV4), and no
 * longer than the session of a role, often one hour, whatever was asked for.
 */
async function presignPut(
  bucket: S3Bucket,
  path: string,
  wanted: { contentType: string; sizeBytes?: number; expiresSeconds: number },
): Promise<PresignedPut> {
  if ((wanted.sizeBytes ?? 0) > MAX_PUT_BYTES) throw tooLarge()
  const Key = requirePresignable(bucket, path)
  const command = new PutObjectCommand({ Bucket: bucket.bucket, Key, IfNoneMatch: '*' })
  try {
    const url = await getSignedUrl(bucket.client, command, { expiresIn: wanted.expiresSeconds })
    return { url, headers: { 'Content-Type': wanted.contentType, 'If-None-Match': '*' } }
  } catch (error) {
    throw explainS3(error, bucket.place)
  }
}
