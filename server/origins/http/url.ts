import { Failure } from '../../lib/failures.ts'
import { checkPath } from '../origin-path.ts'

/** Where one request goes. The target is made by hand: parsing a URL would tidy up its dot segments. */
export interface WebTarget {
  secure: boolean
  /** As it is connected to: without brackets, without a port. */
  hostname: string
  port: number
  /** Path and query, as they stand in the request line. */
  target: string
}

/** The host as people write it. */
export function hostOf({ secure, hostname, port }: WebTarget): string {
  const name = hostname.includes(':') ? `[${hostname}]` : hostname
  return port === defaultPort(secure) ? name : `${name}:${port}`
}

/** Scheme, host and what follows; nothing that only some programs take for a part of the host. */
const WHOLE_URL = /^(https?):\/\/([^/?#\\@\s%\p{Cc}]+)([/?][^#]*)?$/iu

/**
 * The base address of a web folder; its path ends with a slash.
 * @throws Failure `invalid_parameter`
 */
export function readBaseUrl(text: string): WebTarget {
  const base = readWholeUrl(text)
  if (!base || base.target.includes('?')) throw notABase()
  const folder = base.target.replace(/\/*$/, '/')
  if (folder.split('/').some((segment) => isDots(segment))) throw notABase()
  return { ...base, target: folder }
}

function notABase(): Failure {
  const detail =
    'The base URL is not an address such as https://example.com/pictures, without user name, “?”, “#” and “..”.'
  return new Failure('invalid_parameter', detail)
}

function isDots(segment: string): boolean {
  return /^(\.|%2e){1,2}$/i.test(segment)
}

/**
 * The address of a file in a web folder. Each character that means something in an address is encoded, once.
 * @returns null when no file can be there
 * @throws Failure `invalid_path`
 */
export function fileInFolder(base: WebTarget, path: string): WebTarget | null {
  checkPath(path)
  if (path.endsWith('/')) return null
  const encoded = path.split('/').map((segment) => encodeURIComponent(segment))
  return { ...base, target: base.target + encoded.join('/') }
}

/**
 * The address that an origin path of a web proxy is.
 * @throws Failure `invalid_path`
 */
export function readProxyPath(path: string): WebTarget {
  checkPath(path)
  const found = readWholeUrl(path)
  if (found) return found
  const detail =
    'The path of a Web Proxy is a whole address such as https://example.com/a.jpg, without user name and “#”.'
  throw new Failure('invalid_path', detail)
}

function readWholeUrl(text: string): WebTarget | null {
  const [, scheme = '', authority = '', rest = ''] = WHOLE_URL.exec(text) ?? []
  const url = URL.parse(`${scheme}://${authority}`)
  if (!url) return null
  return { ...placeOf(url), target: encodeRest(rest.startsWith('/') ? rest : `/${rest}`) }
}

function placeOf({ protocol, hostname, port }: URL): Omit<WebTarget, 'target'> {
  const secure = protocol === 'https:'
  return {
    secure,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? defaultPort(secure) : Number(port),
  }
}

function defaultPort(secure: boolean): number {
  return secure ? 443 : 80
}

/** Encodes what can't stand in an address and leaves the rest, what is encoded already included. */
function encodeRest(text: string): string {
  return text.replaceAll(/%(?![0-9a-f]{2})|[^\x21-\x7e]|["<>\\^`{|}]/giu, (character) =>
    encodeURIComponent(character),
  )
}

/**
 * Where a redirect leads, if it may lead there: to the host that was asked first, or to one that is named.
 * Never from https to http.
 * @throws Failure `origin_refused`
 */
export function followRedirect(
  at: WebTarget,
  location: string | undefined,
  { first, redirectHosts }: { first: WebTarget; redirectHosts: readonly string[] },
): WebTarget {
  const host = hostOf(at)
  const refuse = (detail: string) => new Failure('origin_refused', detail)
  const url = location === undefined ? null : URL.parse(location, urlOf(at))
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw refuse(`${host} redirects to something that is no address.`)
  }
  const next = { ...placeOf(url), target: url.pathname + url.search }
  const isKnown =
    next.hostname === first.hostname ||
    redirectHosts.some((pattern) => isHostLike(next.hostname, pattern))
  if (!isKnown) {
    throw refuse(
      `${host} redirects to ${next.hostname}, which is not among the hosts that may be redirected to.`,
    )
  }
  if (url.username || url.password)
    throw refuse(`${host} redirects to an address with a user name.`)
  if (at.secure && !next.secure) throw refuse(`${host} redirects from https to http.`)
  return next
}

function urlOf(at: WebTarget): string {
  return `${at.secure ? 'https' : 'http'}://${hostOf(at)}${at.target}`
}

function isHostLike(hostname: string, pattern: string): boolean {
  return pattern.startsWith('*.') ? hostname.endsWith(pattern.slice(1)) : hostname === pattern
}

/**
 * Host names, each with or without a leading `*.`, as followRedirect compares them.
 * @throws Failure `invalid_parameter`
 */
export function readRedirectHosts(patterns: readonly string[]): string[] {
  return patterns.map((pattern) => {
    const [, wildcard = '', name = ''] = HOST_PATTERN.exec(pattern) ?? []
    const url = URL.parse(`http://${name}`)
    if (url) return wildcard + placeOf(url).hostname
    const detail = `“${pattern}” is not a host name such as cdn.example.com or *.example.com.`
    throw new Failure('invalid_parameter', detail)
  })
}

const HOST_PATTERN = /^(\*\.)?(\[[0-9a-f:.]+\]|[^\s/:@?#\\%*[\]]+)$/i

/** Whether what is meant for the first may be sent to the second: not to another host or port, nor in the clear. */
export function isSamePlace(first: WebTarget, other: WebTarget): boolean {
  if (first.hostname !== other.hostname) return false
  const isSame = first.secure === other.secure && first.port === other.port
  return isSame || (first.port === 80 && !first.secure && other.port === 443 && other.secure)
}
