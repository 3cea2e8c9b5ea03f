import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { pipeline, type Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { Failure, isErrno } from '../../lib/failures.ts'
import { guardedAgents, type NetworkAllowList } from '../network-guard.ts'
import type { AzureOriginConfig } from '../origin-config.ts'
import { checkPath } from '../origin-path.ts'
import { PROBE_NAME } from '../s3/bucket.ts'
import { type AzurePlace, AzureRefusal } from './failure.ts'
import { readSas } from './sas.ts'

/** An open container: what every operation needs. */
export interface AzureContainer {
  place: AzurePlace
  /** Address of the container, without a slash at the end. */
  url: URL
  /** Empty, or ends with a slash. */
  prefix: string
  agents: ReturnType<typeof guardedAgents>
  idleSeconds: number
  pageEntries: number
}

export interface AzureOptions {
  allowPrivate: NetworkAllowList
  /** Without a byte in either direction, and until an answer begins. */
  idleSeconds: number
  /** Of one page of a list. */
  pageEntries?: number
}

/** The most that Azure lists at once. */
export const MAX_PAGE_ENTRIES = 5000

const MAX_SOCKETS = 64
const ATTEMPTS = 3
const PAUSE_MS = 200

/** Of the protocol; every container takes it. */
const VERSION = '2023-11-03'

/** @throws Failure `invalid_parameter` for settings that can't be right */
export function openAzureContainer(
  { account, container, prefix, sas, endpoint }: AzureOriginConfig,
  { allowPrivate, idleSeconds, pageEntries = MAX_PAGE_ENTRIES }: AzureOptions,
): AzureContainer {
  if (!/^[a-z0-9]{3,24}$/.test(account)) {
    throw wrongSetting(`“${account}” can’t be the name of a storage account.`)
  }
  if (!/^(?:\$root|\$web|[a-z0-9](?:-?[a-z0-9]){2,62})$/.test(container)) {
    throw wrongSetting(`“${container}” can’t be the name of a container.`)
  }
  const base = readEndpoint(endpoint ?? `https://${account}.blob.core.windows.net`)
  const url = new URL(`${base.pathname.replace(/\/+$/, '')}/${container}`, base)
  const folder = prefix.replace(/^\/+|\/+$/g, '')
  return {
    place: { account, container, host: url.host, sas: readSas(sas) },
    url,
    prefix: folder === '' ? '' : `${folder}/`,
    agents: guardedAgents(allowPrivate, { maxSockets: MAX_SOCKETS }),
    idleSeconds,
    pageEntries,
  }
}

function readEndpoint(endpoint: string): URL {
  const url = URL.parse(endpoint)
  const isPlain = url && !url.username && !url.password && !url.search && !url.hash
  if (isPlain && /^https?:$/.test(url.protocol)) return url
  throw wrongSetting(`“${endpoint}” is not an endpoint such as https://account.blob.example.com.`)
}

function wrongSetting(detail: string): Failure {
  return new Failure('invalid_parameter', detail)
}

export function closeAzureContainer({ agents }: AzureContainer): void {
  agents.httpAgent.destroy()
  agents.httpsAgent.destroy()
}

/** Azure counts characters, as UTF-16 has them. */
const MAX_NAME_LENGTH = 1024

/**
 * The blob name of a path; null when no file can be there: "a/" marks a folder, Azure takes a backslash for a slash,
 * and a folder "." is taken out of an address on its way.
 * @throws Failure `invalid_path`
 */
export function findBlobName({ prefix }: AzureContainer, path: string): string | null {
  checkPath(path)
  const name = prefix + path
  const isOurs = path.endsWith('/') || path === PROBE_NAME
  return !isOurs && !hasUnreachableName(path) && name.length <= MAX_NAME_LENGTH ? name : null
}

export function hasUnreachableName(path: string): boolean {
  return path.includes('\\') || path.split('/').includes('.')
}

export interface AzureRequest {
  method: 'GET' | 'HEAD' | 'PUT'
  /** Name of a blob; without it the container itself is meant. */
  name?: string
  query?: Record<string, string>
  headers?: Record<string, string | number>
  signal: AbortSignal | undefined
}

/**
 * Asks until an answer begins that says yes; what comes of it is for the caller to read or to destroy. What may
 * pass by itself is tried again.
 * @throws AzureRefusal for an answer that says no, redirects included; the signal's reason; errors of the network
 */
export async function askAzure(
  container: AzureContainer,
  request: AzureRequest,
): Promise<IncomingMessage> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await askOnce(container, request)
    } catch (error) {
      request.signal?.throwIfAborted()
      if (attempt === ATTEMPTS || !mayPass(error)) throw error
    }
    await wait(PAUSE_MS * 2 ** attempt, undefined, { signal: request.signal }).catch(() => {})
  }
}

function mayPass(error: unknown): boolean {
  if (error instanceof AzureRefusal) return error.status === 429 || error.status >= 500
  return isErrno(error, 'ECONNRESET') || isErrno(error, 'EPIPE')
}

async function askOnce(container: AzureContainer, request: AzureRequest): Promise<IncomingMessage> {
  request.signal?.throwIfAborted()
  const call = begin(container, request)
  const timer = setTimeout(() => call.destroy(tooLate()), container.idleSeconds * 1000)
  try {
    call.end()
    return await answerOf(call)
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Sends a body; its number of bytes is in the headers. Never tried again.
 * @throws as askAzure, and an error of the body
 */
export async function sendToAzure(
  container: AzureContainer,
  request: AzureRequest,
  body: Readable,
): Promise<void> {
  request.signal?.throwIfAborted()
  const call = begin(container, request)
  let isAnswered = false
  call.setTimeout(container.idleSeconds * 1000, () => !isAnswered && call.destroy(tooLate()))
  const answered = answerOf(call)
  // An error of the body destroys the call, which then fails with the same error.
  pipeline(body, call, () => {})
  try {
    const answer = await answered
    // Nothing follows; what claims otherwise is not waited for.
    if (answer.headers['content-length'] === '0') answer.resume()
    else answer.destroy()
  } finally {
    isAnswered = true
    body.destroy()
  }
}

function begin(
  { place, url, agents, idleSeconds }: AzureContainer,
  { method, name, query = {}, headers, signal }: AzureRequest,
): ClientRequest {
  const isSecure = url.protocol === 'https:'
  const path = name === undefined ? '' : `/${name.split('/').map(encodeSegment).join('/')}`
  const fields = Object.entries(query).map(([field, value]) => `${field}=${encodeSegment(value)}&`)
  return (isSecure ? https : http).request({
    protocol: url.protocol,
    // Without the brackets of an IPv6 address.
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    path: `${url.pathname}${path}?${fields.join('')}${place.sas.query}`,
    agent: isSecure ? agents.httpsAgent : agents.httpAgent,
    method,
    headers: { 'x-ms-version': VERSION, ...headers },
    timeout: idleSeconds * 1000,
    ...(signal && { signal }),
  })
}

/** Literal in a path and in a query, whoever reads it. */
function encodeSegment(text: string): string {
  const percent = (letter: string) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`
  return encodeURIComponent(text).replace(/[!'()*]/g, percent)
}

async function answerOf(call: ClientRequest): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  call.on('response', resolve)
  call.on('error', reject)
  const answer = await promise
  // After the answer has begun, errors are those of the answer.
  answer.on('error', () => {})
  const { statusCode = 0, headers } = answer
  if (statusCode >= 200 && statusCode < 300) return answer
  call.destroy()
  throw new AzureRefusal(statusCode, String(headers['x-ms-error-code'] ?? ''))
}

export function tooLate(): Error {
  return Object.assign(new Error('no answer in time'), { name: 'TimeoutError' })
}
