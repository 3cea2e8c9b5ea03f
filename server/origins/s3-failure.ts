import { Failure, isErrno } from '../lib/failures.ts'

/** Where we were, for the text: the bucket, and the host or "AWS". */
export interface S3Place {
  bucket: string
  host: string
  /** A sentence on the rights that what was tried needs; without it, those for files. */
  needs?: string
}

type Sentence = (place: S3Place) => string

const wrongRegion: Sentence = ({ bucket }) =>
  `The bucket “${bucket}” is in another region or has another endpoint than was given.`
const accessDenied: Sentence = ({ bucket, needs = FILE_RIGHTS }) =>
  `The bucket “${bucket}” refused access. ${needs}`
const FILE_RIGHTS = 'Reading needs the rights ListBucket and GetObject, writing PutObject.'
const tokenInvalid: Sentence = () =>
  'The session token of the access key is invalid or has expired.'

/** S3's own error codes. */
const REFUSALS: Record<string, Sentence> = {
  NoSuchBucket: ({ bucket, host }) => `There is no bucket “${bucket}” at ${host}.`,
  InvalidBucketName: ({ bucket, host }) =>
    `${host} says “${bucket}” can’t be the name of a bucket.`,
  InvalidAccessKeyId: ({ host }) => `${host} does not know the access key.`,
  SignatureDoesNotMatch: () => 'The secret key does not belong to the access key.',
  AccessDenied: accessDenied,
  AllAccessDisabled: accessDenied,
  AccountProblem: accessDenied,
  ExpiredToken: tokenInvalid,
  InvalidToken: tokenInvalid,
  PermanentRedirect: wrongRegion,
  TemporaryRedirect: wrongRegion,
  AuthorizationHeaderMalformed: wrongRegion,
  IllegalLocationConstraintException: wrongRegion,
  RequestTimeTooSkewed: () =>
    'The clock of this machine is wrong by more than the 15 minutes S3 allows.',
  InvalidObjectState: () => 'The file is archived and has to be restored before it can be read.',
  EntityTooLarge: ({ host }) => `The file is larger than ${host} takes.`,
  NotImplemented: ({ host }) => `${host} does not offer what is needed here.`,
  CredentialsProviderError: () => 'No access key was given and this machine has none of its own.',
}

/** Errors of the network, by the operating system's or Node's code. */
const NETWORK: Record<string, Sentence> = {
  EAI_AGAIN: ({ host }) => `The host name of ${host} could not be looked up.`,
  ECONNREFUSED: ({ host }) => `${host} refused the connection.`,
  ECONNRESET: ({ host }) => `${host} broke off the connection.`,
  EPIPE: ({ host }) => `${host} broke off the connection.`,
  ENETUNREACH: ({ host }) => `There is no way to ${host} in the network.`,
  EHOSTUNREACH: ({ host }) => `There is no way to ${host} in the network.`,
  ETIMEDOUT: ({ host }) => `${host} did not answer in time.`,
}

/** Any error of the SDK as a Failure for the person who set the Origin up. */
export function explainS3(cause: unknown, place: S3Place): Failure {
  if (cause instanceof Failure) return cause
  if (!(cause instanceof Error)) return unreachable(`${place.host} could not be asked.`, cause)
  const refusal = Object.hasOwn(REFUSALS, cause.name) && REFUSALS[cause.name]
  if (refusal) return new Failure('origin_refused', refusal(place), { cause })
  if ('hostname' in cause && isErrno(cause, 'ENOTFOUND')) {
    return unreachable(`There is no host named ${cause.hostname}.`, cause)
  }
  const network = Object.keys(NETWORK).find((code) => isErrno(cause, code))
  if (network) return unreachable(NETWORK[network]?.(place) ?? '', cause)
  if (cause.name === 'TimeoutError')
    return unreachable(`${place.host} did not answer in time.`, cause)
  if (/region is missing/i.test(cause.message)) {
    return new Failure('origin_refused', 'The region of the bucket has to be given.', { cause })
  }
  if ('code' in cause && /CERT|VERIFY|SSL|EPROTO/.test(String(cause.code))) {
    const detail = `${place.host} can’t be spoken to over https, or its certificate is not trusted.`
    return unreachable(detail, cause)
  }
  return explainStatus(cause, place)
}

function explainStatus(cause: Error, place: S3Place): Failure {
  const status = statusOf(cause)
  const refuse = (detail: string) => new Failure('origin_refused', detail, { cause })
  if ('code' in cause && String(cause.code).startsWith('HPE_')) {
    return refuse(`${place.host} does not answer as S3 does.`)
  }
  if (status === undefined) return unreachable(`${place.host} could not be asked.`, cause)
  if (status === 429 || status >= 500) {
    return unreachable(`${place.host} can’t answer at the moment (status ${status}).`, cause)
  }
  if (status >= 300 && status < 400) return refuse(wrongRegion(place))
  if (status === 401 || status === 403) return refuse(accessDenied(place))
  return refuse(`${place.host} does not answer as S3 does (status ${status}, ${cause.name}).`)
}

export function statusOf(error: unknown): number | undefined {
  const isAnswer = error instanceof Error && '$metadata' in error
  const metadata = isAnswer ? (error.$metadata as { httpStatusCode?: number }) : undefined
  return metadata?.httpStatusCode
}

/** AWS answers 409 instead of 412 to one of two writers at the same time. */
export function meansTaken(error: unknown): boolean {
  return statusOf(error) === 412 || statusOf(error) === 409
}

function unreachable(detail: string, cause: unknown): Failure {
  return new Failure('origin_unreachable', detail, { cause })
}
