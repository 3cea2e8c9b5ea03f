import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { errorXml, S3Refusal, sendEarly, sendError } from './answer.ts'
import { type DoubleBucket, memoryBucket, type VirtualObjects, virtualBucket } from './bucket.ts'
import { type ContentStore, openContentStore } from './content.ts'
import { allowPage, answerPreflight, type CorsRule, withdrawPage } from './cors.ts'
import type { S3Fault, SeenRequest } from './exchange.ts'
import { operate } from './operations.ts'
import { S3_PROFILES, type S3Profile, type S3Traits } from './profile.ts'
import { checkSignature } from './signature.ts'

export type { S3Profile }

export interface S3Double {
  /** http://127.0.0.1:port; the bucket is in the path. */
  endpoint: string
  profile: S3Profile
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string }
  addBucket(name: string): DoubleBucket
  addVirtualBucket(name: string, objects: VirtualObjects): void
  faults: S3Fault[]
  /** Everything asked for so far. */
  requests: SeenRequest[]
  /** As if it had stopped: every connection ends, and so does every new one, until it is back. */
  setAway(isAway: boolean): void
  close(): Promise<void>
}

export interface S3DoubleOptions {
  profile?: S3Profile
  region?: string
  /** In milliseconds; to make signatures too old. */
  now?: () => number
  /** Any free one when absent. */
  port?: number
  /** Pages of which origins may do everything everywhere, in the profile that has no rules per bucket. */
  serverCorsOrigins?: string[]
  /** Of bodies above 1 MiB only the first 64 KiB are kept, the rest is read as zeros. */
  discardsBodies?: boolean
}

interface State {
  traits: S3Traits
  region: string
  now: () => number
  credentials: { accessKeyId: string; secretAccessKey: string }
  serverCors: CorsRule[]
  buckets: Map<string, DoubleBucket>
  contents: ContentStore
  faults: S3Fault[]
  requests: SeenRequest[]
}

/** A strict S3 in this process, on a port of its own, for tests and benchmarks. */
export async function startS3Double(options: S3DoubleOptions = {}): Promise<S3Double> {
  const { profile = 'aws', region = 'eu-test-1', now = Date.now, port = 0 } = options
  const { serverCorsOrigins = [], discardsBodies = false } = options
  const state: State = {
    traits: S3_PROFILES[profile],
    region,
    now,
    credentials: { accessKeyId: 'DOUBLEKEY', secretAccessKey: 'double/secret+key' },
    serverCors: [ruleForServer(serverCorsOrigins)],
    buckets: new Map(),
    contents: openContentStore(discardsBodies),
    faults: [],
    requests: [],
  }
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    answer(state, request, response).catch((error) => refuse(state, { request, response }, error))
  }
  // Who waits for "100 Continue" does not send a body that is refused.
  const server = createServer(listener).on('checkContinue', listener).listen(port, '127.0.0.1')
  let isAway = false
  server.on('connection', (socket) => isAway && socket.destroy())
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    profile,
    region,
    credentials: state.credentials,
    addBucket(name) {
      const bucket = memoryBucket(now)
      state.buckets.set(name, bucket)
      return bucket
    },
    addVirtualBucket: (name, objects) => void state.buckets.set(name, virtualBucket(objects)),
    faults: state.faults,
    requests: state.requests,
    setAway(isNow) {
      isAway = isNow
      if (isAway) server.closeAllConnections()
    },
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
      state.contents.close()
    },
  }
}

function ruleForServer(allowedOrigins: string[]): CorsRule {
  const allowedMethods = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE']
  return { allowedOrigins, allowedMethods, allowedHeaders: ['*'], exposeHeaders: ['etag'] }
}

async function answer(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://double')
  const seen = readRequest(request, url)
  state.requests.push(seen)
  const { traits, region } = state
  const bucket = state.buckets.get(seen.bucket)
  const cors = traits.corsBy === 'server' ? state.serverCors : (bucket?.cors ?? [])
  const fault = takeFault(state.faults, seen)
  if (fault?.slowMilliseconds) await wait(fault.slowMilliseconds)
  if (fault?.hangs) return
  if (fault?.losesAnswer) response.end = () => response.destroy()
  if (seen.method === 'OPTIONS' && !fault?.answer)
    return answerPreflight(cors, traits, request, response)
  if (traits.corsHeadersOn !== 'signed') allowPage(cors, traits, request, response)
  if (fault?.answer) return answerFault(request, response, fault.answer)
  const payloadHash = checkSignature(request, url, { ...state.credentials, ...state })
  if (traits.corsHeadersOn === 'signed') allowPage(cors, traits, request, response)
  if (!bucket) throw new S3Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist')
  if (Buffer.byteLength(seen.key) > 1024) {
    throw new S3Refusal(400, traits.longKeyCode, 'Your key is too long')
  }
  const { contents } = state
  await operate({ request, response, seen, bucket, traits, region, payloadHash, contents, fault })
}

function readRequest(request: IncomingMessage, url: URL): SeenRequest {
  const [path = ''] = (request.url ?? '').split('?')
  const [bucket = '', ...rest] = path.slice(1).split('/').map(decodeName)
  const { method = '', headers } = request
  return { method, bucket, key: rest.join('/'), query: url.searchParams, headers, bodyBytes: 0 }
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new S3Refusal(400, 'InvalidURI', "Couldn't parse the specified URI.")
  }
}

function takeFault(faults: S3Fault[], seen: SeenRequest): S3Fault | undefined {
  const fault = faults.find(({ when, times }) => times !== 0 && (!when || when(seen)))
  if (fault?.times) fault.times -= 1
  return fault
}

function answerFault(
  request: IncomingMessage,
  response: ServerResponse,
  answer: NonNullable<S3Fault['answer']>,
): void {
  const { status, code = 'Fault', html, headers } = answer
  const text = html ?? errorXml(code, 'As the test wanted.')
  sendEarly(request, response, { status, text, headers })
}

function refuse(
  { traits }: State,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  error: unknown,
): void {
  if (!(error instanceof S3Refusal) || response.headersSent) return void response.destroy()
  if (traits.corsHeadersOn === 'successful') withdrawPage(response)
  sendError(request, response, error)
}
