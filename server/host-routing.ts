import type { IncomingMessage } from 'node:http'

/**
 * Renderings are asked for by host: `<subdomain>.<our own host>` or a domain of the Source's own. Such
 * addresses become those of the render routes; every other host is the web app and the Management API.
 */
export function routeByHost(
  { url = '/', headers }: Pick<IncomingMessage, 'url' | 'headers'>,
  ownHost: string,
  isCustomDomain: (host: string) => boolean,
): string {
  const host = (headers.host ?? '').toLowerCase().replace(/:\d+$/, '')
  const label = subdomainOf(host, ownHost) ?? subdomainOf(host, 'localhost')
  if (label !== null) return `/render/${label}${url}`
  // Our own host stays the web app, whatever domain somebody gives a Source.
  if (host !== ownHost && isCustomDomain(host)) return `/render-host/${host}${url}`
  return url
}

function subdomainOf(host: string, parent: string): string | null {
  if (!host.endsWith(`.${parent}`)) return null
  const label = host.slice(0, -parent.length - 1)
  return /^[a-z0-9][a-z0-9-]*$/.test(label) ? label : null
}
