import { Failure } from '../../lib/failures.ts'

/** What a shared access signature says of itself. It is signed by Azure's key, so it can be read, not changed. */
export interface Sas {
  /** As it is sent: without the question mark. */
  query: string
  /** One letter each: r read, l list, c create, w write. null: a stored policy at Azure says it. */
  permissions: string | null
  /** null: a stored policy at Azure says it. */
  expiresAt: Date | null
  startsAt: Date | null
  /** For a whole account, for one container, or for something in a container. */
  scope: 'account' | 'container' | 'other'
  /** Of an account's: b blob, f file, q queue, t table; null for a container's, which is for blobs. */
  services: string | null
  /** Of an account's: s service, c container, o object. */
  resourceTypes: string | null
}

/** Base64 of the 32 bytes of a SHA-256. */
const SIGNATURE = /^[A-Za-z0-9+/]{43}=$/
const MAX_LENGTH = 4000

/**
 * Reads a SAS token: with or without its question mark, or at the end of an address.
 * @throws Failure `invalid_parameter` for what is none, and for one that is not for blobs
 */
export function readSas(text: string): Sas {
  // A plus can only be of a signature that was decoded on its way, and Azure would read a space.
  const query = text
    .trim()
    .replace(/^[^?]*\?/, '')
    .replaceAll('+', '%2B')
  // Nothing but what can stand in an address: it is sent as it is.
  if (query.length > MAX_LENGTH || !/^[\w.~%!$&'()*+,;=:@/-]+$/.test(query)) throw noSas()
  const fields = new URLSearchParams(query)
  const field = (name: string) => fields.get(name) || null
  if (!field('sv') || !SIGNATURE.test(field('sig') ?? '')) throw noSas()
  const policy = field('si')
  if (!policy && !(field('sp') && field('se'))) throw noSas()
  const services = field('ss')
  if (services && !services.includes('b')) {
    throw new Failure('invalid_parameter', 'The SAS token is not for the service “Blob”.')
  }
  const resource = field('sr')
  return {
    query,
    permissions: field('sp'),
    expiresAt: readTime(field('se')),
    startsAt: readTime(field('st')),
    scope: services ? 'account' : resource === 'c' ? 'container' : 'other',
    services,
    resourceTypes: field('srt'),
  }
}

/** ISO 8601 in UTC, to the day, the minute or the second. */
function readTime(text: string | null): Date | null {
  if (text === null) return null
  const found = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z)?$/.exec(text)
  const time = new Date(found?.[2] === undefined ? `${found?.[1]}T00:00:00Z` : text)
  if (Number.isNaN(time.getTime())) throw noSas()
  return time
}

function noSas(): Failure {
  const detail =
    'That is no SAS token: a text such as sv=…&sp=rl&se=…&sig=…, without a part missing.'
  return new Failure('invalid_parameter', detail)
}
