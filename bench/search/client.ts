import { Agent, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'

/** One HTTP connection that is kept, as a browser or a plugin has it. */
export interface ApiClient {
  /** @param path below /api/v1, with its query */
  get(path: string): Promise<Answer>
  send(method: string, path: string, body: unknown): Promise<Answer>
  close(): void
}

export interface Answer {
  status: number
  /** Parsed JSON; null for an empty one. */
  body: Body | null
  /** Until the last byte was there. */
  milliseconds: number
}

// biome-ignore lint/suspicious/noExplicitAny: answers of several APIs, each known to who asks.
type Body = any

export function openClient(base: string, headers: Record<string, string>): ApiClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const call = async (method: string, path: string, body?: string): Promise<Answer> => {
    const start = performance.now()
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const url = new URL(base + path)
      const type = { 'content-type': 'application/vnd.api+json' }
      const options = { method, agent, headers: { ...headers, ...(body ? type : {}) } }
      request(url, options, resolve).on('error', reject).end(body)
    })
    const received = await text(answer)
    const milliseconds = performance.now() - start
    return {
      status: answer.statusCode ?? 0,
      body: received === '' ? null : JSON.parse(received),
      milliseconds,
    }
  }
  return {
    get: (path) => call('GET', path),
    send: (method, path, body) => call(method, path, JSON.stringify(body)),
    close: () => agent.destroy(),
  }
}

export function queryOf(parameters: Record<string, string | number>): string {
  const query = new URLSearchParams(
    Object.entries(parameters).map(([name, value]) => [name, String(value)]),
  )
  return query.toString()
}
