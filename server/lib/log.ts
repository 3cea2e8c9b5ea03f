import { randomBytes } from 'node:crypto'
import { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify'

export interface LogOptions {
  /** The least level that is written. */
  level: string
  /** Where lines go; standard output when absent. */
  stream?: { write(line: string): void }
}

/** Fastify's options for logs: JSON lines without secrets, a request id of 32 hex digits, own request lines. */
export function logServerOptions({ level, stream }: LogOptions) {
  return {
    logger: {
      level,
      ...(stream === undefined ? {} : { stream }),
      hooks: { streamWrite: redactSecrets },
      serializers: { err: presentError },
    },
    genReqId: () => randomBytes(16).toString('hex'),
    // logRequests writes one line for each answer instead of two.
    logController: new LogController({ disableRequestLogging: true }),
  } satisfies FastifyServerOptions
}

/** Anybody may send addresses of 16 kB, as many as they like: they are not to fill the disk. */
const MAX_URL_LENGTH = 2000

/** One line for each answer: who, what, status, milliseconds. Give it the outermost instance. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, ip: address } = request
    const url = request.url.slice(0, MAX_URL_LENGTH)
    const milliseconds = Math.round(reply.elapsedTime)
    request.log.info({ method, url, status: reply.statusCode, milliseconds, address }, 'answered')
  })
}

/** Members whose value is a secret, whoever logged them. */
const SECRET_MEMBERS =
  'authorization|cookie|set-cookie|x-csrf-token|[a-z_]*password|[a-z0-9_]*secret_key|csrf_token|secure_url_token|secretAccessKey|api_key|API_KEY|SECRET_KEY'
/** Text in JSON, with whatever escapes it holds. */
const TEXT = '"(?:[^"\\\\]|\\\\.)*"'
const SECRET_MEMBER = `"(${SECRET_MEMBERS})":(?:${TEXT}|\\[(?:${TEXT},?)*\\])`

const REPLACEMENTS: [RegExp, string][] = [
  [new RegExp(SECRET_MEMBER, 'gi'), '"$1":"[hidden]"'],
  [/\bak_[0-9a-f]{16,}/gi, 'ak_[hidden]'],
  [/\b(Bearer|Basic) +[\w.~+/=-]+/gi, '$1 [hidden]'],
  [/\b((?:__Host-)?vitrine_session=)[^;"\s\\]+/g, '$1[hidden]'],
  // signatures of presigned addresses: imgix's s, SigV4, GOOG4, SAS
  [
    /([?&](?:s|sig|signature|x-(?:amz|goog)-(?:signature|credential|security-token))=)[^&"\s\\]+/gi,
    '$1[hidden]',
  ],
  // addresses that are a right by themselves: of a Source's notifications, and of Vitrine's own PUT
  [/(\/(?:events|upload\/[0-9a-f-]{36})\/)[\w%-]{16,}/gi, '$1[hidden]'],
  // postgres://user:password@host
  [/(:\/\/[^:/@\s"]*:)[^@/\s"]+@/g, '$1[hidden]@'],
]

/** A finished log line without what must not be read in a log. */
export function redactSecrets(line: string): string {
  return REPLACEMENTS.reduce(
    (text, [pattern, replacement]) => text.replace(pattern, replacement),
    line,
  )
}

const MAX_CAUSES = 5
/** A storage puts what it likes into its errors. */
const MAX_MESSAGE_LENGTH = 1000
const MAX_STACK_LENGTH = 4000

interface LoggedError {
  type: string
  message: string
  stack: string
  code?: unknown
  cause?: LoggedError
  [member: string]: unknown
}

/**
 * An error for the log: message, code, stack and what caused it. Other members stay out: those of the AWS SDK
 * hold whole answers with their headers.
 */
export function presentError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: '' }
  const { name, message, stack = '', cause } = error
  const presented: LoggedError = {
    type: clip(name, MAX_MESSAGE_LENGTH),
    message: clip(message, MAX_MESSAGE_LENGTH),
    stack: clip(stack, MAX_STACK_LENGTH),
  }
  if ('code' in error) presented.code = error.code
  if (cause !== undefined && depth < MAX_CAUSES) presented.cause = presentError(cause, depth + 1)
  return presented
}

function clip(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}
