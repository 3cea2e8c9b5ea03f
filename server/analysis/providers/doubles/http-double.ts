import { once } from 'node:events'
import http, {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a service on the net does now and then instead of answering. */
export type Mishap =
  /** Answers as it should, for once. */
  | { does: 'answer' }
  | { does: 'status'; status: number; headers?: Record<string, string>; body?: unknown }
  /** Text instead of JSON, with the status 200. */
  | { does: 'text'; text: string; contentType?: string }
  | { does: 'redirect'; location: string }
  | { does: 'hang' }
  /** A byte now and then, without end. */
  | { does: 'drip' }
  /** Megabytes without end. */
  | { does: 'flood' }
  | { does: 'hang-up' }
  /** Hangs up in the middle of its answer. */
  | { does: 'cut' }

export interface Received {
  method: string
  path: string
  headers: IncomingHttpHeaders
  /** Parsed; undefined when it is no JSON. */
  body: unknown
}

export interface Answer {
  status: number
  body: unknown
}

export interface HttpDouble {
  /** Without a slash at the end. */
  address: string
  /** So far. */
  received: Received[]
  /** For the requests to come, in this order; after them it answers as it should. */
  mishaps: Mishap[]
  close(): Promise<void>
}

/** A server that takes JSON and does what it is told to. */
export async function startHttpDouble(answer: (received: Received) => Answer): Promise<HttpDouble> {
  const received: Received[] = []
  const mishaps: Mishap[] = []
  const server = http.createServer(async (request, response) => {
    try {
      const got = await receive(request)
      received.push(got)
      const mishap = mishaps.shift()
      if (mishap && mishap.does !== 'answer') misbehave(mishap, response)
      else sendJson(response, answer(got))
    } catch {
      // whoever asked has gone
      response.destroy()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    mishaps,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function receive(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const { method = '', url: path = '', headers } = request
  return { method, path, headers, body: parse(Buffer.concat(chunks).toString()) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function sendJson(
  response: ServerResponse,
  { status, body }: Answer,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

function misbehave(mishap: Exclude<Mishap, { does: 'answer' }>, response: ServerResponse): void {
  if (mishap.does === 'status') {
    const { status, body = {}, headers } = mishap
    sendJson(response, { status, body }, headers)
  }
  if (mishap.does === 'text') {
    response.writeHead(200, { 'Content-Type': mishap.contentType ?? 'text/html' })
    response.end(mishap.text)
  }
  if (mishap.does === 'redirect') response.writeHead(307, { Location: mishap.location }).end()
  if (mishap.does === 'drip') drip(response, ' ', 20)
  if (mishap.does === 'flood') drip(response, ' '.repeat(2 ** 20), 0)
  if (mishap.does === 'hang-up') response.destroy()
  if (mishap.does === 'cut') {
    response.writeHead(200, { 'Content-Length': 100 })
    response.write('{"choices":', () => response.destroy())
  }
}

function drip(response: ServerResponse, text: string, milliseconds: number): void {
  response.writeHead(200, { 'Content-Type': 'application/json' })
  const timer = setInterval(() => response.write(text), milliseconds)
  response.on('close', () => clearInterval(timer))
}
