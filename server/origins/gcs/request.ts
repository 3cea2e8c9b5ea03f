import { once } from 'node:events'
import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { Readable } from 'node:stream'
import type { guardedAgents } from '../network-guard.ts'
import {
  encodeKeyPath,
  type GoogKey,
  type GoogRequest,
  presignGoog,
  signGoogHeaders,
  writeQuery,
} from './signature.ts'

/** A bucket of Google's XML API, which is in the path of every address. */
export interface GoogBucket {
  endpoint: URL
  bucket: string
  key: GoogKey
  agents: ReturnType<typeof guardedAgents>
  idleSeconds: number
}

interface Wanted {
  method: 'GET' | 'PUT'
  /** Absent: the bucket itself. */
  key?: string
  query?: Record<string, string>
  /** In lower case; all are signed. */
  headers?: Record<string, string>
  body?: { content: Readable | string; sizeBytes: number }
  signal?: AbortSignal | undefined
}

const MAX_ANSWER_BYTES = 1 << 20

/**
 * Sends one request, signed as Google wants it.
 * @returns the text of the answer
 * @throws errors as the SDK of S3 does, for explainS3: `name` is the code, `$metadata` has the status
 */
export async function sendGoog(bucket: GoogBucket, wanted: Wanted): Promise<string> {
  const { query = {}, body, signal } = wanted
  const described = describe(bucket, wanted)
  const search = Object.keys(query).length > 0 ? `?${writeQuery(query)}` : ''
  const headers = {
    ...signGoogHeaders(bucket.key, described, new Date()),
    'content-length': String(body?.sizeBytes ?? 0),
    // A body can't be sent again when an old connection turns out to be closed.
    connection: 'close',
  }
  const { request: open } = bucket.endpoint.protocol === 'https:' ? https : http
  const request = open(bucket.endpoint, {
    agent: agentOf(bucket),
    method: wanted.method,
    path: described.path + search,
    headers,
    ...(signal && { signal }),
  })
  try {
    const response = await answerTo(request, body?.content ?? '', bucket.idleSeconds)
    const text = await readText(response)
    const { statusCode = 0 } = response
    if (statusCode >= 200 && statusCode < 300) return text
    throw readError(text, statusCode)
  } catch (error) {
    request.destroy()
    throw error
  }
}

/** An address for a PUT that anybody may use who sends these headers along. */
export function presignGoogPut(
  bucket: GoogBucket,
  wanted: { key: string; headers: Record<string, string>; expiresSeconds: number },
): string {
  const described = describe(bucket, { ...wanted, method: 'PUT' })
  const { expiresSeconds } = wanted
  const signed = presignGoog(bucket.key, { ...described, expiresSeconds }, new Date())
  return bucket.endpoint.origin + signed
}

function describe({ endpoint, bucket }: GoogBucket, wanted: Wanted): GoogRequest {
  const { method, key, query = {}, headers = {} } = wanted
  const base = endpoint.pathname.replace(/\/+$/, '')
  const path = base + (key === undefined ? `/${bucket}` : encodeKeyPath(bucket, key))
  return { method, host: endpoint.host, path, query, headers }
}

function agentOf({ endpoint, agents }: GoogBucket): http.Agent {
  return endpoint.protocol === 'https:' ? agents.httpsAgent : agents.httpAgent
}

async function answerTo(
  request: ClientRequest,
  content: Readable | string,
  idleSeconds: number,
): Promise<IncomingMessage> {
  // An answer that comes before the whole body was sent ends the connection, and that is no error any more.
  request.on('error', () => {})
  request.setTimeout(idleSeconds * 1000, () => {
    request.destroy(Object.assign(new Error('no answer in time'), { name: 'TimeoutError' }))
  })
  const answered = once(request, 'response')
  if (typeof content === 'string') request.end(content)
  else send(content, request)
  const [response] = await answered
  return response
}

/** Not by pipeline(), which would pass an error of the connection on to the body, as if it were the body's. */
function send(content: Readable, request: ClientRequest): void {
  content.once('error', (error) => request.destroy(error))
  content.pipe(request)
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response) {
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) break
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function readError(text: string, status: number): Error {
  const [, name = 'UnknownError'] = /<Code>\s*(\w+)\s*<\/Code>/.exec(text) ?? []
  const [, message = 'no message'] = /<Message>([^<]*)<\/Message>/.exec(text) ?? []
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } })
}
