import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Bodies that are read, or left, by hand: what clients still send must neither be lost nor hold anything. */

/** Requests with `Expect: 100-continue`, whose clients wait for leave to send. */
const waiting = new WeakMap<IncomingMessage, ServerResponse>()

/** Node gives that leave at once; from now on `openBody` does, so that a refused upload is never sent. */
export function deferContinue(server: Server): void {
  server.on('checkContinue', (request, response) => {
    waiting.set(request, response)
    server.emit('request', request, response)
  })
}

/** The body, to be read from now on. */
export function openBody({ raw }: FastifyRequest): IncomingMessage {
  waiting.get(raw)?.writeContinue()
  waiting.delete(raw)
  return raw
}

/** How long a client may go on sending what nobody wants any more. */
const LINGER_MS = 10_000

/**
 * For every answer that goes out before the whole body came in. To close at once would reset the connection,
 * and clients that are still sending would never see the answer: what they send is read and thrown away for a
 * while.
 */
export function leaveBody({ raw }: FastifyRequest, reply: FastifyReply): void {
  // Whoever was never asked for a body may send one or not: nothing that follows could be told from it.
  if (waiting.has(raw)) reply.header('Connection', 'close')
  else if (raw.complete === false) reply.raw.once('finish', () => drain(raw))
}

function drain(raw: IncomingMessage): void {
  const timer = setTimeout(() => raw.complete || raw.socket.destroy(), LINGER_MS)
  timer.unref()
  raw.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer))
  raw.on('error', () => {})
  raw.resume()
}
