/**
 * Every way in which Vitrine says no: code → HTTP status and title. A Failure's `detail` is written for
 * the person who asked; it is the only text that leaves the process. The cause stays in the log.
 */
const FAILURES = {
  invalid_parameter: { status: 400, title: 'Bad Request' },
  invalid_body: { status: 400, title: 'Bad Request' },
  invalid_path: { status: 400, title: 'Bad Request' },
  unauthorized: { status: 401, title: 'Unauthorized' },
  forbidden: { status: 403, title: 'Forbidden' },
  invalid_signature: { status: 403, title: 'Forbidden' },
  not_found: { status: 404, title: 'Not Found' },
  method_not_allowed: { status: 405, title: 'Method Not Allowed' },
  path_taken: { status: 409, title: 'Conflict' },
  conflict: { status: 409, title: 'Conflict' },
  source_disabled: { status: 410, title: 'Gone' },
  changed_meanwhile: { status: 412, title: 'Precondition Failed' },
  too_large: { status: 413, title: 'Payload Too Large' },
  unsupported_media: { status: 415, title: 'Unsupported Media Type' },
  range_not_satisfiable: { status: 416, title: 'Range Not Satisfiable' },
  broken_file: { status: 422, title: 'Unprocessable Content' },
  too_many_requests: { status: 429, title: 'Too Many Requests' },
  // nginx's own status for it: nobody reads it but the log.
  gone_away: { status: 499, title: 'Client Closed Request' },
  internal: { status: 500, title: 'Internal Server Error' },
  origin_refused: { status: 502, title: 'Bad Gateway' },
  analysis_failed: { status: 502, title: 'Bad Gateway' },
  origin_unreachable: { status: 502, title: 'Bad Gateway' },
  overloaded: { status: 503, title: 'Service Unavailable' },
  not_ready: { status: 503, title: 'Service Unavailable' },
  timeout: { status: 504, title: 'Gateway Timeout' },
} as const

export type FailureCode = keyof typeof FAILURES

interface FailureOptions {
  cause?: unknown
  /** The query parameter, or the JSON pointer into the body, that is wrong. */
  parameter?: string
  pointer?: string
  retryAfterSeconds?: number
}

export class Failure extends Error {
  readonly code: FailureCode
  readonly detail: string
  readonly parameter: string | undefined
  readonly pointer: string | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(code: FailureCode, detail: string, options: FailureOptions = {}) {
    super(detail, { cause: options.cause })
    this.name = 'Failure'
    this.code = code
    this.detail = detail
    this.parameter = options.parameter
    this.pointer = options.pointer
    this.retryAfterSeconds = options.retryAfterSeconds
  }

  get status(): number {
    return FAILURES[this.code].status
  }

  get title(): string {
    return FAILURES[this.code].title
  }
}

export function isFailure(error: unknown, code?: FailureCode): error is Failure {
  return error instanceof Failure && (code === undefined || error.code === code)
}

/** True for an error of the operating system with this code, such as ENOENT. */
export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

/** A Failure as plain data, to cross a process boundary and come back. */
export interface FailureData {
  code: FailureCode
  detail: string
  parameter?: string
}

export function toFailureData({ code, detail, parameter }: Failure): FailureData {
  return parameter === undefined ? { code, detail } : { code, detail, parameter }
}

export function fromFailureData({ code, detail, parameter }: FailureData): Failure {
  return new Failure(code, detail, parameter === undefined ? {} : { parameter })
}
