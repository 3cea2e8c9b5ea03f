import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { S3Refusal } from './answer.ts'
import type { S3Traits } from './profile.ts'

export interface SignatureRules {
  accessKeyId: string
  secretAccessKey: string
  region: string
  traits: S3Traits
  now: () => number
}

/** The same way to sign, under the names of Amazon and under those of Google. */
interface Dialect {
  algorithm: string
  /** Before the secret. */
  keyPrefix: string
  /** The last parts of the scope. */
  service: string
  terminator: string
  /** Before the names in the query. */
  inQuery: string
  /** Before the names of headers, all of which have to be signed. */
  inHeaders: string
}

const AMAZON: Dialect = {
  algorithm: 'AWS4-HMAC-SHA256',
  keyPrefix: 'AWS4',
  service: 's3',
  terminator: 'aws4_request',
  inQuery: 'X-Amz-',
  inHeaders: 'x-amz-',
}

// https://cloud.google.com/storage/docs/authentication/signatures
const GOOGLE: Dialect = {
  algorithm: 'GOOG4-HMAC-SHA256',
  keyPrefix: 'GOOG4',
  service: 'storage',
  terminator: 'goog4_request',
  inQuery: 'X-Goog-',
  inHeaders: 'x-goog-',
}

/** What the request says of its own signature, from the header or from the query. */
interface Claim {
  dialect: Dialect
  isPresigned: boolean
  accessKeyId: string
  /** date/region/service/terminator */
  scope: string[]
  timestamp: string
  signedHeaders: string[]
  signature: string
  payloadHash: string
}

const SKEW_MILLISECONDS = 15 * 60_000

/**
 * Checks a request as AWS does (Signature Version 4, by header or query), or as Google does.
 * @returns the hash the body must have, or UNSIGNED-PAYLOAD
 * @throws S3Refusal
 */
export function checkSignature(request: IncomingMessage, url: URL, rules: SignatureRules): string {
  const { traits } = rules
  const dialect = findDialect(request, url, traits)
  const isPresigned = url.searchParams.has(`${dialect.inQuery}Signature`)
  const claim = isPresigned
    ? readQueryClaim(request, url, { dialect, now: rules.now })
    : readHeaderClaim(request, { dialect, ...rules })
  const [date, region, service, end] = claim.scope
  if (claim.accessKeyId !== rules.accessKeyId) {
    throw new S3Refusal(403, traits.unknownKeyCode, 'The Access Key Id does not exist.')
  }
  const isScope = service === dialect.service && end === dialect.terminator
  if (!isScope || !claim.timestamp.startsWith(`${date}T`)) {
    throw malformed('The credential scope is wrong.')
  }
  if (traits.checksRegion && region !== rules.region) {
    throw malformed(`The region '${region}' is wrong; expecting '${rules.region}'`)
  }
  checkSignedHeaders(request, claim, traits)
  const expected = sign(request, url, claim, rules.secretAccessKey)
  const given = Buffer.from(claim.signature)
  if (given.length !== expected.length || !timingSafeEqual(given, Buffer.from(expected))) {
    throw mismatch('The calculated signature does not match.')
  }
  return claim.payloadHash
}

function findDialect(request: IncomingMessage, url: URL, { speaksGoogle }: S3Traits): Dialect {
  const isGoogles =
    url.searchParams.has('X-Goog-Signature') ||
    request.headers.authorization?.startsWith(GOOGLE.algorithm) === true
  if (!isGoogles) return AMAZON
  if (!speaksGoogle) throw malformed('Unknown algorithm.')
  return GOOGLE
}

function readHeaderClaim(
  { headers }: IncomingMessage,
  { dialect, now, traits }: { dialect: Dialect; now: () => number; traits: S3Traits },
): Claim {
  const { authorization } = headers
  if (!authorization) {
    throw new S3Refusal(traits.anonymousStatus, 'AccessDenied', 'Anonymous access is not allowed.')
  }
  const form = /^(\S+) Credential=([^,]+), *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})$/
  const found = form.exec(authorization)
  if (found?.[1] !== dialect.algorithm) throw malformed('The Authorization header is malformed.')
  const [, , credential = '', signedHeaders = '', signature = ''] = found
  const timestamp = String(headers[`${dialect.inHeaders}date`])
  if (Math.abs(readTimestamp(timestamp) - now()) > SKEW_MILLISECONDS) {
    throw new S3Refusal(403, 'RequestTimeTooSkewed', 'The request time and the server time differ.')
  }
  const payloadHash = String(headers[`${dialect.inHeaders}content-sha256`])
  const texts = { credential, timestamp, signedHeaders, signature, payloadHash }
  return { dialect, isPresigned: false, ...readClaim(texts) }
}

function readQueryClaim(
  request: IncomingMessage,
  { searchParams }: URL,
  { dialect, now }: { dialect: Dialect; now: () => number },
): Claim {
  const text = (name: string) => searchParams.get(dialect.inQuery + name) ?? ''
  if (text('Algorithm') !== dialect.algorithm) throw malformed('Unknown algorithm.')
  const expiresSeconds = Number(text('Expires'))
  if (!(expiresSeconds >= 1 && expiresSeconds <= 604_800))
    throw malformed(`${dialect.inQuery}Expires is wrong.`)
  const signedAt = readTimestamp(text('Date'))
  if (signedAt - now() > SKEW_MILLISECONDS) throw denied('Request is not valid yet')
  if (now() > signedAt + expiresSeconds * 1000) throw denied('Request has expired')
  const inHeader = request.headers[`${dialect.inHeaders}content-sha256`]
  const texts = {
    credential: text('Credential'),
    timestamp: text('Date'),
    signedHeaders: text('SignedHeaders'),
    signature: text('Signature'),
    payloadHash: text('Content-Sha256') || String(inHeader ?? 'UNSIGNED-PAYLOAD'),
  }
  return { dialect, isPresigned: true, ...readClaim(texts) }
}

function readClaim(texts: {
  credential: string
  timestamp: string
  signedHeaders: string
  signature: string
  payloadHash: string
}): Omit<Claim, 'dialect' | 'isPresigned'> {
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

function checkSignedHeaders(
  { headers }: IncomingMessage,
  { dialect, isPresigned, signedHeaders }: Claim,
  { takesUnsignedHeaders, speaksGoogle }: S3Traits,
): void {
  const absent = signedHeaders.filter((name) => headers[name] === undefined)
  if (absent.length > 0) throw mismatch(`Headers were signed and not sent: ${absent}`)
  const has = (prefix: string) => Object.keys(headers).some((name) => name.startsWith(prefix))
  if (speaksGoogle && has(AMAZON.inHeaders) && has(GOOGLE.inHeaders)) {
    throw new S3Refusal(400, 'InvalidArgument', 'x-amz-* and x-goog-* headers must not be mixed.')
  }
  const own = Object.keys(headers).filter((name) => name.startsWith(dialect.inHeaders))
  const must = isPresigned && takesUnsignedHeaders ? [] : own
  const missing = ['host', ...must].filter((name) => !signedHeaders.includes(name))
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
    canonicalQuery(url, claim.dialect),
    headers.join(''),
    claim.signedHeaders.join(';'),
    claim.payloadHash,
  ].join('\n')
  const digest = createHash('sha256').update(canonical).digest('hex')
  const { algorithm, keyPrefix } = claim.dialect
  const text = [algorithm, claim.timestamp, claim.scope.join('/'), digest].join('\n')
  const key = claim.scope.reduce<string | Buffer>(
    (previous, part) => createHmac('sha256', previous).update(part).digest(),
    keyPrefix + secret,
  )
  return createHmac('sha256', key).update(text).digest('hex')
}

function canonicalQuery(url: URL, { inQuery }: Dialect): string {
  return [...url.searchParams]
    .filter(([name]) => name !== `${inQuery}Signature`)
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

function mismatch(message: string): S3Refusal {
  return new S3Refusal(403, 'SignatureDoesNotMatch', message)
}

function denied(message: string): S3Refusal {
  return new S3Refusal(403, 'AccessDenied', message)
}

function malformed(message: string): S3Refusal {
  return new S3Refusal(400, 'AuthorizationHeaderMalformed', message)
}
