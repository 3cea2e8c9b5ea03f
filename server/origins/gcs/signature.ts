import { createHash, createHmac } from 'node:crypto'

/** An HMAC key of Google Cloud Storage. */
export interface GoogKey {
  accessKeyId: string
  secretAccessKey: string
}

/** What is signed of a request. */
export interface GoogRequest {
  method: string
  /** With the port, if the address has one. */
  host: string
  /** As it is sent, from encodeKeyPath. */
  path: string
  query?: Record<string, string>
  /** All in lower case, and all of them are signed. */
  headers: Record<string, string>
}

const ALGORITHM = 'GOOG4-HMAC-SHA256'
/** Google takes any region; this one is its own word for it. */
const REGION = 'auto'
const UNSIGNED = 'UNSIGNED-PAYLOAD'

/**
 * Google's V4 signature, which is Amazon's with other names. It is needed for the headers that start with
 * x-goog-, which must not be mixed with x-amz-.
 *
 * Google, Cloud Storage: Signatures; Canonical requests; HMAC keys.
 *
 * @returns all headers to be sent
 */
export function signGoogHeaders(
  key: GoogKey,
  request: GoogRequest,
  at: Date,
): Record<string, string> {
  const timestamp = timestampOf(at)
  const headers = {
    ...request.headers,
    host: request.host,
    'x-goog-content-sha256': UNSIGNED,
    'x-goog-date': timestamp,
  }
  const { query = {} } = request
  const signature = sign(key, { ...request, headers, query }, timestamp)
  const credential = `${key.accessKeyId}/${scopeOf(timestamp)}`
  const authorization = `${ALGORITHM} Credential=${credential}, SignedHeaders=${namesOf(headers)}, Signature=${signature}`
  return { ...headers, authorization }
}

/** @returns path and query of an address that anybody may use until it expires, with the signed headers. */
export function presignGoog(
  key: GoogKey,
  request: GoogRequest & { expiresSeconds: number },
  at: Date,
): string {
  const timestamp = timestampOf(at)
  const headers = { ...request.headers, host: request.host }
  const query = {
    ...request.query,
    'X-Goog-Algorithm': ALGORITHM,
    'X-Goog-Credential': `${key.accessKeyId}/${scopeOf(timestamp)}`,
    'X-Goog-Date': timestamp,
    'X-Goog-Expires': String(request.expiresSeconds),
    'X-Goog-SignedHeaders': namesOf(headers),
  }
  const signature = sign(key, { ...request, headers, query }, timestamp)
  return `${request.path}?${writeQuery(query)}&X-Goog-Signature=${signature}`
}

/** The path of a key as it has to be sent and signed: nothing in it means anything but itself. */
export function encodeKeyPath(bucket: string, key: string): string {
  return `/${[bucket, ...key.split('/')].map(encodeStrictly).join('/')}`
}

export function writeQuery(query: Record<string, string>): string {
  return byName(query)
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .join('&')
}

function sign(key: GoogKey, request: Required<GoogRequest>, timestamp: string): string {
  const { method, path, query, headers } = request
  const lines = byName(headers).map(
    ([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}\n`,
  )
  const canonical = [method, path, writeQuery(query), lines.join(''), namesOf(headers), UNSIGNED]
  const digest = createHash('sha256').update(canonical.join('\n')).digest('hex')
  const text = [ALGORITHM, timestamp, scopeOf(timestamp), digest].join('\n')
  const signingKey = scopeOf(timestamp)
    .split('/')
    .reduce<string | Buffer>(
      (previous, part) => createHmac('sha256', previous).update(part).digest(),
      `GOOG4${key.secretAccessKey}`,
    )
  return createHmac('sha256', signingKey).update(text).digest('hex')
}

function scopeOf(timestamp: string): string {
  return `${timestamp.slice(0, 8)}/${REGION}/storage/goog4_request`
}

function namesOf(headers: Record<string, string>): string {
  return byName(headers)
    .map(([name]) => name)
    .join(';')
}

/** Of names of ASCII. */
function byName(texts: Record<string, string>): [name: string, value: string][] {
  return Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** As 20260115T093000Z. */
function timestampOf(at: Date): string {
  return at.toISOString().replace(/[-:]|\.\d+/g, '')
}

function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
