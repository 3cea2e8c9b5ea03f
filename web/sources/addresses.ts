import type { SourceAttributes } from '../../contract/resources.ts'
import { readRenderingSource, renderingUrl } from '../lib/rendering-url.ts'
import { t } from '../texts/sources.ts'

/** Where images of a subdomain are on this server; paths are put behind it. */
export function pathAddress(subdomain: string, here: string): string {
  return new URL(`/render/${encodeURIComponent(subdomain)}/`, here).href
}

export interface DeliveryAddress {
  label: string
  address: string
}

/** Everywhere that a source's images are, its own domains first. */
export function deliveryAddresses(
  { deployment }: Pick<SourceAttributes, 'deployment'>,
  here: string,
): DeliveryAddress[] {
  return [
    ...deployment.custom_domains.map((domain) => ({
      label: t.customDomain,
      address: `https://${domain}/`,
    })),
    ...deployment.imgix_subdomains.map((subdomain) => ({
      label: t.thisServer,
      address: pathAddress(subdomain, here),
    })),
  ]
}

/** A signed address of this source, and what was signed; null when it has no token or no subdomain. */
export function signedExample(
  attributes: SourceAttributes,
  here: string,
): { signed: string; address: string } | null {
  const source = readRenderingSource(attributes)
  const token = attributes.secure_url_token
  if (!source || !token) return null
  const isProxy = attributes.deployment.type === 'webproxy'
  const path = isProxy ? 'https://www.example.com/picture.jpg' : '/folder/picture.jpg'
  const addressOf = (secureUrlToken: string | null) =>
    renderingUrl({ ...source, secureUrlToken }, path, { w: '400' })
  const own = addressOf(null).replace(/^\/render\/[^/]+/, '')
  return { signed: `md5(token + "${own}")`, address: new URL(addressOf(token), here).href }
}
