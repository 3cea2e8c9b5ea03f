import { randomUUID } from 'node:crypto'
import { type Server, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ConnectionError, FastifyHttpOptions } from 'fastify'
import { JSON_API_TYPE, presentErrors, type ServerInfo } from './document.ts'
import { answerError } from './error-handler.ts'

/** Of all headers and the address. Longer searches than may be asked come as far as the answer that says so. */
const MAX_HEADER_BYTES = 128 * 1024

/**
 * What the Management API needs of the server it is mounted on: errors of addresses that no route sees, and
 * ids as long as clients send them.
 */
export function apiServerOptions(server: ServerInfo) {
  return {
    frameworkErrors: (error, request, reply) => answerError(error, request, reply, server),
    routerOptions: { maxParamLength: 4096 },
    http: { maxHeaderSize: MAX_HEADER_BYTES },
    clientErrorHandler: (error, socket) => answerBroken(error, socket, server),
  } satisfies FastifyHttpOptions<Server>
}

/**
 * imgix's command line sends the id of an asset as one piece, `/assets/<source id>%2F<path>`. To be used in
 * Fastify's `rewriteUrl`: such an address becomes the one that has a route.
 */
export function rewriteAssetId(url: string): string {
  return url.replace(/^(\/api\/v1\/assets\/[0-9a-f]{24})%2F/i, '$1/')
}

/** What Node says of a request that it could not read, as far as there is a status for it. */
const BROKEN: Readonly<Record<string, [status: number, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, `Address and headers are longer than ${MAX_HEADER_BYTES} bytes.`],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request took too long to arrive.'],
}

/** There is no request and no reply then, only what the bytes come over. */
function answerBroken(error: ConnectionError, socket: Socket, server: ServerInfo): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const [status, detail] = BROKEN[error.code] ?? [400, 'This is not an HTTP request.']
  const title = STATUS_CODES[status] ?? ''
  const about = { id: randomUUID().replaceAll('-', ''), status: String(status), title, detail }
  const body = JSON.stringify(presentErrors([{ ...about, meta: {} }], server))
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    `Content-Type: ${JSON_API_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  socket.destroySoon()
}
