import type { ApiError, Document, ErrorDocument } from '../../contract/document.ts'
import { t } from '../texts/lib.ts'
import { noteContact } from './contact.ts'
import { apiAddress, READING, takeEarly } from './early-answers.ts'

/** A request that did not succeed. `status` 0: no answer came at all. */
export class ApiFailure extends Error {
  readonly status: number
  readonly title: string
  readonly requestId: string | null
  readonly request: string
  readonly retryAfterSeconds: number | null
  /** Which member of the body is wrong, as a JSON pointer. */
  readonly pointer: string | null
  readonly at = new Date()

  constructor(
    status: number,
    request: string,
    error: Partial<Pick<ApiError, 'id' | 'title' | 'detail' | 'source'>> = {},
    retryAfterSeconds: number | null = null,
  ) {
    super(t.said(error.detail ?? error.title ?? `The server answered ${status}.`))
    this.status = status
    this.title = error.title ?? ''
    this.requestId = error.id ?? null
    this.request = request
    this.retryAfterSeconds = retryAfterSeconds
    this.pointer = error.source?.pointer ?? null
  }
}

export interface ApiRequest {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  query?: URLSearchParams
  /** The resource to send, without the envelope. */
  data?: unknown
  /** Bytes to send instead, as they are. */
  file?: Blob
  ifMatch?: string | null
  signal?: AbortSignal
}

export interface ApiAnswer<Data> extends Document<Data> {
  /** The ETag header, to be sent back as `If-Match`. */
  etag: string | null
}

let csrfToken: string | null = null

/** Remembers the token of the session; every request that changes something carries it. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token
}

/**
 * Speaks to the Management API, `path` below /api/v1. Throws ApiFailure for everything but a
 * 2xx answer; an aborted request throws the signal's reason, as fetch does.
 */
export async function callApi<Data>(
  path: string,
  options: ApiRequest = {},
): Promise<ApiAnswer<Data>> {
  const method = options.method ?? 'GET'
  const address = apiAddress(path, options.query)
  const request = `${method} ${address}`
  const init: RequestInit = { method, headers: readHeaders(options), credentials: 'same-origin' }
  if (options.data !== undefined) init.body = JSON.stringify({ data: options.data })
  else if (options.file) init.body = options.file
  if (options.signal) init.signal = options.signal
  const early = method === 'GET' ? takeEarly(address) : undefined
  const response = await (early ?? fetch(address, init)).catch((cause: unknown) => {
    if (options.signal?.aborted) throw cause
    noteContact(false)
    throw new ApiFailure(0, request, { detail: 'The server did not answer.' })
  })
  noteContact(response.status < 500)
  if (!response.ok) throw await readFailure(response, request)
  const document = (await response.json()) as Document<Data>
  return { ...document, etag: response.headers.get('etag') }
}

function readHeaders(options: ApiRequest): Record<string, string> {
  const headers: Record<string, string> = { ...READING }
  if (options.data !== undefined) headers['Content-Type'] = 'application/vnd.api+json'
  if (options.file) headers['Content-Type'] = options.file.type || 'application/octet-stream'
  if (options.ifMatch) headers['If-Match'] = options.ifMatch
  if (csrfToken && options.method && options.method !== 'GET') headers['X-CSRF-Token'] = csrfToken
  return headers
}

async function readFailure(response: Response, request: string): Promise<ApiFailure> {
  const retryAfter = Number.parseInt(response.headers.get('retry-after') ?? '', 10)
  // A proxy in front may answer with a page of its own instead of our document.
  const body = (await response.json().catch(() => null)) as Partial<ErrorDocument> | null
  return new ApiFailure(
    response.status,
    request,
    body?.errors?.[0],
    Number.isNaN(retryAfter) ? null : retryAfter,
  )
}

/** A path of the origin as a part of an address: every segment encoded, no leading slash. */
export function encodePath(path: string): string {
  return path.replace(/^\//, '').split('/').map(encodeURIComponent).join('/')
}
