import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { Failure } from '../../lib/failures.ts'
import { openOrigin, openUploadTarget } from '../index.ts'
import { readNetworkAllowList } from '../network-guard.ts'
import type { ListableOrigin } from '../origin.ts'
import type { S3OriginConfig } from '../origin-config.ts'
import type { DoubleBucket } from '../s3-double/bucket.ts'
import { type S3Double, type S3DoubleOptions, startS3Double } from '../s3-double/s3-double.ts'
import type { UploadTarget } from '../upload-target.ts'

export const PRIVATE = readNetworkAllowList('127.0.0.0/8, localhost')

export function configOf(double: S3Double, more: Partial<S3OriginConfig> = {}): S3OriginConfig {
  const { endpoint, region, credentials, profile } = double
  const dialect = profile === 'gcs' ? 'gcs' : 's3'
  const config = { bucket: 'pictures', prefix: '', region, endpoint, credentials }
  return { type: 's3', dialect, ...config, ...more }
}

interface Opened {
  double: S3Double
  bucket: DoubleBucket
  origin: ListableOrigin
  target: UploadTarget
}

export async function withBucket(
  use: (opened: Opened) => Promise<void>,
  options: S3DoubleOptions & { idleSeconds?: number } = {},
): Promise<void> {
  const double = await startS3Double(options)
  const bucket = double.addBucket('pictures')
  const { idleSeconds = 5 } = options
  const origin = openOrigin(configOf(double), { allowPrivate: PRIVATE, idleSeconds })
  const target = openTarget(configOf(double), idleSeconds)
  try {
    await use({ double, bucket, origin, target })
  } finally {
    await origin.close()
    await target.close()
    await double.close()
  }
}

export function openTarget(config: S3OriginConfig, idleSeconds = 5): UploadTarget {
  const target = openUploadTarget(config, { allowPrivate: PRIVATE, idleSeconds })
  assert.ok(target)
  return target
}

export function write(target: UploadTarget, path: string, content: string) {
  const options = { contentType: 'image/png', sizeBytes: Buffer.byteLength(content) }
  return target.create(path, Readable.from([Buffer.from(content)]), options)
}

export function withCode(code: Failure['code'], detail = /./) {
  return (error: unknown) => {
    assert.ok(error instanceof Failure, String(error))
    assert.equal(error.code, code, error.detail)
    assert.match(error.detail, detail)
    assert.doesNotMatch(error.detail, /double\/secret/)
    return true
  }
}
