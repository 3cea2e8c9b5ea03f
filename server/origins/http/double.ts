import { once } from 'node:events'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a web server does less well than it could. */
export interface WebDoubleOptions {
  /** The status of the answer to HEAD instead of an answer. */
  head?: number
  noRanges?: boolean
  noETag?: boolean
  noLastModified?: boolean
  /** Sends in chunks, without Content-Length. */
  noLength?: boolean
  headers?: Record<string, string>
}

/** A web server that serves a map of files, in memory. */
export interface WebDouble {
  /** Without a slash at the end. */
  address: string
  put(path: string, content: string | Uint8Array): void
  /** Of the requests so far: method and target, as in the request line. */
  asked: string[]
  /** So far. */
  connections(): number
  options: WebDoubleOptions
  close(): Promise<void>
}

interface Served {
  bytes: Buffer
  version: number
}

const MISSING = '<h1>Not found</h1>'

export async function startWebDouble(options: WebDoubleOptions = {}): Promise<WebDouble> {
  const files = new Map<string, Served>()
  const asked: string[] = []
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const path = pathOf(request)
    const file = path === null ? undefined : files.get(path)
    if (file) serve(file, request, response, options)
    else response.writeHead(404, { 'Content-Length': MISSING.length }).end(MISSING)
  })
  let connections = 0
  server.on('connection', () => {
    connections += 1
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  let version = 0
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    put: (path, content) => {
      version += 1
      files.set(path, { bytes: Buffer.from(content), version })
    },
    asked,
    connections: () => connections,
    options,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** As most servers read it: decoded once, and nothing else. */
function pathOf({ url = '' }: IncomingMessage): string | null {
  const [path = ''] = url.split('?')
  try {
    return decodeURIComponent(path.slice(1))
  } catch {
    return null
  }
}

function serve(
  { bytes, version }: Served,
  request: IncomingMessage,
  response: ServerResponse,
  options: WebDoubleOptions,
): void {
  if (request.method === 'HEAD' && options.head !== undefined) {
    response.writeHead(options.head).end()
    return
  }
  const part = options.noRanges ? null : partOf(request, bytes.length)
  if (part === 'outside') {
    response.writeHead(416, { 'Content-Range': `bytes */${bytes.length}` }).end()
    return
  }
  const sent = part ? bytes.subarray(part.start, part.end + 1) : bytes
  response.writeHead(part ? 206 : 200, {
    'Content-Type': 'text/plain',
    ...(!options.noETag && { ETag: `"v${version}"` }),
    ...(!options.noLastModified && { 'Last-Modified': dateOf(version) }),
    ...(!options.noLength && { 'Content-Length': sent.length }),
    ...(part && { 'Content-Range': `bytes ${part.start}-${part.end}/${bytes.length}` }),
    ...options.headers,
  })
  response.end(request.method === 'HEAD' ? undefined : sent)
}

/** Another second for each version, since dates know nothing smaller. */
function dateOf(version: number): string {
  return new Date(Date.UTC(2026, 0, 1, 0, 0, version)).toUTCString()
}

function partOf({ headers }: IncomingMessage, size: number) {
  const [, first = '', last = ''] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? []
  if (first === '') return null
  const start = Number(first)
  if (start >= size) return 'outside'
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) }
}
