import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { addAbortSignal, Readable } from 'node:stream'
import { LRUCache } from 'lru-cache'
import { Failure, isFailure } from '../../lib/failures.ts'
import { outOfRange, planRange } from '../byte-range.ts'
import type { ByteRange, OpenedFile, OriginFile } from '../origin.ts'
import { readBody } from './body.ts'
import { explainStatus } from './failure.ts'
import { contentRangeOf, describeFile, isPacked, sizeOf, versionOf } from './headers.ts'
import type { WebAnswer, WebClient } from './request.ts'
import { hostOf, type WebTarget } from './url.ts'

/** What both kinds of web Origins read files with. */
export interface WebFiles {
  client: WebClient
  /** Hosts that do not know HEAD, for a while. */
  withoutHead: LRUCache<string, true>
  /** Files that are read into memory at this moment. */
  unannounced: number
  /** The sizes that were learnt so, by path, with the version they belong to. */
  learnt: LRUCache<string, { version: string; sizeBytes: number }>
}

/** One file somewhere in the web. */
export interface WebFile {
  /** In the Origin. */
  path: string
  target: WebTarget
}

interface OpenOptions {
  range?: ByteRange | undefined
  signal?: AbortSignal | undefined
}

/** A file whose size nobody tells is read into memory to learn it, as far as this. */
const MAX_UNANNOUNCED_BYTES = 32 * 2 ** 20
const MAX_UNANNOUNCED_AT_ONCE = 8
/** What is read and thrown away when a server has no parts of files to give. */
const MAX_SKIPPED_BYTES = 500 * 10 ** 6

export function webFiles(client: WebClient): WebFiles {
  const withoutHead = new LRUCache<string, true>({ max: 1000, ttl: 3_600_000 })
  return { client, withoutHead, unannounced: 0, learnt: new LRUCache({ max: 5000 }) }
}

/** One HEAD; where that tells too little, one GET for the first byte. */
export async function statWebFile(
  files: WebFiles,
  file: WebFile,
  signal: AbortSignal | undefined,
): Promise<OriginFile | null> {
  const host = hostOf(file.target)
  if (!files.withoutHead.has(host)) {
    const { status, message } = await files.client.ask(file.target, { method: 'HEAD', signal })
    // Without it, the next request finds the connection still in use.
    await message.toArray().catch(() => {})
    if (isMissing(status)) return null
    if (status === 429 || status === 500 || status > 501) throw explainStatus(status, host)
    if (status === 405 || status === 501) files.withoutHead.set(host, true)
    const isFile = status === 200 && !isPacked(message.headers)
    const sizeBytes = isFile && (sizeOf(message.headers) || learntSize(files, file, message))
    // Some announce 0 bytes because there are none in the answer to HEAD.
    if (sizeBytes) return describeFile(file.path, message.headers, { sizeBytes })
  }
  const opened = await openStart(files, file, signal)
  if (!opened) return null
  const { body, contentType: _, ...found } = opened
  body.destroy()
  return found
}

function learntSize({ learnt }: WebFiles, { path }: WebFile, { headers }: IncomingMessage) {
  const known = learnt.get(path)
  return known?.version === versionOf(headers) ? known?.sizeBytes : null
}

/** An empty file has no first byte. */
async function openStart(
  files: WebFiles,
  file: WebFile,
  signal: AbortSignal | undefined,
): Promise<OpenedFile | null> {
  try {
    return await openWebFile(files, file, { range: { start: 0, end: 0 }, signal })
  } catch (error) {
    if (!isFailure(error, 'range_not_satisfiable')) throw error
    return openWebFile(files, file, { signal })
  }
}

export async function openWebFile(
  files: WebFiles,
  file: WebFile,
  { range, signal }: OpenOptions,
): Promise<OpenedFile | null> {
  if (range && (range.start < 0 || (range.end ?? range.start) < range.start)) throw outOfRange(null)
  const answer = await files.client.ask(file.target, {
    method: 'GET',
    signal,
    ...(range && { headers: { Range: `bytes=${range.start}-${range.end ?? ''}` } }),
  })
  try {
    const opened = await readAnswer(files, file, answer, { range, signal })
    if (!opened) answer.message.destroy()
    return opened
  } catch (error) {
    answer.message.destroy()
    throw error
  }
}

async function readAnswer(
  files: WebFiles,
  file: WebFile,
  answer: WebAnswer,
  { range, signal }: OpenOptions,
): Promise<OpenedFile | null> {
  const { host, status, message } = answer
  if (isMissing(status)) return null
  if (status === 416 && range) throw outOfRange(null)
  if (status !== 200 && !(status === 206 && range)) throw explainStatus(status, host)
  if (isPacked(message.headers)) {
    const detail = `${host} sends the file compressed, although it was asked not to.`
    throw new Failure('origin_refused', detail)
  }
  const plan = { host, idleSeconds: files.client.idleSeconds, signal }
  if (status === 206 && range) {
    const { totalBytes, ...part } = checkPart(answer, range)
    const body = readBody(message, { ...plan, skipBytes: 0, takeBytes: part.end - part.start + 1 })
    return { ...openedAs(file, message, totalBytes), body }
  }
  const sizeBytes = sizeOf(message.headers)
  if (sizeBytes === null) return readUnannounced(files, file, answer, { range, signal })
  const { start, end } = range ? planRange(range, sizeBytes) : { start: 0, end: sizeBytes - 1 }
  if (start > MAX_SKIPPED_BYTES) {
    const detail = `${host} has no parts of files to give, and this one is too far from the beginning.`
    throw new Failure('origin_refused', detail)
  }
  const body = readBody(message, { ...plan, skipBytes: start, takeBytes: end - start + 1 })
  return { ...openedAs(file, message, sizeBytes), body }
}

function openedAs(
  { path }: WebFile,
  { headers }: IncomingMessage,
  sizeBytes: number,
  hash?: string,
): Omit<OpenedFile, 'body'> {
  const contentType = headers['content-type']
  const file = describeFile(path, headers, { sizeBytes, hash })
  return { ...file, ...(contentType !== undefined && { contentType }) }
}

/** Whoever reads a part of a file must not get another one. */
function checkPart({ host, message }: WebAnswer, { start, end }: ByteRange) {
  const part = contentRangeOf(message.headers)
  const lastByte = part && Math.min(end ?? part.totalBytes, part.totalBytes - 1)
  const announced = sizeOf(message.headers)
  const isAsked =
    part?.start === start &&
    part.end === lastByte &&
    (announced === null || announced === part.end - start + 1)
  if (part && isAsked) return part
  const detail = `${host} does not answer with the part of the file that was asked for.`
  throw new Failure('origin_refused', detail)
}

async function readUnannounced(
  files: WebFiles,
  file: WebFile,
  { host, message }: WebAnswer,
  { range, signal }: OpenOptions,
): Promise<OpenedFile> {
  if (files.unannounced >= MAX_UNANNOUNCED_AT_ONCE) {
    const detail = 'Too many files are being fetched; try again in a moment.'
    throw new Failure('overloaded', detail, { retryAfterSeconds: 2 })
  }
  files.unannounced += 1
  try {
    const { idleSeconds } = files.client
    const takeBytes = Number.POSITIVE_INFINITY
    const body = readBody(message, { host, skipBytes: 0, takeBytes, idleSeconds, signal })
    const bytes = await readAll(body, host)
    const { start, end } = range ? planRange(range, bytes.length) : { start: 0, end: bytes.length }
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 32)
    const part = Readable.from([bytes.subarray(start, end + 1)], { objectMode: false })
    if (signal) addAbortSignal(signal, part)
    const version = versionOf(message.headers)
    if (version) files.learnt.set(file.path, { version, sizeBytes: bytes.length })
    return { ...openedAs(file, message, bytes.length, hash), body: part }
  } finally {
    files.unannounced -= 1
  }
}

async function readAll(body: Readable, host: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > MAX_UNANNOUNCED_BYTES) {
      const megabytes = MAX_UNANNOUNCED_BYTES / 2 ** 20
      const detail = `${host} does not say how large the file is, and it has more than ${megabytes} MB.`
      throw new Failure('origin_refused', detail)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function isMissing(status: number): boolean {
  return status === 404 || status === 410
}
