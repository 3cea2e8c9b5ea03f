import { type LookupAddress, lookup } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import { BlockList, isIP, isIPv4, type LookupFunction } from 'node:net'
import { Failure } from '../lib/failures.ts'

/** The private hosts and addresses that Origins may reach all the same. */
export interface NetworkAllowList {
  /** In lower case. Each stands for the names below it too, as buckets are names below their host. */
  hosts: readonly string[]
  addresses: BlockList
}

/**
 * Reads ALLOW_PRIVATE_ORIGINS: addresses, networks (10.0.0.0/8) and host names between commas.
 * @throws Failure `invalid_parameter` with one sentence about the first entry that is none of these.
 */
export function readNetworkAllowList(text: string): NetworkAllowList {
  const hosts: string[] = []
  const addresses = new BlockList()
  for (const entry of text.split(',').map((part) => part.trim().toLowerCase())) {
    if (entry === '' || addNetwork(addresses, entry)) continue
    if (!HOST_NAME.test(entry)) throw unreadable(entry)
    hosts.push(withoutDot(entry))
  }
  return { hosts, addresses }
}

// The last label of a host name is never a number; that also keeps out mistyped addresses.
const HOST_NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z](?:[a-z0-9-]*[a-z0-9])?\.?$/

function addNetwork(addresses: BlockList, entry: string): boolean {
  const [address = '', bits, ...rest] = entry.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  const maxBits = family === 4 ? 32 : 128
  if (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= maxBits)) return false
  addresses.addSubnet(address, bits === undefined ? maxBits : Number(bits), `ipv${family as 4 | 6}`)
  return true
}

function unreadable(entry: string): Failure {
  return new Failure(
    'invalid_parameter',
    `“${entry}” is not an address, a network such as 10.0.0.0/8, or a host name without a port.`,
  )
}

/**
 * Addresses that are not out in the internet: IANA's special-purpose registries, multicast, and the one under
 * which Azure gives its machines their settings and secrets.
 */
const SPECIAL = readNetworkAllowList(
  `0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.0.0.0/24,
   192.0.2.0/24, 192.88.99.0/24, 192.168.0.0/16, 198.18.0.0/15, 198.51.100.0/24, 203.0.113.0/24,
   224.0.0.0/3, 168.63.129.16/32, 2001::/23, 2001:db8::/32, 2002::/16, 3fff::/20`,
).addresses

/** In IPv6 only this is the internet; loopback, local, mapped and multicast addresses lie outside. */
const GLOBAL_V6 = readNetworkAllowList('2000::/3').addresses

/** Whether an Origin may connect to this address, under this host name. */
export function mayReach(host: string, address: string, allow: NetworkAllowList): boolean {
  if (isNamed(host, allow)) return true
  const plain = unwrapIPv4(address)
  const family = isIPv4(plain) ? 'ipv4' : 'ipv6'
  if (allow.addresses.check(plain, family)) return true
  return !SPECIAL.check(plain, family) && (family === 'ipv4' || GLOBAL_V6.check(plain, family))
}

function isNamed(host: string, allow: NetworkAllowList): boolean {
  const name = withoutDot(host.toLowerCase())
  return allow.hosts.some((allowed) => name === allowed || name.endsWith(`.${allowed}`))
}

function withoutDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name
}

/** The IPv4 address inside a mapped (::ffff:0:0/96) or NAT64 (64:ff9b::/96) one; others unchanged. */
function unwrapIPv4(address: string): string {
  const plain = address.replace(/%.*$/, '')
  if (isIP(plain) !== 6) return plain
  const { hostname } = new URL(`http://[${plain}]`)
  const found = /^\[(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(hostname)
  if (!found) return plain
  const bits = found.slice(1).map((group) => Number.parseInt(group, 16))
  return bits.flatMap((group) => [group >> 8, group & 255]).join('.')
}

function refused(host: string): Failure {
  return new Failure(
    'origin_refused',
    `${host} is in a private network, which Origins may reach only where ALLOW_PRIVATE_ORIGINS names it.`,
  )
}

/** Whether that is what stood in the way, and not what the Origin has answered. */
export function isPrivateRefusal({ detail }: Failure): boolean {
  return detail.endsWith('only where ALLOW_PRIVATE_ORIGINS names it.')
}

/**
 * Agents that check every address at the moment they connect to it, so that neither a name that resolves to
 * a private address nor one that changes its address in between gets through.
 */
export function guardedAgents(
  allow: NetworkAllowList,
  options: { maxSockets: number },
): { httpAgent: http.Agent; httpsAgent: https.Agent } {
  const settings = { keepAlive: true, ...options }
  return {
    httpAgent: guard(new http.Agent(settings), allow),
    httpsAgent: guard(new https.Agent(settings), allow),
  }
}

function guard<A extends http.Agent>(agent: A, allow: NetworkAllowList): A {
  const connect = agent.createConnection.bind(agent)
  agent.createConnection = (options, done) => {
    const host = options.host ?? ''
    // An address in place of a name is never looked up.
    if (isIP(host) !== 0 && !mayReach(host, host, allow)) {
      process.nextTick(() => done?.(refused(host), undefined as never))
      return null
    }
    return connect({ ...options, lookup: guardedLookup(allow) }, done)
  }
  return agent
}

function guardedLookup(allow: NetworkAllowList): LookupFunction {
  return (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error) return done(error, '')
      const [first] = found
      if (!first || found.some(({ address }) => !mayReach(host, address, allow))) {
        return done(refused(host), '')
      }
      if (options.all) done(null, found)
      else done(null, first.address, first.family)
    })
  }
}
