/**
 * How real providers differ, as measured. aws: everything; ceph: RGW 16, where completing an upload in parts
 * overwrites; swift: no conditional writes, and it says so; ignores-inm: overwrites in spite of
 * If-None-Match; gcs: Google's XML API, where only `x-goog-if-generation-match: 0` refuses to overwrite.
 */
export type S3Profile = 'aws' | 'ceph' | 'swift' | 'ignores-inm' | 'gcs'

export interface S3Traits {
  /** What `If-None-Match: *` does to a PUT whose key is taken. */
  putWhenTaken: 'refuses' | 'unsupported' | 'ignores'
  /** Whether the loser of a race is told of the conflict (409) and not of the condition (412). */
  tellsConflicts: boolean
  /** The code of the 412 when parts are put together under a taken key; null: it overwrites. */
  completeWhenTaken: string | null
  /** RGW 16 answers with an empty element. */
  completeTellsEtag: boolean
  /** Google's own signatures (GOOG4-HMAC-SHA256), headers (x-goog-*) and CORS documents. */
  speaksGoogle: boolean
  checksRegion: boolean
  unknownKeyCode: string
  /** Whether a presigned request may carry x-amz-* headers that were not signed. */
  takesUnsignedHeaders: boolean
  anonymousStatus: number
  /** Whether a PUT has to announce its length. */
  needsLength: boolean
  /** AWS compares the body with `x-amz-checksum-crc32`, in the query as well. */
  checksCrc: boolean
  longKeyCode: string
  /** bucket: rules of each bucket; server: one list of origins for all of them. */
  corsBy: 'bucket' | 'server'
  /** The answer to a preflight that no rule fits. */
  corsRefusal: { status: number; code: string | null }
  /** Which answers carry the headers of a rule that fits. */
  corsHeadersOn: 'all' | 'signed' | 'successful'
  maxKeys: number
  /** Whether the token of the next page hides the last key. */
  opaqueTokens: boolean
  /** Whether listings tell more than whole seconds. */
  listsMilliseconds: boolean
}

const AWS: S3Traits = {
  putWhenTaken: 'refuses',
  tellsConflicts: true,
  completeWhenTaken: 'PreconditionFailed',
  completeTellsEtag: true,
  speaksGoogle: false,
  checksRegion: true,
  unknownKeyCode: 'InvalidAccessKeyId',
  takesUnsignedHeaders: false,
  anonymousStatus: 403,
  needsLength: true,
  checksCrc: true,
  longKeyCode: 'KeyTooLongError',
  corsBy: 'bucket',
  corsRefusal: { status: 403, code: 'AccessForbidden' },
  corsHeadersOn: 'all',
  maxKeys: 1000,
  opaqueTokens: true,
  listsMilliseconds: false,
}

export const S3_PROFILES: Record<S3Profile, S3Traits> = {
  aws: AWS,
  ceph: {
    ...AWS,
    tellsConflicts: false,
    completeWhenTaken: null,
    completeTellsEtag: false,
    checksRegion: false,
    takesUnsignedHeaders: true,
    checksCrc: false,
    longKeyCode: 'InvalidObjectName',
    corsRefusal: { status: 403, code: 'AccessDenied' },
    corsHeadersOn: 'signed',
    opaqueTokens: false,
    listsMilliseconds: true,
  },
  swift: {
    ...AWS,
    putWhenTaken: 'unsupported',
    completeWhenTaken: 'InvalidRequest',
    unknownKeyCode: 'SignatureDoesNotMatch',
    anonymousStatus: 400,
    needsLength: false,
    checksCrc: false,
    corsBy: 'server',
    corsRefusal: { status: 401, code: null },
    corsHeadersOn: 'successful',
    maxKeys: 10_000,
  },
  'ignores-inm': {
    ...AWS,
    putWhenTaken: 'ignores',
    completeWhenTaken: null,
    checksCrc: false,
  },
  // Documented by Google, not measured.
  gcs: {
    ...AWS,
    putWhenTaken: 'ignores',
    tellsConflicts: false,
    completeWhenTaken: null,
    speaksGoogle: true,
    checksRegion: false,
    needsLength: false,
    checksCrc: false,
    corsRefusal: { status: 200, code: null },
  },
}
