import { Failure } from '../../lib/failures.ts'
import { bucketTarget } from '../bucket-target.ts'
import { guardedAgents } from '../network-guard.ts'
import type { S3OriginConfig } from '../origin-config.ts'
import {
  endpointOf,
  openS3Bucket,
  requirePresignable,
  type S3Bucket,
  type S3Options,
} from '../s3/bucket.ts'
import { isKeyTaken, MAX_PUT_BYTES, type SendPut, tooLarge } from '../s3/create.ts'
import { statusOf } from '../s3/failure.ts'
import { probeConditionalWrites } from '../s3/probe.ts'
import type { UploadTarget } from '../upload-target.ts'
import { gcsCors } from './cors.ts'
import { type GoogBucket, presignGoogPut, sendGoog } from './request.ts'

/** Google, Cloud Storage: Request preconditions. 0 stands for "there is nothing". */
const ONLY_NEW = { 'x-goog-if-generation-match': '0' }

/**
 * Writes to Google Cloud Storage. It speaks S3, but heeds the condition of S3 only when reading; its own, in
 * a header that starts with x-goog-, wants its own signature. The bucket is looked at through S3. There are
 * no uploads in parts, since none of the conditions holds at their end.
 */
export function gcsTarget(config: S3OriginConfig, options: S3Options): UploadTarget {
  const bucket = openS3Bucket(config, options)
  const agents = guardedAgents(options.allowPrivate, { maxSockets: 64 })
  const place: GoogBucket = {
    endpoint: new URL(endpointOf(config) ?? ''),
    bucket: config.bucket,
    key: requireKeys(config),
    agents,
    idleSeconds: options.idleSeconds,
  }
  const writer = { bucket, sendPut: gcsSendPut(place, bucket) }
  const { close, ...writing } = bucketTarget(writer)
  return {
    ...writing,

    async presign(path, { contentType, sizeBytes = 0, expiresSeconds }) {
      if (sizeBytes > MAX_PUT_BYTES) throw tooLarge()
      const key = requirePresignable(bucket, path)
      const url = presignGoogPut(place, { key, headers: ONLY_NEW, expiresSeconds })
      return { url, headers: { 'Content-Type': contentType, ...ONLY_NEW } }
    },

    async probe(signal) {
      return { overwriting: await probeConditionalWrites(writer, signal), partsRefuse: false }
    },

    cors: gcsCors(place, bucket.place),

    async close() {
      agents.httpAgent.destroy()
      agents.httpsAgent.destroy()
      await close()
    },
  }
}

function gcsSendPut(place: GoogBucket, bucket: S3Bucket): SendPut {
  return async ({ key, body, sizeBytes, contentType, replaces, signal }) => {
    const headers = { 'content-type': contentType, ...(!replaces && ONLY_NEW) }
    const content = { content: body, sizeBytes }
    try {
      await sendGoog(place, { method: 'PUT', key, headers, body: content, signal })
    } catch (error) {
      // A role that may create and not delete, as it should be, may be told this of what is there already.
      const isForbidden = !replaces && statusOf(error) === 403
      if (isForbidden && (await isKeyTaken(bucket, key, signal))) throw taken(error)
      throw error
    }
  }
}

function taken(cause: unknown): Error {
  const error = new Error('The object exists.', { cause })
  return Object.assign(error, { $metadata: { httpStatusCode: 412 } })
}

function requireKeys({ credentials }: S3OriginConfig) {
  if (credentials) return credentials
  throw new Failure('origin_refused', 'Uploads to Google Cloud Storage need an HMAC key.')
}
