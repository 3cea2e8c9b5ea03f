import { once } from 'node:events'
import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { isErrno, isFailure } from '../../lib/failures.ts'
import { ProviderFailure } from './provider-failure.ts'

/** They refuse addresses that must not be reached: an account's admin chooses where pictures are sent. */
export interface HttpAgents {
  httpAgent: http.Agent
  httpsAgent: https.Agent
}

export interface JsonPost {
  url: URL
  /** Those that say who asks. They go to this address and never to where it redirects. */
  headers: Record<string, string>
  body: unknown
  /** From the first byte of the question to the last of the answer. */
  timeoutSeconds: number
  maxAnswerBytes: number
}

export interface JsonAnswer {
  status: number
  headers: IncomingHttpHeaders
  /** undefined: it is no JSON. */
  body: unknown
}

/**
 * Asks once, whatever the status of the answer.
 * @throws ProviderFailure of the kinds `private`, `address`, `key`, `slow`, `unreachable`, `garbled`; the signal's
 *   reason when aborted
 */
export async function postJson(
  post: JsonPost,
  agents: HttpAgents,
  signal: AbortSignal,
): Promise<JsonAnswer> {
  signal.throwIfAborted()
  const deadline = AbortSignal.timeout(post.timeoutSeconds * 1000)
  const until = AbortSignal.any([signal, deadline])
  try {
    return await ask(post, agents, until)
  } catch (error) {
    signal.throwIfAborted()
    if (deadline.aborted) {
      const detail = `${post.url.host} did not answer within ${post.timeoutSeconds} seconds.`
      throw new ProviderFailure('slow', detail)
    }
    throw explain(error, post.url)
  }
}

async function ask(post: JsonPost, agents: HttpAgents, signal: AbortSignal): Promise<JsonAnswer> {
  const request = send(post, agents, signal)
  let message: IncomingMessage | undefined
  try {
    ;[message] = (await once(request, 'response')) as [IncomingMessage]
    const { statusCode: status = 0, headers } = message
    if (status >= 300 && status <= 399) throw redirected(post.url, headers.location)
    return { status, headers, body: readJson(await readText(message, post)) }
  } catch (error) {
    // The other side may close a connection at the moment it is used again.
    const wasStale = request.reusedSocket && isErrno(error, 'ECONNRESET')
    if (wasStale && !signal.aborted) return await ask(post, agents, signal)
    throw error
  } finally {
    // What has been read to its end has given its connection back.
    if (!message?.complete) request.destroy()
  }
}

function send(
  { url, headers, body }: JsonPost,
  { httpAgent, httpsAgent }: HttpAgents,
  signal: AbortSignal,
): http.ClientRequest {
  const isSecure = url.protocol === 'https:'
  const bytes = Buffer.from(JSON.stringify(body))
  const open = isSecure ? https.request : http.request
  const request = open(url, {
    agent: isSecure ? httpsAgent : httpAgent,
    method: 'POST',
    headers: {
      'User-Agent': 'Vitrine',
      Accept: 'application/json',
      'Accept-Encoding': 'identity',
      'Content-Type': 'application/json',
      'Content-Length': bytes.length,
      ...headers,
    },
    signal,
  })
  // What comes after the answer has begun is the answer's error as well.
  request.on('error', () => {})
  return request.end(bytes)
}

async function readText(
  message: IncomingMessage,
  { url, maxAnswerBytes }: JsonPost,
): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxAnswerBytes) {
      throw new ProviderFailure('garbled', `The answer of ${url.host} does not end.`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** @returns undefined for what is no JSON */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function redirected(from: URL, location: string | undefined): ProviderFailure {
  const to = location !== undefined && URL.canParse(location, from) ? new URL(location, from) : null
  const where = to === null ? 'elsewhere' : `to ${to.host.slice(0, 100)}`
  const detail = `${from.host} redirects ${where}. Pictures and keys are sent to the address in the settings alone.`
  return new ProviderFailure('address', detail)
}

function explain(error: unknown, { host }: URL): unknown {
  if (error instanceof ProviderFailure) return error
  const cause = withoutPacket(error)
  if (isFailure(error, 'origin_refused')) {
    const detail = `${host} is in a private network, where Vitrine sends pictures only if ALLOW_PRIVATE_ORIGINS names it.`
    return new ProviderFailure('private', detail)
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ERR_INVALID_CHAR') {
    return new ProviderFailure('key', 'The key holds characters that no key has.')
  }
  if (code === 'ENOTFOUND') {
    return new ProviderFailure('unreachable', `There is no host named ${host}.`, { cause })
  }
  if (code === 'ECONNREFUSED') {
    return new ProviderFailure('unreachable', `Nothing answers at ${host}.`, { cause })
  }
  if (code.startsWith('HPE_') || code === 'EPROTO') {
    const detail = `${host} does not answer as a web server does. Is it http or https?`
    return new ProviderFailure('garbled', detail, { cause })
  }
  if (/CERT|SIGNATURE|ISSUER/.test(code)) {
    const detail = `The certificate of ${host} is not to be trusted (${code}).`
    return new ProviderFailure('unreachable', detail, { cause })
  }
  return new ProviderFailure('unreachable', `The connection to ${host} broke off.`, { cause })
}

/** Node puts the bytes that it could not read into the error; nobody wants them in the log. */
function withoutPacket(error: unknown): unknown {
  if (!(error instanceof Error) || !('rawPacket' in error)) return error
  return new Error(error.message)
}
