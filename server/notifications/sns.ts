import { verify, X509Certificate } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { Failure } from '../lib/failures.ts'
import { textAt } from './json-members.ts'
import type { Dialect, FetchText } from './notice.ts'
import { readS3Records } from './s3-records.ts'

const CONFIRMATION = [
  'Message',
  'MessageId',
  'SubscribeURL',
  'Timestamp',
  'Token',
  'TopicArn',
  'Type',
] as const

/** Amazon SNS, "Verifying the signatures of Amazon SNS messages": what is signed, in this order. */
const SIGNED = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: CONFIRMATION,
  UnsubscribeConfirmation: CONFIRMATION,
} as const

const ALGORITHMS: Record<string, string> = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' }

/**
 * Envelopes of Amazon SNS around notifications of S3. Each is checked, because a confirmation makes Vitrine
 * ask for an address that stands in it.
 */
export function snsDialect(): Dialect {
  const certificates = new LRUCache<string, X509Certificate>({ max: 20, ttl: 24 * 3_600_000 })
  return async (body, fetchText) => {
    const type = textAt(body, 'Type')
    if (textAt(body, 'TopicArn') === null || type === null || !isKnown(type)) return null
    await requireSignature(body, SIGNED[type], (url) =>
      findCertificate(certificates, fetchText, url),
    )
    if (type === 'SubscriptionConfirmation') {
      return { kind: 'confirm', url: readAwsUrl(textAt(body, 'SubscribeURL')).href }
    }
    // Asking for the address in the end of a subscription would take it up again.
    if (type === 'UnsubscribeConfirmation') return { kind: 'files', objects: [] }
    return readS3Records(parse(textAt(body, 'Message') ?? '')) ?? { kind: 'files', objects: [] }
  }
}

function isKnown(type: string): type is keyof typeof SIGNED {
  return Object.hasOwn(SIGNED, type)
}

/** A topic may carry other messages, too. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** @throws Failure `invalid_signature` */
async function requireSignature(
  body: unknown,
  members: readonly string[],
  find: (url: URL) => Promise<X509Certificate>,
): Promise<void> {
  const algorithm = ALGORITHMS[textAt(body, 'SignatureVersion') ?? '']
  if (!algorithm) throw wrong('has a signature of an unknown version')
  const certificate = await find(readAwsUrl(textAt(body, 'SigningCertURL')))
  const signed = members
    .map((name) => ({ name, value: textAt(body, name) }))
    .filter(({ value }) => value !== null)
    .map(({ name, value }) => `${name}\n${value}\n`)
    .join('')
  const signature = Buffer.from(textAt(body, 'Signature') ?? '', 'base64')
  if (!verify(algorithm, Buffer.from(signed), certificate.publicKey, signature)) {
    throw wrong('is not signed by Amazon SNS')
  }
}

async function findCertificate(
  known: LRUCache<string, X509Certificate>,
  fetchText: FetchText,
  url: URL,
): Promise<X509Certificate> {
  const found = known.get(url.href) ?? readCertificate(await fetchText(url))
  const now = Date.now()
  if (Date.parse(found.validFrom) > now || Date.parse(found.validTo) < now) {
    throw wrong('is signed with a certificate that is not valid now')
  }
  known.set(url.href, found)
  return found
}

function readCertificate(text: string): X509Certificate {
  try {
    return new X509Certificate(text)
  } catch (cause) {
    throw wrong('names a certificate that is none', cause)
  }
}

/** With a whole name of a region: sns.s3.amazonaws.com is the bucket of somebody who called it sns. */
const AWS_HOST = /^sns\.[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}\.amazonaws\.com(\.cn)?$/

/** @throws Failure `invalid_signature`: anybody may write any address into a message */
function readAwsUrl(text: string | null): URL {
  const url = URL.canParse(text ?? '') ? new URL(text ?? '') : null
  const isPlain = url?.protocol === 'https:' && url.port === '' && url.username === ''
  if (url && isPlain && AWS_HOST.test(url.hostname)) return url
  throw wrong('names an address that is not one of Amazon SNS')
}

function wrong(what: string, cause?: unknown): Failure {
  return new Failure('invalid_signature', `The message ${what}.`, { cause })
}
