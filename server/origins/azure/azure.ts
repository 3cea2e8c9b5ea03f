import type { IncomingMessage } from 'node:http'
import { pipeline, type Readable, Transform } from 'node:stream'
import { outOfRange } from '../byte-range.ts'
import { endAfter } from '../end-after.ts'
import type { ByteRange, ListableOrigin, OpenedFile, OriginFile } from '../origin.ts'
import type { AzureOriginConfig } from '../origin-config.ts'
import {
  type AzureContainer,
  type AzureOptions,
  askAzure,
  closeAzureContainer,
  findBlobName,
  openAzureContainer,
  tooLate,
} from './container.ts'
import { AzureRefusal, explainAzure, notAzure } from './failure.ts'
import { isFolderMark, toAzureFile } from './file.ts'
import { listAzureFiles } from './list.ts'

/**
 * An Origin in a container of Azure Blob Storage, or in a folder of it, read with a shared access signature.
 * @throws Failure `invalid_parameter` for settings that can't be right
 */
export function azureOrigin(config: AzureOriginConfig, options: AzureOptions): ListableOrigin {
  const container = openAzureContainer(config, options)
  return {
    list: (listOptions = {}) => endAfter(listOptions.upTo, listAzureFiles(container, listOptions)),
    stat: (path, signal) => statAzureFile(container, path, signal),
    open: (path, { range, signal } = {}) => openAzureFile(container, path, range, signal),
    close: async () => closeAzureContainer(container),
  }
}

export async function statAzureFile(
  container: AzureContainer,
  path: string,
  signal: AbortSignal | undefined,
): Promise<OriginFile | null> {
  const name = findBlobName(container, path)
  if (!name) return null
  try {
    const answer = await askAzure(container, { method: 'HEAD', name, signal })
    answer.resume()
    return readHeaders(container, path, answer)
  } catch (error) {
    return missingOrThrow(container, error, signal)
  }
}

async function openAzureFile(
  container: AzureContainer,
  path: string,
  range: ByteRange | undefined,
  signal: AbortSignal | undefined,
): Promise<OpenedFile | null> {
  const name = findBlobName(container, path)
  if (!name) return null
  if (range && (range.start < 0 || (range.end ?? range.start) < range.start)) throw outOfRange(null)
  const headers = range && { range: `bytes=${range.start}-${range.end ?? ''}` }
  try {
    const answer = await askAzure(container, {
      method: 'GET',
      name,
      signal,
      ...(headers && { headers }),
    })
    return readAnswer(container, path, answer, { range, signal })
  } catch (error) {
    return missingOrThrow(container, error, signal)
  }
}

function missingOrThrow(
  { place }: AzureContainer,
  error: unknown,
  signal: AbortSignal | undefined,
): null {
  signal?.throwIfAborted()
  if (error instanceof AzureRefusal) {
    if (error.status === 404 && error.code === 'BlobNotFound') return null
    if (error.status === 416) throw outOfRange(null)
  }
  throw explainAzure(error, place)
}

/** null for the mark of a folder. */
function readHeaders(
  { place }: AzureContainer,
  path: string,
  { headers }: IncomingMessage,
  wholeBytes = Number(headers['content-length'] ?? Number.NaN),
): OriginFile | null {
  const text = (name: string) => String(headers[name] ?? '')
  if (isFolderMark(text('x-ms-meta-hdi_isfolder'), text('x-ms-resource-type'))) return null
  const file = toAzureFile(path, {
    sizeBytes: wholeBytes,
    etag: text('etag'),
    modified: text('last-modified'),
    cacheControl: text('cache-control'),
  })
  if (!file) throw notAzure(place)
  return file
}

function readAnswer(
  container: AzureContainer,
  path: string,
  answer: IncomingMessage,
  { range, signal }: { range: ByteRange | undefined; signal: AbortSignal | undefined },
): OpenedFile | null {
  try {
    const wholeBytes = range && findWholeBytes(container, answer, range)
    const file = readHeaders(container, path, answer, wholeBytes)
    if (!file) {
      answer.destroy()
      return null
    }
    const contentType = answer.headers['content-type']
    const body = readBody(container, answer, signal)
    return { ...file, body, ...(contentType !== undefined && { contentType }) }
  } catch (error) {
    answer.destroy()
    throw error
  }
}

/** Whoever reads a part of a file into memory must not get all of it, or something without an end. */
function findWholeBytes(
  { place }: AzureContainer,
  { statusCode, headers }: IncomingMessage,
  { start, end }: ByteRange,
): number {
  const sentBytes = Number(headers['content-length'] ?? Number.NaN)
  const mostBytes = end === undefined ? Number.MAX_SAFE_INTEGER : end - start + 1
  const found = /^bytes (\d+)--?\d+\/(\d+)$/.exec(headers['content-range'] ?? '')
  // Azurite has no 416 right behind the end, but a part of -1 bytes.
  if (Number(found?.[2]) <= start) throw outOfRange(Number(found?.[2]))
  if (statusCode === 206 && found && Number(found[1]) === start && sentBytes <= mostBytes) {
    return Number(found[2])
  }
  throw notAzure(place, undefined, ': not with the part asked for')
}

/** The bytes of the answer; standing still is an error, unless it is the reader who does not read. */
function readBody(
  { place, idleSeconds }: AzureContainer,
  answer: IncomingMessage,
  signal: AbortSignal | undefined,
): Readable {
  const timer = setTimeout(() => {
    if (body.writableNeedDrain) timer.refresh()
    else answer.destroy(tooLate())
  }, idleSeconds * 1000)
  const body = new Transform({
    transform(chunk, _encoding, done) {
      timer.refresh()
      done(null, chunk)
    },
    flush(done) {
      clearTimeout(timer)
      done()
    },
  })
  body.on('close', () => clearTimeout(timer))
  answer.once('error', (error) => {
    body.destroy(signal?.aborted ? signal.reason : explainAzure(error, place))
  })
  pipeline(answer, body, () => {})
  return body
}
