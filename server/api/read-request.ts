import { isDeepStrictEqual } from 'node:util'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Failure } from '../lib/failures.ts'
import { InvalidInput } from './error-handler.ts'
import { readJsonBody, saysJson } from './json-body.ts'
import { type QueryValues, readQueryString } from './query-string.ts'

/** @throws Failure `not_found`: an id that cannot be one is the id of nothing. */
export function readParams<Params>(
  schema: z.ZodType<Params> | undefined,
  request: FastifyRequest,
): unknown {
  // Fastify leaves the type to us; `*` is no name one would like to write.
  const { '*': path, ...named } = request.params as Record<string, string>
  const raw = path === undefined ? named : { ...named, path }
  if (schema === undefined) return raw
  const result = schema.safeParse(raw)
  if (result.success) return result.data
  throw new Failure('not_found', 'There is nothing with this id.')
}

const NO_PARAMETERS = z.strictObject({})

/** @param knownNames what the schema knows; null when it takes any name. */
export function readQuery<Query>(
  schema: z.ZodType<Query> | undefined,
  request: FastifyRequest,
  knownNames: ReadonlySet<string> | null,
): unknown {
  const mark = request.url.indexOf('?')
  const values = readQueryString(mark === -1 ? '' : request.url.slice(mark + 1))
  // Without a prototype, so that no name can mean it.
  const wanted: QueryValues = Object.create(null)
  for (const [name, value] of Object.entries(values)) {
    // imgix's clients send paging parameters of one style to lists of the other.
    const isOtherPaging = name.startsWith('page[') && knownNames?.has(name) === false
    if (!isOtherPaging) wanted[name] = value
  }
  const result = (schema ?? NO_PARAMETERS).safeParse(wanted)
  if (result.success) return result.data
  throw new InvalidInput('query', result.error.issues)
}

interface BodyRules<Body> {
  body?: z.ZodType<Body>
  bodyIsOptional?: true
  maxBodyBytes?: number
}

/** Undefined, with nothing read, for an endpoint that takes no body: clients send none, `{}` or anything. */
export async function readBody<Body>(
  { body: schema, bodyIsOptional, maxBodyBytes }: BodyRules<Body>,
  request: FastifyRequest,
): Promise<unknown> {
  if (schema === undefined || (bodyIsOptional && !saysJson(request))) return undefined
  const read = await readJsonBody(request, maxBodyBytes)
  const body = bodyIsOptional && isDeepStrictEqual(read, {}) ? undefined : read
  const result = schema.safeParse(body)
  if (result.success) return result.data
  if (body === undefined) throw new Failure('invalid_body', 'The request has no body.')
  throw new InvalidInput('body', result.error.issues)
}

/** The ETag of `If-Match`, without its quotes. */
export function readIfMatch(request: FastifyRequest): string | null {
  const header = request.headers['if-match']
  return header === undefined ? null : header.trim().replace(/^(?:W\/)?"(.*)"$/, '$1')
}
