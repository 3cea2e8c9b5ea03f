import { Failure, isErrno } from '../../lib/failures.ts'
import { explainNetwork, unasked } from '../network-failure.ts'

/** Where we were, for the text: the bucket, and the host or "AWS". */
export interface S3Place {
  bucket: string
  host: string
  /** A sentence on the rights that what was tried needs; without it, those for files. */
  needs?: string
}

type Sentence = (place: S3Place, cause?: Error) => string

const wrongRegion: Sentence = ({ bucket }, cause) => {
  const region = cause && readRegion(cause)
  if (!region)
    return `The bucket “${bucket}” is in another region or has another endpoint than was given.`
  return `The bucket “${bucket}” is in another region than was given: ${region}.`
}
const accessDenied: Sentence = ({ bucket, needs = FILE_RIGHTS }, cause) => {
  // The same code stands for an address that is too old.
  if (cause && /has expired/i.test(cause.message)) return 'The signed address has expired.'
  return `The bucket “${bucket}” refused access. ${needs}`
}
const FILE_RIGHTS = 'Reading needs the rights ListBucket and GetObject, writing PutObject.'
const unknownKey: Sentence = ({ host }) => `${host} does not know the access key.`
const tokenInvalid: Sentence = () =>
  'The session token of the access key is invalid or has expired.'
const suspended: Sentence = ({ host }) =>
  `${host} has suspended the account of the access key, or never opened it; its provider knows why.`
const quota: Sentence = ({ bucket, host }) =>
  `There is no room left: the bucket “${bucket}” or its account has reached a limit of ${host}.`
const badName: Sentence = ({ host }) =>
  `${host} does not take this path: it is too long, or has signs in it that are not allowed there.`
const badKms: Sentence = () => 'The key that encrypts the files can’t be used with this access key.'

/** The error codes of S3, and what Ceph, MinIO and Google say instead. */
const REFUSALS: Record<string, Sentence> = {
  NoSuchBucket: ({ bucket, host }) => `There is no bucket “${bucket}” at ${host}.`,
  InvalidBucketName: ({ bucket, host }) =>
    `${host} says “${bucket}” can’t be the name of a bucket.`,
  InvalidAccessKeyId: unknownKey,
  InvalidSecurity: unknownKey,
  SignatureDoesNotMatch: () => 'The secret key does not belong to the access key.',
  AccessDenied: accessDenied,
  AllAccessDisabled: suspended,
  AccountProblem: suspended,
  AccountSuspended: suspended,
  NotSignedUp: suspended,
  UserSuspended: suspended,
  UserProjectAccountProblem: suspended,
  QuotaExceeded: quota,
  XMinioStorageFull: quota,
  XMinioAdminBucketQuotaExceeded: quota,
  ExpiredToken: tokenInvalid,
  InvalidToken: tokenInvalid,
  PermanentRedirect: wrongRegion,
  TemporaryRedirect: wrongRegion,
  AuthorizationHeaderMalformed: wrongRegion,
  AuthorizationQueryParametersError: wrongRegion,
  IllegalLocationConstraintException: wrongRegion,
  RequestTimeTooSkewed: () =>
    'The clock of this machine is wrong by more than the 15 minutes S3 allows.',
  InvalidObjectState: () => 'The file is archived and has to be restored before it can be read.',
  EntityTooLarge: ({ host }) => `The file is larger than ${host} takes.`,
  KeyTooLongError: badName,
  InvalidObjectName: badName,
  InvalidURI: badName,
  UserProjectMissing: ({ bucket }) =>
    `The bucket “${bucket}” lets those pay who read it, which Vitrine can’t.`,
  'KMS.DisabledException': badKms,
  'KMS.NotFoundException': badKms,
  'KMS.KMSInvalidStateException': badKms,
  NotImplemented: ({ host }) => `${host} does not offer what is needed here.`,
  CredentialsProviderError: () => 'No access key was given and this machine has none of its own.',
}

/** S3 names the right region in an element, a header or only in its text. */
function readRegion(cause: Error): string | undefined {
  const { Region, $response } = cause as {
    Region?: unknown
    $response?: { headers?: Record<string, string> }
  }
  const [, expected] = /expecting '([^']*)'/.exec(cause.message) ?? []
  const region = Region ?? $response?.headers?.['x-amz-bucket-region'] ?? expected
  return typeof region === 'string' && /^[a-z0-9-]{1,40}$/.test(region) ? region : undefined
}

/** Any error of the SDK as a Failure for the person who set the Origin up. */
export function explainS3(cause: unknown, place: S3Place): Failure {
  if (cause instanceof Failure) return cause
  if (!(cause instanceof Error)) return unasked(cause, place.host)
  const refusal = Object.hasOwn(REFUSALS, cause.name) && REFUSALS[cause.name]
  if (refusal) return new Failure('origin_refused', refusal(place, cause), { cause })
  if ('hostname' in cause && isErrno(cause, 'ENOTFOUND')) {
    return unreachable(`There is no host named ${cause.hostname}.`, cause)
  }
  const network = explainNetwork(cause, place.host)
  if (network) return network
  if (/region is missing/i.test(cause.message)) {
    return new Failure('origin_refused', 'The region of the bucket was not found: give it.', {
      cause,
    })
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
  if (status === 507) return refuse(quota(place))
  if (status === 429 || status >= 500) {
    return unreachable(`${place.host} can’t answer at the moment (status ${status}).`, cause)
  }
  if (status >= 300 && status < 400) return refuse(wrongRegion(place, cause))
  if (status === 401 || status === 403) return refuse(accessDenied(place, cause))
  // Their word for it, but no more than a word.
  const code = /^\w{1,60}$/.test(cause.name) ? `, ${cause.name}` : ''
  return refuse(`${place.host} does not answer as S3 does (status ${status}${code}).`)
}

export function statusOf(error: unknown): number | undefined {
  return metadataOf(error)?.httpStatusCode
}

/** How often the SDK tried before it threw this. */
export function attemptsOf(error: unknown): number {
  return metadataOf(error)?.attempts ?? 1
}

function metadataOf(error: unknown): { httpStatusCode?: number; attempts?: number } | undefined {
  const isAnswer = error instanceof Error && '$metadata' in error
  return isAnswer ? (error.$metadata as { httpStatusCode?: number; attempts?: number }) : undefined
}

/** AWS answers 409 instead of 412 to one of two writers at the same time. */
export function meansTaken(error: unknown): boolean {
  return statusOf(error) === 412 || statusOf(error) === 409
}

function unreachable(detail: string, cause: unknown): Failure {
  return new Failure('origin_unreachable', detail, { cause })
}
