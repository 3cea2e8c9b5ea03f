import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import {
  type DoubleBucket,
  memoryBucket,
  type StoredObject,
  type VirtualObjects,
  virtualBucket,
} from './s3-double-bucket.ts'
import { escapeXml, listObjects } from './s3-double-list.ts'
import { checkSignature, S3Refusal } from './s3-double-signature.ts'

/**
 * How real providers differ. aws: everything; ceph: any region, plain continuation tokens; swift: no
 * conditional writes, and it says so; ignores-inm: overwrites in spite of If-None-Match.
 */
export type S3Profile = 'aws' | 'ceph' | 'swift' | 'ignores-inm'

export interface SeenRequest {
  method: string
  bucket: string
  /** Empty for the bucket itself. */
  key: string
  query: URLSearchParams
}

/** What goes wrong, for the requests it is meant for, so many times (without `times`: always). */
export interface S3Fault {
  when?: (request: SeenRequest) => boolean
  times?: number
  /** Waits before answering. */
  slowMilliseconds?: number
  /** Never answers. */
  hangs?: boolean
  /** Ends the connection after so many bytes of the body. */
  cutAfterBytes?: number
  /** Stands still after so many bytes of the body. */
  stallAfterBytes?: number
  /** Answers this instead. */
  answer?: { status: number; code?: string; html?: string; headers?: Record<string, string> }
}

export interface S3Double {
  /** http://127.0.0.1:port; the bucket is in the path. */
  endpoint: string
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string }
  addBucket(name: string): DoubleBucket
  addVirtualBucket(name: string, objects: VirtualObjects): void
  faults: S3Fault[]
  /** Everything asked for so far. */
  requests: SeenRequest[]
  close(): Promise<void>
}

export interface S3DoubleOptions {
  profile?: S3Profile
  region?: string
  /** In milliseconds; to make signatures too old. */
  now?: () => number
}

interface State {
  profile: S3Profile
  region: string
  now: () => number
  credentials: { accessKeyId: string; secretAccessKey: string }
  buckets: Map<string, DoubleBucket>
  faults: S3Fault[]
  requests: SeenRequest[]
}

/** A strict S3 in this process, on a port of its own, for tests and benchmarks. */
export async function startS3Double(options: S3DoubleOptions = {}): Promise<S3Double> {
  const { profile = 'aws', region = 'eu-test-1', now = Date.now } = options
  const credentials = { accessKeyId: 'DOUBLEKEY', secretAccessKey: 'double/secret+key' }
  const state: State = {
    profile,
    region,
    now,
    credentials,
    buckets: new Map(),
    faults: [],
    requests: [],
  }
  const server = createServer((request, response) => {
    answer(state, request, response).catch((error) => refuse(request, response, error))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region,
    credentials,
    addBucket(name) {
      const bucket = memoryBucket(now)
      state.buckets.set(name, bucket)
      return bucket
    },
    addVirtualBucket: (name, objects) => void state.buckets.set(name, virtualBucket(objects)),
    faults: state.faults,
    requests: state.requests,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function answer(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://double')
  const seen = readRequest(request, url)
  state.requests.push(seen)
  const fault = takeFault(state.faults, seen)
  if (fault?.slowMilliseconds) await wait(fault.slowMilliseconds)
  if (fault?.hangs) return
  if (fault?.answer) return answerFault(response, fault.answer)
  const { accessKeyId, secretAccessKey } = state.credentials
  const checksRegion = state.profile !== 'ceph'
  const { region, now } = state
  const rules = { accessKeyId, secretAccessKey, region, checksRegion, now }
  const payloadHash = checkSignature(request, url, rules)
  const bucket = state.buckets.get(seen.bucket)
  if (!bucket) throw new S3Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist')
  if (Buffer.byteLength(seen.key) > 1024) {
    throw new S3Refusal(400, 'KeyTooLongError', 'Your key is too long')
  }
  if (seen.key === '') return answerBucket(state, seen, bucket, response)
  if (seen.method === 'PUT')
    return putObject(state, { seen, bucket, payloadHash }, request, response)
  if (seen.method === 'DELETE') {
    bucket.delete(seen.key)
    response.writeHead(204).end()
    return
  }
  if (seen.method !== 'GET' && seen.method !== 'HEAD') throw notImplemented()
  const object = bucket.find(seen.key)
  if (!object) throw new S3Refusal(404, 'NoSuchKey', 'The specified key does not exist.')
  await sendObject(object, request, response, fault)
}

function readRequest(request: IncomingMessage, url: URL): SeenRequest {
  const [path = ''] = (request.url ?? '').split('?')
  const [bucket = '', ...rest] = path.slice(1).split('/').map(decodeURIComponent)
  return { method: request.method ?? '', bucket, key: rest.join('/'), query: url.searchParams }
}

function takeFault(faults: S3Fault[], seen: SeenRequest): S3Fault | undefined {
  const fault = faults.find(({ when, times }) => times !== 0 && (!when || when(seen)))
  if (fault?.times) fault.times -= 1
  return fault
}

function answerFault(response: ServerResponse, answer: NonNullable<S3Fault['answer']>): void {
  const { status, code = 'Fault', html, headers } = answer
  response.writeHead(status, { connection: 'close', ...headers })
  response.end(html ?? errorXml(code, 'As the test wanted.'))
}

function answerBucket(
  { profile }: State,
  { method, query, bucket: name }: SeenRequest,
  bucket: DoubleBucket,
  response: ServerResponse,
): void {
  if (method === 'HEAD') return void response.writeHead(200).end()
  if (method !== 'GET') throw notImplemented()
  const xml = listObjects(name, bucket, query, profile !== 'ceph')
  response.writeHead(200, { 'content-type': 'application/xml' }).end(xml)
}

const MAX_PUT_BYTES = 5 * 2 ** 30

async function putObject(
  { profile }: State,
  { seen, bucket, payloadHash }: { seen: SeenRequest; bucket: DoubleBucket; payloadHash: string },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const length = request.headers['content-length']
  if (length === undefined) throw new S3Refusal(411, 'MissingContentLength', 'Send Content-Length.')
  if (Number(length) > MAX_PUT_BYTES) throw new S3Refusal(400, 'EntityTooLarge', 'Too large.')
  const condition = request.headers['if-none-match']
  if (condition !== undefined && (profile === 'swift' || condition !== '*')) throw notImplemented()
  const isConditional = condition === '*' && profile !== 'ignores-inm'
  if (isConditional && bucket.find(seen.key)) throw preconditionFailed()
  const content = await buffer(request)
  const isHash = /^[0-9a-f]{64}$/.test(payloadHash)
  if (!isHash && payloadHash !== 'UNSIGNED-PAYLOAD') throw notImplemented()
  if (isHash && createHash('sha256').update(content).digest('hex') !== payloadHash) {
    throw new S3Refusal(400, 'XAmzContentSHA256Mismatch', 'The body has another hash.')
  }
  if (isConditional && bucket.find(seen.key)) {
    if (profile !== 'aws') throw preconditionFailed()
    throw new S3Refusal(409, 'ConditionalRequestConflict', 'A conflicting write happened.')
  }
  const contentType = request.headers['content-type'] ?? 'binary/octet-stream'
  const { etag } = bucket.put(seen.key, content, contentType)
  response.writeHead(200, { etag: `"${etag}"` }).end()
}

async function sendObject(
  object: StoredObject,
  request: IncomingMessage,
  response: ServerResponse,
  fault: S3Fault | undefined,
): Promise<void> {
  const range = readRange(request.headers.range, object.sizeBytes)
  const { start, end } = range ?? { start: 0, end: object.sizeBytes - 1 }
  response.writeHead(range ? 206 : 200, {
    etag: `"${object.etag}"`,
    'content-type': object.contentType,
    'content-length': end - start + 1,
    'last-modified': object.modifiedAt.toUTCString(),
    'accept-ranges': 'bytes',
    ...(range && { 'content-range': `bytes ${start}-${end}/${object.sizeBytes}` }),
  })
  if (request.method === 'HEAD') return void response.end()
  const content = object.read().subarray(start, end + 1)
  const partBytes = fault?.cutAfterBytes ?? fault?.stallAfterBytes
  if (partBytes === undefined) return void response.end(content)
  response.write(content.subarray(0, partBytes), () => {
    if (fault?.cutAfterBytes !== undefined) response.destroy()
  })
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

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (!(error instanceof S3Refusal) || response.headersSent) return void response.destroy()
  // The connection ends, as S3's does, since the rest of a body may still be on its way.
  response.writeHead(error.status, { 'content-type': 'application/xml', connection: 'close' })
  response.end(request.method === 'HEAD' ? '' : errorXml(error.code, error.message))
}

function errorXml(code: string, message: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message><RequestId>double</RequestId></Error>`
}

function preconditionFailed(): S3Refusal {
  return new S3Refusal(412, 'PreconditionFailed', 'At least one of the pre-conditions did not hold')
}

function notImplemented(): S3Refusal {
  return new S3Refusal(501, 'NotImplemented', 'The request is not implemented.')
}
