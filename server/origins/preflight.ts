import { once } from 'node:events'
import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { guardedAgents, type NetworkAllowList } from './network-guard.ts'
import { explainS3 } from './s3/failure.ts'
import type { PresignedPut } from './upload-target.ts'

/** Whether a page may send the PUT. */
export interface Preflight {
  isAllowed: boolean
  status: number
  /** What was found, in a sentence. */
  detail: string
}

interface PreflightOptions {
  allowPrivate: NetworkAllowList
  /** Until the answer is there. */
  timeoutSeconds?: number
  signal?: AbortSignal | undefined
}

/**
 * Asks the storage what a browser asks before it sends a presigned PUT from a page of this origin.
 * @throws Failure `origin_unreachable` or `origin_refused` where there is no answer
 */
export async function checkPreflight(
  { url, headers }: PresignedPut,
  pageOrigin: string,
  { allowPrivate, timeoutSeconds = 15, signal }: PreflightOptions,
): Promise<Preflight> {
  const names = Object.keys(headers).map((name) => name.toLowerCase())
  const wanted = [...new Set(['content-type', ...names])].sort()
  const asked = {
    origin: pageOrigin,
    'access-control-request-method': 'PUT',
    'access-control-request-headers': wanted.join(','),
  }
  const deadline = AbortSignal.timeout(timeoutSeconds * 1000)
  const options = { allowPrivate, signal: signal ? AbortSignal.any([signal, deadline]) : deadline }
  try {
    const answer = await sendOptions(new URL(url), asked, options)
    return judge(answer, { pageOrigin, wanted })
  } catch (error) {
    signal?.throwIfAborted()
    const { host } = new URL(url)
    throw explainS3(deadline.aborted ? deadline.reason : error, { bucket: '', host })
  }
}

interface Answer {
  status: number
  headers: IncomingHttpHeaders
}

async function sendOptions(
  url: URL,
  headers: Record<string, string>,
  { allowPrivate, signal }: { allowPrivate: NetworkAllowList; signal: AbortSignal },
): Promise<Answer> {
  const { httpAgent, httpsAgent } = guardedAgents(allowPrivate, { maxSockets: 1 })
  const isSecure = url.protocol === 'https:'
  const agent = isSecure ? httpsAgent : httpAgent
  const open = isSecure ? https.request : http.request
  const request = open(url, { agent, method: 'OPTIONS', headers, signal })
  try {
    const answered = once(request, 'response')
    request.end()
    const [response] = (await answered) as [IncomingMessage]
    return { status: response.statusCode ?? 0, headers: response.headers }
  } finally {
    // Nobody reads what the answer goes on to say.
    request.on('error', () => {}).destroy()
    httpAgent.destroy()
    httpsAgent.destroy()
  }
}

function judge(
  { status, headers }: Answer,
  { pageOrigin, wanted }: { pageOrigin: string; wanted: string[] },
): Preflight {
  const refuse = (detail: string) => ({ isAllowed: false, status, detail })
  const allowed = headers['access-control-allow-origin']?.trim()
  if (status < 200 || status > 299 || allowed === undefined) {
    return refuse(
      `No CORS rule lets pages of ${pageOrigin} upload with the headers ${wanted.join(', ')} (status ${status}).`,
    )
  }
  if (allowed !== '*' && allowed !== pageOrigin) {
    return refuse(`The CORS rule is for pages of ${clip(allowed)}, not of ${pageOrigin}.`)
  }
  const methods = readList(headers['access-control-allow-methods'])
  if (!methods.includes('put') && !methods.includes('*')) {
    return refuse(`The CORS rule for ${pageOrigin} does not allow the method PUT.`)
  }
  const names = readList(headers['access-control-allow-headers'])
  const missing = names.includes('*') ? [] : wanted.filter((name) => !names.includes(name))
  if (missing.length > 0) {
    return refuse(
      `The CORS rule for ${pageOrigin} does not allow the header ${missing.join(', ')}.`,
    )
  }
  return { isAllowed: true, status, detail: `Pages of ${pageOrigin} may upload.` }
}

function readList(header: string | undefined): string[] {
  return (header ?? '').split(',').map((part) => part.trim().toLowerCase())
}

/** What somebody else's server said is not repeated at any length. */
function clip(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}
