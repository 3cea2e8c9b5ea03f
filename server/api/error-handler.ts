import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { ApiError } from '../../contract/document.ts'
import { Failure, type FailureCode } from '../lib/failures.ts'
import { JSON_API_TYPE, jsonPointer, presentErrors, type ServerInfo } from './document.ts'

/** What zod found wrong, and in which part of the request. */
export class InvalidInput extends Error {
  readonly part: 'query' | 'body'
  readonly issues: readonly z.core.$ZodIssue[]

  constructor(part: 'query' | 'body', issues: readonly z.core.$ZodIssue[]) {
    super(`invalid ${part}`)
    this.name = 'InvalidInput'
    this.part = part
    this.issues = issues
  }
}

const MAX_LOGGED_LENGTH = 300

/** The only place that turns something thrown into an answer. */
export function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  server: ServerInfo,
): void {
  const { status, errors, retryAfterSeconds } = readError(error, request.id)
  // A detail can name what was sent, and anybody may send a megabyte.
  const details = errors.map(({ detail }) => detail.slice(0, MAX_LOGGED_LENGTH))
  if (status === 500) request.log.error({ err: error }, 'a request failed')
  else if (status > 500) request.log.warn({ err: error }, 'a request could not be answered')
  else request.log.info({ details }, 'a request was refused')
  if (retryAfterSeconds !== undefined) {
    reply.header('Retry-After', String(Math.ceil(retryAfterSeconds)))
  }
  reply.status(status).header('Content-Type', JSON_API_TYPE)
  reply.send(Buffer.from(JSON.stringify(presentErrors(errors, server))))
}

interface ReadError {
  status: number
  errors: ApiError[]
  retryAfterSeconds?: number | undefined
}

function readError(error: unknown, id: string): ReadError {
  if (error instanceof InvalidInput) return { status: 400, errors: presentIssues(error, id) }
  const failure = toFailure(error)
  const { status, retryAfterSeconds } = failure
  return { status, errors: [presentFailure(failure, id)], retryAfterSeconds }
}

/** Errors of Fastify itself, by status. Its texts are not shown: they are written for programmers. */
const FASTIFY_ERRORS: Record<number, [FailureCode, string]> = {
  400: ['invalid_path', 'The address is not valid: check its percent-encoding.'],
  404: ['not_found', 'There is nothing at this address.'],
  413: ['too_large', 'The body is too large.'],
  414: ['invalid_path', 'A part of the address is too long.'],
  415: ['unsupported_media', `The body must be ${JSON_API_TYPE}.`],
}

function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  const { code, statusCode = 500 } = (error ?? {}) as Partial<FastifyError> // anything can be thrown
  const known = code?.startsWith('FST_') ? FASTIFY_ERRORS[statusCode] : undefined
  if (known !== undefined) return new Failure(known[0], known[1], { cause: error })
  if (isDatabaseAway(error)) {
    const detail = 'The database does not answer at this moment. Please try again.'
    return new Failure('not_ready', detail, { cause: error, retryAfterSeconds: 5 })
  }
  const detail = 'Something went wrong on the server. Its log says more under the id of this error.'
  return new Failure('internal', detail, { cause: error })
}

/** No connection, or PostgreSQL ended it: 08 connection lost, 53300 too many, 57P0x it is going down. */
function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('syscall' in error && error.syscall === 'connect') return true
  return 'code' in error && /^(08|53300|57P0)/.test(String(error.code))
}

function presentFailure(failure: Failure, id: string): ApiError {
  const { status, title, detail, pointer, parameter } = failure
  const error: ApiError = { id, status: String(status), title, detail, meta: {} }
  if (parameter !== undefined) error.source = { parameter }
  else if (pointer !== undefined) error.source = { pointer }
  return error
}

const MAX_ERRORS = 20

function presentIssues({ part, issues }: InvalidInput, id: string): ApiError[] {
  const errors = issues.flatMap((issue) =>
    placesOf(issue).map((path) => {
      const name = path.map(String).join('.')
      const source =
        part === 'query' ? { parameter: String(path[0] ?? '') } : { pointer: jsonPointer(path) }
      const detail = name === '' ? issue.message : `${name}: ${textOf(issue)}`
      return { id, status: '400', title: 'Bad Request', detail, source, meta: {} }
    }),
  )
  return errors.slice(0, MAX_ERRORS)
}

/** One place per unknown member, so that each is named; else the one where the issue is. */
function placesOf(issue: z.core.$ZodIssue): PropertyKey[][] {
  if (issue.code !== 'unrecognized_keys') return [issue.path]
  return issue.keys.map((key) => [...issue.path, key])
}

function textOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'unrecognized_keys' ? 'This is not known here.' : issue.message
}
