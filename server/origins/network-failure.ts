import { Failure } from '../lib/failures.ts'

type Sentence = (host: string) => string

const brokeOff: Sentence = (host) => `${host} broke off the connection.`
const noWay: Sentence = (host) => `There is no way to ${host} in the network.`
const late: Sentence = (host) => `${host} did not answer in time.`

/** By the code of the operating system or of Node. */
const NETWORK: Record<string, Sentence> = {
  ENOTFOUND: (host) => `There is no host named ${host.replace(/:\d+$/, '')}.`,
  EAI_AGAIN: (host) => `The host name of ${host} could not be looked up.`,
  ECONNREFUSED: (host) => `${host} refused the connection.`,
  ECONNRESET: brokeOff,
  EPIPE: brokeOff,
  ENETUNREACH: noWay,
  EHOSTUNREACH: noWay,
  ETIMEDOUT: late,
}

/** A trouble of the network on the way to an Origin, in words; null when it is none. */
export function explainNetwork(cause: unknown, host: string): Failure | null {
  if (!(cause instanceof Error)) return null
  const sentence = findSentence(cause)
  return sentence && new Failure('origin_unreachable', sentence(host), { cause })
}

function findSentence(cause: Error): Sentence | null {
  const code = 'code' in cause ? String(cause.code) : ''
  if (Object.hasOwn(NETWORK, code)) return NETWORK[code] ?? null
  if (/^(TimeoutError|RequestTimeout)$/.test(cause.name)) return late
  if (/CERT|VERIFY|SSL|EPROTO|TLS|SIGNED|ISSUER/.test(code)) return notTrusted
  return null
}

const notTrusted: Sentence = (host) =>
  `${host} can’t be spoken to over https, or its certificate is not trusted.`

/** What nothing better is known of. */
export function unasked(cause: unknown, host: string): Failure {
  return new Failure('origin_unreachable', `${host} could not be asked.`, { cause })
}
