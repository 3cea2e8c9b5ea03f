import type { S3Client } from '@aws-sdk/client-s3'
import { Failure } from '../../lib/failures.ts'
import type { NetworkAllowList } from '../network-guard.ts'
import type { OriginFile } from '../origin.ts'
import type { S3OriginConfig } from '../origin-config.ts'
import { checkPath } from '../origin-path.ts'
import { openS3Client } from './client.ts'
import type { S3Place } from './failure.ts'

/** An open bucket: what every operation needs. */
export interface S3Bucket {
  client: S3Client
  bucket: string
  /** Empty, or ends with a slash. */
  prefix: string
  place: S3Place
  answerSeconds: number
}

export interface S3Options {
  allowPrivate: NetworkAllowList
  idleSeconds: number
}

/** null: AWS. */
export function endpointOf({ endpoint, dialect }: S3OriginConfig): string | null {
  return endpoint ?? (dialect === 'gcs' ? 'https://storage.googleapis.com' : null)
}

/** @throws Failure `invalid_parameter` for settings that can't be right */
export function openS3Bucket(
  config: S3OriginConfig,
  { allowPrivate, idleSeconds }: S3Options,
): S3Bucket {
  const timeouts = { connectSeconds: Math.min(10, idleSeconds), idleSeconds }
  const folder = config.prefix.replace(/^\/+|\/+$/g, '')
  const { bucket } = config
  const endpoint = endpointOf(config)
  return {
    client: openS3Client({ ...config, endpoint }, allowPrivate, timeouts),
    bucket,
    prefix: folder === '' ? '' : `${folder}/`,
    place: { bucket, host: endpoint === null ? 'AWS' : new URL(endpoint).host },
    answerSeconds: idleSeconds,
  }
}

/**
 * Runs one request until its answer begins, and no longer than the time for that; a body in the answer
 * stays bound to the caller's signal only.
 * @throws the signal's reason when aborted; else the SDK's error, to be explained by explainS3
 */
export async function ask<T>(
  { answerSeconds }: S3Bucket,
  signal: AbortSignal | undefined,
  send: (options: { abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted()
  const late = Object.assign(new Error('no answer in time'), { name: 'TimeoutError' })
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(late), answerSeconds * 1000)
  const signals = signal ? [signal, deadline.signal] : [deadline.signal]
  try {
    return await send({ abortSignal: AbortSignal.any(signals) })
  } catch (error) {
    signal?.throwIfAborted()
    throw deadline.signal.aborted ? late : error
  } finally {
    clearTimeout(timer)
  }
}

/** S3 takes keys up to this length, and calls longer ones a mistake instead of missing. */
const MAX_KEY_BYTES = 1024

/** A small object that s3-probe.ts leaves behind to learn how the provider treats overwriting. */
export const PROBE_NAME = '.vitrine-write-probe'

/**
 * The key of a path; null when no file can be there: "a/" is how some tools mark a folder.
 * @throws Failure `invalid_path`
 */
export function findKey({ prefix }: S3Bucket, path: string): string | null {
  checkPath(path)
  const key = prefix + path
  const canBeFile = !path.endsWith('/') && path !== PROBE_NAME
  return canBeFile && Buffer.byteLength(key) <= MAX_KEY_BYTES ? key : null
}

/** @throws Failure `invalid_path` where nothing can be written */
export function requireKey(bucket: S3Bucket, path: string): string {
  const key = findKey(bucket, path)
  if (key) return key
  throw new Failure('invalid_path', 'A bucket can’t hold this path.')
}

/** Whoever sends a request takes “.” out of an address, and it would be another one than was signed. */
export function requirePresignable(bucket: S3Bucket, path: string): string {
  const key = requireKey(bucket, path)
  if (!key.split('/').includes('.')) return key
  throw new Failure('invalid_path', 'A path with a folder “.” can’t be uploaded to by an address.')
}

/** What list, HEAD and GET say of an object. */
interface ObjectFacts {
  sizeBytes: number | undefined
  ETag?: string
  LastModified?: Date
  CacheControl?: string
}

/** Lists know milliseconds where HEAD does not, so neither is believed below the second. */
export function toOriginFile(
  path: string,
  { sizeBytes, ETag, LastModified, CacheControl }: ObjectFacts,
): OriginFile {
  const seconds = Math.floor((LastModified?.getTime() ?? 0) / 1000)
  const size = sizeBytes ?? 0
  const etag = ETag?.replace(/^W\/|"/g, '') || `${size.toString(16)}-${seconds.toString(16)}`
  const file = { path, sizeBytes: size, etag, modifiedAt: new Date(seconds * 1000) }
  return CacheControl === undefined ? file : { ...file, cacheControl: CacheControl }
}
