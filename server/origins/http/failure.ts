import { Failure } from '../../lib/failures.ts'
import { explainNetwork, unasked } from '../network-failure.ts'

/** An error of Node's HTTP client as a Failure for the person who set the Origin up. */
export function explainWeb(error: unknown, host: string): Failure {
  if (error instanceof Failure) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const cause = withoutPacket(error)
  const network = explainNetwork(error, host)
  if (network) return network
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new Failure('origin_refused', `${host} answers with too many headers.`, { cause })
  }
  if (code.startsWith('HPE_')) return noHttp(host, cause)
  return unasked(cause, host)
}

export function noHttp(host: string, cause?: unknown): Failure {
  return new Failure('origin_refused', `${host} does not answer as a web server does.`, { cause })
}

export function tooLate(host: string): Failure {
  return new Failure('origin_unreachable', `${host} did not answer in time.`)
}

/** An answer that is neither a file nor “there is none”. */
export function explainStatus(status: number, host: string): Failure {
  if (status === 429 || status >= 500) {
    const detail = `${host} can’t answer at the moment (status ${status}).`
    return new Failure('origin_unreachable', detail)
  }
  const detail =
    status === 401
      ? `${host} asks for a user name and password, or does not accept the ones it was given.`
      : status === 403
        ? `${host} refuses access to the file.`
        : `${host} does not answer with a file (status ${status}).`
  return new Failure('origin_refused', detail)
}

/** Node puts the bytes that it could not read into the error; nobody wants them in the log. */
function withoutPacket(error: unknown): unknown {
  if (!(error instanceof Error) || !('rawPacket' in error)) return error
  return new Error(error.message)
}
