import { once } from 'node:events'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { notImplemented, preconditionFailed, S3Refusal } from './answer.ts'
import type { ObjectHeaders, StoredObject } from './bucket.ts'
import { type Exchange, receiveContent } from './exchange.ts'

export async function putObject(exchange: Exchange): Promise<void> {
  const { bucket, seen, request, response, traits } = exchange
  // Whoever relies on these has to be told, not given something else.
  for (const name of ['x-amz-copy-source', 'if-match']) {
    if (request.headers[name] !== undefined) throw notImplemented()
  }
  const mustBeNew = readCondition(exchange)
  if (mustBeNew && bucket.find(seen.key)) throw preconditionFailed()
  const content = await receiveContent(exchange)
  if (mustBeNew && bucket.find(seen.key)) {
    content.remove()
    if (!traits.tellsConflicts) throw preconditionFailed()
    throw new S3Refusal(409, 'ConditionalRequestConflict', 'A conflicting write happened.')
  }
  const { etag } = bucket.store(seen.key, content, headersOf(exchange))
  response.writeHead(200, { etag: `"${etag}"` }).end()
}

/** @returns whether nothing may be overwritten */
function readCondition({ request, traits }: Exchange): boolean {
  const { 'if-none-match': condition, 'x-goog-if-generation-match': generation } = request.headers
  if (traits.speaksGoogle && generation !== undefined) {
    if (generation !== '0') throw notImplemented()
    return true
  }
  if (condition === undefined || traits.putWhenTaken === 'ignores') return false
  if (traits.putWhenTaken === 'unsupported' || condition !== '*') throw notImplemented()
  return true
}

/** What the object is to be answered with. */
export function headersOf({ request }: Exchange): ObjectHeaders {
  const { 'content-type': contentType = 'binary/octet-stream', 'cache-control': cacheControl } =
    request.headers
  return { contentType, cacheControl }
}

export function deleteObject({ bucket, seen, response }: Exchange): void {
  bucket.delete(seen.key)
  response.writeHead(204).end()
}

export async function getObject(exchange: Exchange): Promise<void> {
  const { bucket, seen, request, response, fault } = exchange
  const object = bucket.find(seen.key)
  if (!object) throw new S3Refusal(404, 'NoSuchKey', 'The specified key does not exist.')
  const { 'if-match': match, 'if-none-match': noneMatch } = request.headers
  if (match !== undefined && !names(match, object)) throw preconditionFailed()
  const headers = {
    etag: `"${object.etag}"`,
    'last-modified': object.modifiedAt.toUTCString(),
    ...(object.cacheControl !== undefined && { 'cache-control': object.cacheControl }),
  }
  if (noneMatch !== undefined && names(noneMatch, object)) {
    return void response.writeHead(304, headers).end()
  }
  const range = readRange(request.headers.range, object.sizeBytes)
  const { start, end } = range ?? { start: 0, end: object.sizeBytes - 1 }
  response.writeHead(range ? 206 : 200, {
    ...headers,
    'content-type': object.contentType,
    'content-length': end - start + 1,
    'accept-ranges': 'bytes',
    ...(range && { 'content-range': `bytes ${start}-${end}/${object.sizeBytes}` }),
  })
  if (request.method === 'HEAD' || object.sizeBytes === 0) return void response.end()
  const cutBytes = fault?.cutAfterBytes ?? fault?.stallAfterBytes
  if (cutBytes === undefined) return pipeline(openContent(object, start, end), response)
  for await (const chunk of openContent(object, start, Math.min(end, start + cutBytes - 1))) {
    if (!response.write(chunk)) await once(response, 'drain')
  }
  if (fault?.cutAfterBytes !== undefined) response.write('', () => response.destroy())
}

function openContent(object: StoredObject, start: number, end: number): Readable {
  return object.stream?.(start, end) ?? Readable.from([object.read().subarray(start, end + 1)])
}

function names(condition: string, { etag }: StoredObject): boolean {
  if (condition.trim() === '*') return true
  return condition
    .split(',')
    .some((one) => one.trim().replace(/^W\//, '').replaceAll('"', '') === etag)
}

/** A range that can't be read as one is no range, says HTTP. */
function readRange(text: string | undefined, sizeBytes: number) {
  const found = /^bytes=(\d*)-(\d*)$/.exec(text ?? '')
  if (!found || (found[1] === '' && found[2] === '')) return null
  const [, first = '', last = ''] = found
  const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first)
  const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1)
  if (start > end) throw new S3Refusal(416, 'InvalidRange', 'The range is not satisfiable')
  return { start, end }
}
