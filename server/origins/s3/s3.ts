import { addAbortSignal, PassThrough, pipeline, Readable } from 'node:stream'
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
} from '@aws-sdk/client-s3'
import { Failure } from '../../lib/failures.ts'
import { outOfRange } from '../byte-range.ts'
import type { ByteRange, ListableOrigin, OpenedFile, OriginFile } from '../origin.ts'
import type { S3OriginConfig } from '../origin-config.ts'
import {
  ask,
  findKey,
  openS3Bucket,
  type S3Bucket,
  type S3Options,
  toOriginFile,
} from './bucket.ts'
import { explainS3, type S3Place, statusOf } from './failure.ts'
import { listS3Files } from './list.ts'
import { splitS3Bucket } from './split.ts'

/** An Origin in a bucket, or in a folder of it, at AWS or at any provider that speaks S3. */
export function s3Origin(config: S3OriginConfig, options: S3Options): ListableOrigin {
  const bucket = openS3Bucket(config, options)
  return {
    list: (listOptions = {}) => listS3Files(bucket, listOptions),
    split: (parts, signal) => splitS3Bucket(bucket, parts, signal),
    stat: (path, signal) => statS3File(bucket, path, signal),
    open: (path, { range, signal } = {}) => openS3File(bucket, path, range, signal),
    close: async () => bucket.client.destroy(),
  }
}

export async function statS3File(
  bucket: S3Bucket,
  path: string,
  signal: AbortSignal | undefined,
): Promise<OriginFile | null> {
  const key = findKey(bucket, path)
  if (!key) return null
  const command = new HeadObjectCommand({ Bucket: bucket.bucket, Key: key })
  try {
    const head = await ask(bucket, signal, (options) => bucket.client.send(command, options))
    return toOriginFile(path, { ...head, sizeBytes: head.ContentLength })
  } catch (error) {
    signal?.throwIfAborted()
    // An answer to HEAD has no text: whether it is the file or the bucket that is missing, or why it was
    // refused, only GET tells.
    const status = statusOf(error)
    if (status === undefined || status >= 500) throw explainS3(error, bucket.place)
  }
  const opened = await openS3File(bucket, path, undefined, signal)
  if (!opened) return null
  const { body, contentType: _, ...file } = opened
  body.destroy()
  return file
}

async function openS3File(
  bucket: S3Bucket,
  path: string,
  range: ByteRange | undefined,
  signal: AbortSignal | undefined,
): Promise<OpenedFile | null> {
  const key = findKey(bucket, path)
  if (!key) return null
  if (range && (range.start < 0 || (range.end ?? range.start) < range.start)) throw outOfRange(null)
  const command = new GetObjectCommand({
    Bucket: bucket.bucket,
    Key: key,
    ...(range && { Range: `bytes=${range.start}-${range.end ?? ''}` }),
  })
  try {
    const answer = await ask(bucket, signal, (options) => bucket.client.send(command, options))
    return readAnswer(bucket, path, answer, { range, signal })
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof Error && error.name === 'NoSuchKey') return null
    if (statusOf(error) === 416) throw outOfRange(null)
    throw explainS3(error, bucket.place)
  }
}

function readAnswer(
  { place }: S3Bucket,
  path: string,
  answer: GetObjectCommandOutput,
  { range, signal }: { range: ByteRange | undefined; signal: AbortSignal | undefined },
): OpenedFile {
  const { Body, ContentType, ContentLength, ContentRange } = answer
  // The types also name the kinds of body a browser would get.
  if (!(Body instanceof Readable)) throw new Error('The SDK gave no stream.')
  refuseEndless(place, Body, { range, ContentLength })
  const wholeBytes = range
    ? Number(/\/(\d+)$/.exec(ContentRange ?? '')?.[1] ?? Number.NaN)
    : ContentLength
  if (Number.isNaN(wholeBytes)) {
    Body.destroy()
    throw new Failure(
      'origin_refused',
      `${place.host} does not answer requests for part of a file.`,
    )
  }
  const body = new PassThrough()
  Body.once('error', (error) => {
    body.destroy(signal?.aborted ? signal.reason : explainS3(error, place))
  })
  pipeline(Body, body, () => {})
  if (signal) addAbortSignal(signal, body)
  const file = toOriginFile(path, { ...answer, sizeBytes: wholeBytes })
  return { ...file, body, ...(ContentType !== undefined && { contentType: ContentType }) }
}

/** Whoever reads a part of a file into memory must not get all of it, or something without an end. */
function refuseEndless(
  { host }: S3Place,
  body: Readable,
  { range, ContentLength }: { range: ByteRange | undefined; ContentLength: number | undefined },
): void {
  const mostBytes = range?.end === undefined ? Number.MAX_SAFE_INTEGER : range.end - range.start + 1
  if (ContentLength !== undefined && ContentLength <= mostBytes) return
  body.destroy()
  const what = ContentLength === undefined ? 'how much it will send' : 'with the part asked for'
  throw new Failure('origin_refused', `${host} does not answer as S3 does: not ${what}.`)
}
