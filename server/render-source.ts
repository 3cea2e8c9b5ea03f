import type { Source } from './catalog/sources.ts'
import type { Origin } from './origins/origin.ts'
import { presetOf } from './origins/presets/presets.ts'
import type { RenderSource } from './render/handler.ts'

/** A Source as rendering sees it: what it needs of the settings, and nothing of the credentials. */
export function toRenderSource({
  source,
  origin,
}: {
  source: Pick<Source, 'publicId' | 'enabled' | 'deployment' | 'secureUrlToken' | 'purges'>
  origin: Origin
}): RenderSource {
  const { deployment } = source
  // imgix, "Web Proxy": signing can't be switched off, or anybody could have anything fetched.
  const mustBeSigned = deployment.secure_url_enabled || presetOf(deployment).signedOnly
  return {
    id: source.publicId,
    enabled: source.enabled,
    purges: source.purges,
    origin,
    secureUrlToken: mustBeSigned ? source.secureUrlToken : null,
    defaultParams: deployment.default_params,
    cacheTtlSeconds: deployment.cache_ttl_value,
    cacheTtlErrorSeconds: deployment.cache_ttl_error,
    cacheTtlBehavior: deployment.cache_ttl_behavior,
  }
}
