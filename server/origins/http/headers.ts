import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { OriginFile } from '../origin.ts'

const MAX_ETAG_CHARACTERS = 200
const MAX_CACHE_CONTROL_CHARACTERS = 500

/**
 * What the head of an answer says of a file.
 * @param hash of the bytes, where these had to be read anyway
 */
export function describeFile(
  path: string,
  headers: IncomingHttpHeaders,
  { sizeBytes, hash }: { sizeBytes: number; hash?: string | undefined },
): OriginFile {
  const modifiedMs = Date.parse(headers['last-modified'] ?? '') || 0
  const cacheControl = readCacheControl(headers)
  const version = hash ?? `${sizeBytes.toString(16)}-${(modifiedMs / 1000).toString(16)}`
  return {
    path,
    sizeBytes,
    etag: readETag(headers.etag) ?? version,
    modifiedAt: new Date(modifiedMs),
    ...(cacheControl !== null && { cacheControl }),
  }
}

/** What tells one version of a file from another; null when nothing does. */
export function versionOf(headers: IncomingHttpHeaders): string | null {
  return readETag(headers.etag) ?? headers['last-modified'] ?? null
}

/** A weak one changes whenever the content does, and that is all it is asked for. */
function readETag(text: string | undefined): string | null {
  const etag = text?.replace(/^W\/|"/g, '') ?? ''
  if (etag.length <= MAX_ETAG_CHARACTERS) return etag || null
  return createHash('sha256').update(etag).digest('hex')
}

/** `Expires` says the same as `max-age`, which counts more when both are there (RFC 9111, 5.3). */
function readCacheControl(headers: IncomingHttpHeaders): string | null {
  const text = headers['cache-control']?.slice(0, MAX_CACHE_CONTROL_CHARACTERS) ?? ''
  if (headers.expires === undefined || /max-?age/i.test(text)) return text || null
  const now = Date.parse(headers.date ?? '') || Date.now()
  const seconds = Math.floor((Date.parse(headers.expires) - now) / 1000)
  // A date that can't be read lies in the past.
  const lifetime = `max-age=${Math.max(0, seconds || 0)}`
  return text === '' ? lifetime : `${text}, ${lifetime}`
}

/** null when it is not told. Node has made sure that no more bytes come. */
export function sizeOf(headers: IncomingHttpHeaders): number | null {
  const text = headers['content-length'] ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : null
}

export interface ContentRange {
  start: number
  end: number
  totalBytes: number
}

export function contentRangeOf(headers: IncomingHttpHeaders): ContentRange | null {
  const pattern = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/i
  const found = pattern
    .exec(headers['content-range'] ?? '')
    ?.slice(1)
    .map(Number)
  const [start, end, totalBytes] = found ?? []
  if (start === undefined || end === undefined || totalBytes === undefined) return null
  return start <= end && end < totalBytes ? { start, end, totalBytes } : null
}

/** Packed on the way: neither its size nor its bytes are the file's. */
export function isPacked(headers: IncomingHttpHeaders): boolean {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? ''
  return encoding !== '' && encoding !== 'identity'
}
