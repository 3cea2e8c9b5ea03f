import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** What S3 answers instead of what was asked for. */
export class S3Refusal extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export interface SignatureRules {
  accessKeyId: string
  secretAccessKey: string
  region: string
  /** AWS and Swift refuse what is signed for another region, Ceph does not mind. */
  checksRegion: boolean
  now: () => number
}

/** What the request says of its own signature, from the header or from the query. */
interface Claim {
  accessKeyId: string
  /** date/region/s3/aws4_request */
  scope: string[]
  timestamp: string
  signedHeaders: string[]
  signature: string
  payloadHash: string
}

const SKEW_MILLISECONDS = 15 * 60_000

/**
 * Checks a request as AWS does (Signature Version 4, by header or query).
 * @returns the hash the body must have, or UNSIGNED-PAYLOAD
 * @throws S3Refusal
 */
export function checkSignature(request: IncomingMessage, url: URL, rules: SignatureRules): string {
  const presigned = url.searchParams.has('X-Amz-Signature')
  const claim = presigned ? readQueryClaim(url, rules) : readHeaderClaim(request, rules)
  const [date, region, service, end] = claim.scope
  if (claim.accessKeyId !== rules.accessKeyId) {
    throw new S3Refusal(403, 'InvalidAccessKeyId', 'The AWS Access Key Id does not exist.')
  }
  if (service !== 's3' || end !== 'aws4_request' || !claim.timestamp.startsWith(`${date}T`)) {
    throw malformed('The credential scope is wrong.')
  }
  if (rules.checksRegion && region !== rules.region) {
    throw malformed(`The region '${region}' is wrong; expecting '${rules.region}'`)
  }
  checkSignedHeaders(request, claim.signedHeaders)
  const expected = sign(request, url, claim, rules.secretAccessKey)
  const given = Buffer.from(claim.signature)
  if (given.length !== expected.length || !timingSafeEqual(given, Buffer.from(expected))) {
    throw new S3Refusal(403, 'SignatureDoesNotMatch', 'The calculated signature does not match.')
  }
  return claim.payloadHash
}

function readHeaderClaim(request: IncomingMessage, rules: SignatureRules): Claim {
  const header = request.headers.authorization
  if (!header) throw denied('Anonymous access is not allowed.')
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})$/
  const found = form.exec(header)
  if (!found) throw malformed('The Authorization header is malformed.')
  const [, credential = '', signedHeaders = '', signature = ''] = found
  const timestamp = String(request.headers['x-amz-date'])
  if (Math.abs(readTimestamp(timestamp) - rules.now()) > SKEW_MILLISECONDS) {
    throw new S3Refusal(403, 'RequestTimeTooSkewed', 'The request time and the server time differ.')
  }
  const payloadHash = String(request.headers['x-amz-content-sha256'])
  return makeClaim({ credential, timestamp, signedHeaders, signature, payloadHash })
}

function readQueryClaim({ searchParams }: URL, rules: SignatureRules): Claim {
  const text = (name: string) => searchParams.get(`X-Amz-${name}`) ?? ''
  if (text('Algorithm') !== 'AWS4-HMAC-SHA256') throw malformed('Unknown algorithm.')
  const expiresSeconds = Number(text('Expires'))
  if (!(expiresSeconds >= 1 && expiresSeconds <= 604_800))
    throw malformed('X-Amz-Expires is wrong.')
  const signedAt = readTimestamp(text('Date'))
  if (signedAt - rules.now() > SKEW_MILLISECONDS) throw denied('Request is not valid yet')
  if (rules.now() > signedAt + expiresSeconds * 1000) throw denied('Request has expired')
  return makeClaim({
    credential: text('Credential'),
    timestamp: text('Date'),
    signedHeaders: text('SignedHeaders'),
    signature: text('Signature'),
    payloadHash: text('Content-Sha256') || 'UNSIGNED-PAYLOAD',
  })
}

function makeClaim(texts: {
  credential: string
  timestamp: string
  signedHeaders: string
  signature: string
  payloadHash: string
}): Claim {
  const [accessKeyId = '', ...scope] = texts.credential.split('/')
  const { timestamp, signature, payloadHash } = texts
  const signedHeaders = texts.signedHeaders.split(';')
  return { accessKeyId, scope, timestamp, signedHeaders, signature, payloadHash }
}

function readTimestamp(text: string): number {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (!found) throw denied('AWS authentication requires a valid Date or x-amz-date header')
  const [year = 0, month = 0, day = 0, ...clock] = found.slice(1).map(Number)
  const [hours = 0, minutes = 0, seconds = 0] = clock
  return Date.UTC(year, month - 1, day, hours, minutes, seconds)
}

function checkSignedHeaders(request: IncomingMessage, signed: string[]): void {
  const must = Object.keys(request.headers).filter((name) => name.startsWith('x-amz-'))
  const missing = ['host', ...must].filter((name) => !signed.includes(name))
  if (missing.length > 0) {
    throw denied(`There were headers present in the request which were not signed: ${missing}`)
  }
}

function sign(request: IncomingMessage, url: URL, claim: Claim, secret: string): string {
  const [path = ''] = (request.url ?? '').split('?')
  const headers = claim.signedHeaders.map((name) => {
    const value = request.headers[name]
    return `${name}:${[value ?? ''].flat().join(',').trim().replace(/ +/g, ' ')}\n`
  })
  const canonical = [
    request.method,
    path.split('/').map(decodeURIComponent).map(encodeStrictly).join('/'),
    canonicalQuery(url),
    headers.join(''),
    claim.signedHeaders.join(';'),
    claim.payloadHash,
  ].join('\n')
  const digest = createHash('sha256').update(canonical).digest('hex')
  const text = ['AWS4-HMAC-SHA256', claim.timestamp, claim.scope.join('/'), digest].join('\n')
  const key = claim.scope.reduce<string | Buffer>(
    (previous, part) => createHmac('sha256', previous).update(part).digest(),
    `AWS4${secret}`,
  )
  return createHmac('sha256', key).update(text).digest('hex')
}

function canonicalQuery(url: URL): string {
  return [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .sort()
    .join('&')
}

function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function denied(message: string): S3Refusal {
  return new S3Refusal(403, 'AccessDenied', message)
}

function malformed(message: string): S3Refusal {
  return new S3Refusal(400, 'AuthorizationHeaderMalformed', message)
}
