import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { Failure } from '../../lib/failures.ts'
import { guardedAgents, type NetworkAllowList } from '../network-guard.ts'
import type { S3OriginConfig } from '../origin-config.ts'

export interface S3Timeouts {
  connectSeconds: number
  /** Without a byte in either direction, and until an answer begins. */
  idleSeconds: number
}

const MAX_SOCKETS = 64
/** A page of the longest keys, all of them escaped. The SDK's reader takes forty times that in memory. */
const MAX_ANSWER_BYTES = 8 * 2 ** 20

/** @throws Failure `invalid_parameter` for a bucket, region or endpoint that can't be one. */
export function openS3Client(
  config: S3OriginConfig,
  allowPrivate: NetworkAllowList,
  timeouts: S3Timeouts,
): S3Client {
  checkBucket(config.bucket)
  if (config.endpoint !== null) checkEndpoint(config.endpoint)
  if (config.region !== null) checkRegion(config.region)
  const region = config.region ?? (config.endpoint === null ? null : 'us-east-1')
  return new S3Client({
    ...(region !== null && { region }),
    ...(config.endpoint !== null && { endpoint: config.endpoint }),
    ...(config.credentials && { credentials: config.credentials }),
    forcePathStyle: config.pathStyle ?? config.endpoint !== null,
    // The SDK's default sends checksum trailers, which Ceph and Swift refuse and others store.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // A bucket may not send us elsewhere, and what its name says may not either.
    followRegionRedirects: false,
    useArnRegion: false,
    expectContinueHeader: false,
    maxAttempts: 3,
    logger: SILENT,
    streamCollector: collectAnswer,
    // Agents, not options of agents: for some requests the SDK makes agents of its own from those.
    requestHandler: new NodeHttpHandler({
      ...guardedAgents(allowPrivate, { maxSockets: MAX_SOCKETS }),
      connectionTimeout: timeouts.connectSeconds * 1000,
      socketTimeout: timeouts.idleSeconds * 1000,
      logger: SILENT,
    }),
  })
}

/** Everything the SDK would log comes back as an error as well. */
const SILENT: NonNullable<S3ClientConfig['logger']> = {
  debug() {},
  info() {},
  warn() {},
  error() {},
}

function checkBucket(bucket: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/.test(bucket)) {
    throw new Failure('invalid_parameter', `“${bucket}” can’t be the name of a bucket.`)
  }
  // Directory buckets list their keys in no order and take no start-after.
  if (bucket.endsWith('--x-s3')) {
    throw new Failure('invalid_parameter', 'Directory buckets (…--x-s3) can’t be listed in order.')
  }
}

/** At AWS the region is a part of the host name. */
function checkRegion(region: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/.test(region)) return
  throw new Failure('invalid_parameter', `“${region}” can’t be the name of a region.`)
}

function checkEndpoint(endpoint: string): void {
  const url = URL.parse(endpoint)
  const isPlain = url && !url.username && !url.password && !url.search && !url.hash
  if (!isPlain || !/^https?:$/.test(url.protocol)) {
    const detail = `“${endpoint}” is not an endpoint such as https://s3.example.com.`
    throw new Failure('invalid_parameter', detail)
  }
}

/** Whole answers (lists, errors) are kept in memory, so an endpoint can't send them without end. */
async function collectAnswer(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of stream) {
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) throw farTooMuch()
    chunks.push(chunk)
  }
  return requireReadable(Buffer.concat(chunks))
}

/**
 * What the SDK's reader of XML can be given: at each document type it makes a copy of everything, so that some
 * hundred kilobytes of nothing else would take it minutes.
 * @throws Failure `origin_refused`
 */
export function requireReadable(xml: Buffer): Buffer {
  if (xml.length > MAX_ANSWER_BYTES) throw farTooMuch()
  const types = xml.toString('latin1').matchAll(/<!doctype/gi)
  if (types.take(2).toArray().length === 2) throw farTooMuch()
  return xml
}

function farTooMuch(): Failure {
  return new Failure('origin_refused', 'The endpoint does not answer as S3 does: far too much.')
}
