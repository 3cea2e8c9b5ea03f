import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { notImplemented, S3Refusal } from './answer.ts'
import type { DoubleBucket } from './bucket.ts'
import type { ContentStore, ReceivedContent } from './content.ts'
import type { S3Traits } from './profile.ts'

export interface SeenRequest {
  method: string
  bucket: string
  /** Empty for the bucket itself. */
  key: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** How much of the body has come; grows while it comes. */
  bodyBytes: number
}

/** What goes wrong, for the requests it is meant for, so many times (without `times`: always). */
export interface S3Fault {
  when?: (request: SeenRequest) => boolean
  times?: number
  /** Waits before answering. */
  slowMilliseconds?: number
  /** Never answers. */
  hangs?: boolean
  /** Ends the connection after so many bytes of the body, the sent one or that of the answer. */
  cutAfterBytes?: number
  /** Stands still after so many bytes of the body. */
  stallAfterBytes?: number
  /** Does what was asked, and ends the connection instead of saying so. */
  losesAnswer?: boolean
  /** Answers this instead. */
  answer?: { status: number; code?: string; html?: string; headers?: Record<string, string> }
}

/** A request whose signature was right, for a bucket that exists, and the way to answer it. */
export interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  seen: SeenRequest
  bucket: DoubleBucket
  traits: S3Traits
  region: string
  /** What the body must hash to, or UNSIGNED-PAYLOAD. */
  payloadHash: string
  contents: ContentStore
  fault: S3Fault | undefined
}

const MAX_PUT_BYTES = 5 * 2 ** 30

/**
 * Reads the body of an object or a part, as it was announced.
 * @throws S3Refusal when it is not what was signed or promised
 */
export async function receiveContent(exchange: Exchange): Promise<ReceivedContent> {
  const { request, traits, payloadHash, contents } = exchange
  const { 'content-length': length, 'content-md5': md5 } = request.headers
  if (length === undefined && traits.needsLength)
    throw new S3Refusal(411, 'MissingContentLength', 'Send Content-Length.')
  if (Number(length) > MAX_PUT_BYTES) throw new S3Refusal(400, 'EntityTooLarge', 'Too large.')
  const isHash = /^[0-9a-f]{64}$/.test(payloadHash)
  if (!isHash && payloadHash !== 'UNSIGNED-PAYLOAD') throw notImplemented()
  const crc = readCrc(exchange)
  const wanted = { sha256: isHash, crc32: crc !== null }
  const content = await contents.receive(readBody(exchange), wanted)
  if (isHash && content.sha256 !== payloadHash) {
    throw refuseBody(content, 'XAmzContentSHA256Mismatch', 'The body has another hash.')
  }
  if (md5 !== undefined && Buffer.from(String(md5), 'base64').toString('hex') !== content.md5) {
    throw refuseBody(content, 'BadDigest', 'The body has another MD5.')
  }
  if (crc !== null && content.crc32 !== crc) {
    throw refuseBody(content, 'BadDigest', 'The body has another CRC32.')
  }
  return content
}

/** The SDK writes that of an empty body into presigned addresses unless told not to. */
function readCrc({ request, seen, traits }: Exchange): number | null {
  const name = 'x-amz-checksum-crc32'
  const text = request.headers[name] ?? seen.query.get(name)
  if (!text || !traits.checksCrc) return null
  const bytes = Buffer.from(String(text), 'base64')
  if (bytes.length === 4) return bytes.readUInt32BE()
  throw new S3Refusal(400, 'InvalidRequest', `Value for ${name} header is invalid.`)
}

function refuseBody(content: ReceivedContent, code: string, message: string): S3Refusal {
  content.remove()
  return new S3Refusal(400, code, message)
}

const MAX_DOCUMENT_BYTES = 2 ** 20

/** Reads a body of XML. */
export async function receiveXml(exchange: Exchange): Promise<string> {
  const { request, payloadHash } = exchange
  if (!(Number(request.headers['content-length']) <= MAX_DOCUMENT_BYTES)) {
    throw new S3Refusal(400, 'EntityTooLarge', 'Too large, or of unknown length.')
  }
  const body = await buffer(readBody(exchange))
  const isHash = payloadHash !== 'UNSIGNED-PAYLOAD'
  if (isHash && createHash('sha256').update(body).digest('hex') !== payloadHash) {
    throw new S3Refusal(400, 'XAmzContentSHA256Mismatch', 'The body has another hash.')
  }
  return body.toString()
}

/** Counts what comes in, and breaks off where a fault says so. */
async function* readBody({ request, response, seen, fault }: Exchange): AsyncGenerator<Buffer> {
  if (request.headers.expect) response.writeContinue()
  for await (const chunk of request as AsyncIterable<Buffer>) {
    seen.bodyBytes += chunk.length
    if (fault?.cutAfterBytes !== undefined && seen.bodyBytes > fault.cutAfterBytes) {
      request.destroy()
      throw new Error('cut')
    }
    if (fault?.stallAfterBytes !== undefined && seen.bodyBytes > fault.stallAfterBytes) {
      await once(response, 'close')
      throw new Error('stalled')
    }
    yield chunk
  }
}
