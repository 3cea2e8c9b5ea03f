import { once } from 'node:events'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { TLSSocket } from 'node:tls'
import { Failure, isErrno } from '../../lib/failures.ts'
import { guardedAgents, type NetworkAllowList } from '../network-guard.ts'
import type { WebFolderConfig } from '../origin-config.ts'
import { explainWeb, noHttp, tooLate } from './failure.ts'
import { followRedirect, hostOf, isSamePlace, readRedirectHosts, type WebTarget } from './url.ts'

export interface WebOptions {
  allowPrivate: NetworkAllowList
  /** Without a byte while one is waited for, and until an answer begins, redirects included. */
  idleSeconds: number
}

export interface WebRequest {
  method: 'GET' | 'HEAD'
  headers?: Record<string, string>
  signal?: AbortSignal | undefined
}

/** An answer whose head has arrived. Its body is read or destroyed. */
export interface WebAnswer {
  /** For texts: who answered. */
  host: string
  status: number
  message: IncomingMessage
}

export interface WebClient {
  /**
   * @throws the signal's reason when aborted; Failure `origin_unreachable`; `origin_refused` for private
   *   addresses, redirects to elsewhere, and what is no HTTP
   */
  ask(target: WebTarget, request: WebRequest): Promise<WebAnswer>
  readonly idleSeconds: number
  close(): void
}

const MAX_SOCKETS_PER_HOST = 64
const MAX_REDIRECTS = 5
const MAX_HEADER_BYTES = 16_384
const CONNECT_SECONDS = 10
const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** @throws Failure `invalid_parameter` for settings that can't be right */
export function openWebClient(
  config: Pick<WebFolderConfig, 'credentials' | 'redirectHosts'>,
  { allowPrivate, idleSeconds }: WebOptions,
): WebClient {
  const redirectHosts = readRedirectHosts(config.redirectHosts)
  const authorization = config.credentials && basicAuth(config.credentials)
  const agents = guardedAgents(allowPrivate, { maxSockets: MAX_SOCKETS_PER_HOST })

  async function ask(first: WebTarget, request: WebRequest): Promise<WebAnswer> {
    const deadline = Date.now() + idleSeconds * 1000
    let at = first
    for (let redirects = 0; ; redirects += 1) {
      request.signal?.throwIfAborted()
      const headers = {
        ...request.headers,
        ...(authorization && isSamePlace(first, at) && { Authorization: authorization }),
      }
      const message = await askOnce(agents, at, { ...request, headers, deadline })
      const { statusCode: status = 0 } = message
      if (!REDIRECTS.has(status)) return { host: hostOf(at), status, message }
      message.destroy()
      if (redirects === MAX_REDIRECTS) {
        throw new Failure('origin_refused', `${hostOf(first)} redirects again and again.`)
      }
      at = followRedirect(at, message.headers.location, { first, redirectHosts })
    }
  }

  return {
    ask,
    idleSeconds,
    close: () => {
      agents.httpAgent.destroy()
      agents.httpsAgent.destroy()
    },
  }
}

function basicAuth({ username, password }: { username: string; password: string }): string {
  if (username.includes(':')) {
    throw new Failure('invalid_parameter', 'The user name must not contain a colon.')
  }
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

type Sent = WebRequest & { headers: Record<string, string>; deadline: number }

async function askOnce(
  agents: ReturnType<typeof guardedAgents>,
  at: WebTarget,
  sent: Sent,
): Promise<IncomingMessage> {
  const request = send(agents, at, sent)
  const host = hostOf(at)
  const stop = (error: unknown) => request.destroy(error as Error)
  const late = setTimeout(() => stop(tooLate(host)), sent.deadline - Date.now())
  const onAbort = () => stop(sent.signal?.reason)
  sent.signal?.addEventListener('abort', onAbort)
  try {
    const [message] = await once(request, 'response')
    // Whoever reads the body listens for its errors; a body that is dropped has none.
    message.on('error', () => {})
    return message
  } catch (error) {
    sent.signal?.throwIfAborted()
    // The other side may close a connection at the moment it is used again.
    const wasStale = request.reusedSocket && isErrno(error, 'ECONNRESET')
    if (wasStale && Date.now() < sent.deadline) return askOnce(agents, at, sent)
    throw explainWeb(error, host)
  } finally {
    clearTimeout(late)
    sent.signal?.removeEventListener('abort', onAbort)
  }
}

function send(
  { httpAgent, httpsAgent }: ReturnType<typeof guardedAgents>,
  at: WebTarget,
  { method, headers }: Sent,
): http.ClientRequest {
  const request = (at.secure ? https : http).request({
    agent: at.secure ? httpsAgent : httpAgent,
    host: at.hostname,
    port: at.port,
    path: at.target,
    method,
    // Of a file that is packed on the way, neither size nor parts are known; and it may unpack to any size.
    headers: { 'User-Agent': 'Vitrine', Accept: '*/*', 'Accept-Encoding': 'identity', ...headers },
    maxHeaderSize: MAX_HEADER_BYTES,
  })
  const host = hostOf(at)
  // What comes after the answer has begun is the answer's error as well.
  request.on('error', () => {})
  request.on('upgrade', (_message, socket) => {
    socket.destroy()
    // The request has given its connection away and would not say so itself.
    request.emit('error', noHttp(host))
  })
  request.on('socket', (socket) => {
    if (!socket.connecting) return
    const timer = setTimeout(() => request.destroy(tooLate(host)), CONNECT_SECONDS * 1000)
    const isTls = (socket as TLSSocket).encrypted
    socket.once(isTls ? 'secureConnect' : 'connect', () => clearTimeout(timer))
    socket.once('close', () => clearTimeout(timer))
  })
  return request.end()
}
