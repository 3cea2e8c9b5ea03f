import type { FastifyRequest } from 'fastify'
import { Failure } from '../lib/failures.ts'
import { JSON_API_TYPE, jsonPointer } from './document.ts'
import { openBody } from './request-body.ts'

const MAX_BYTES = 2 ** 20
const MAX_DEPTH = 32
const JSON_TYPES = [JSON_API_TYPE, 'application/json']

/**
 * Reads the body as JSON; undefined when there is none.
 * @throws Failure `unsupported_media`, `too_large`, or `invalid_body`: not UTF-8, not JSON, nested too deep,
 *   a member called `__proto__`, or text that PostgreSQL cannot hold.
 */
export async function readJsonBody(request: FastifyRequest, maxBytes?: number): Promise<unknown> {
  const bytes = await readBytes(request, maxBytes)
  if (bytes.length === 0) return undefined
  if (!saysJson(request)) {
    const type = contentTypeOf(request)
    const found = type === '' ? 'no Content-Type' : `the Content-Type ${type}`
    throw new Failure('unsupported_media', `The body must be ${JSON_API_TYPE}; it has ${found}.`)
  }
  const body = parseJson(bytes)
  requireHarmless(body)
  return body
}

/** Whether the Content-Type is one of JSON's; it says nothing of whether there is a body. */
export function saysJson(request: FastifyRequest): boolean {
  return JSON_TYPES.includes(contentTypeOf(request))
}

function contentTypeOf({ headers }: FastifyRequest): string {
  return (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}

/** The whole body. @throws Failure `too_large`, and `invalid_body` when it breaks off */
export async function readBytes(request: FastifyRequest, maxBytes = MAX_BYTES): Promise<Buffer> {
  const tooLarge = new Failure('too_large', `The body is larger than ${maxBytes} bytes.`)
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge
  const brokenOff = new Failure('invalid_body', 'The body broke off.')
  // Gone while we were asking who it is: none of the events below would come any more.
  if (request.raw.destroyed) throw brokenOff
  openBody(request)
  const chunks: Buffer[] = []
  let length = 0
  // Not a for-await: leaving that would destroy the socket before the 413 is written.
  await new Promise<void>((resolve, reject) => {
    request.raw.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= maxBytes) chunks.push(chunk)
      else reject(tooLarge)
    })
    request.raw.on('end', resolve)
    request.raw.on('close', () => reject(brokenOff))
    request.raw.on('error', () => reject(brokenOff))
  })
  return Buffer.concat(chunks)
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new Failure('invalid_body', 'The body is not valid JSON.', { cause })
  }
}

/** Walks with a list instead of calls, so that no depth of nesting can overflow the stack. */
function requireHarmless(body: unknown): void {
  const waiting = [{ value: body, pointer: '', depth: 0 }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, pointer, depth } = next
    if (typeof value === 'string') requireStorable(value, pointer)
    if (typeof value !== 'object' || value === null) continue
    if (depth >= MAX_DEPTH) {
      throw new Failure('invalid_body', `The body is nested deeper than ${MAX_DEPTH} levels.`)
    }
    for (const [name, member] of Object.entries(value)) {
      requireStorable(name, pointer)
      if (name === '__proto__') {
        throw new Failure('invalid_body', 'A member must not be called "__proto__".', { pointer })
      }
      waiting.push({ value: member, pointer: pointer + jsonPointer([name]), depth: depth + 1 })
    }
  }
}

/** PostgreSQL's text holds neither NUL nor half of a surrogate pair. */
function requireStorable(text: string, pointer: string): void {
  if (!text.includes('\0') && text.isWellFormed()) return
  throw new Failure('invalid_body', 'Text must not hold NUL or broken characters.', { pointer })
}
