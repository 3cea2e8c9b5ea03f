import type { SourceDeployment } from '../../contract/resources.ts'

/** How long others may keep an answer, by the settings of its Source. */
export interface CacheSettings {
  cacheTtlSeconds: number
  cacheTtlBehavior: SourceDeployment['cache_ttl_behavior']
}

/** Beyond this, RFC 9111 lets a cache take any number for this one. */
const MAX_SECONDS = 2 ** 31

/**
 * Cache-Control of an answer. imgix, "Setting Up Asset Storage": `respect_origin` takes what the Origin says of
 * the file and the Source's time where it says nothing; `enforce_minimum` takes the longer of both times;
 * `override_origin` the Source's. Nobody keeps it longer than its address is good for.
 * @param told Cache-Control of the file in the Origin
 * @param expires Unix seconds, imgix's parameter
 */
export function cacheControlOf(
  { cacheTtlSeconds, cacheTtlBehavior }: CacheSettings,
  told: string | null | undefined,
  expires: number | undefined,
): string {
  const left = expires === undefined ? MAX_SECONDS : expires - Math.floor(Date.now() / 1000)
  const within = (seconds: number) => Math.max(0, Math.min(seconds, left))
  const forAll = (seconds: number) => `public, max-age=${within(seconds)}`
  if (!told || cacheTtlBehavior === 'override_origin') return forAll(cacheTtlSeconds)

  const directives = readDirectives(told)
  const secondsOf = (name: string) => {
    const value = directives.get(name)
    return value && /^\d+$/.test(value) ? Math.min(Number(value), MAX_SECONDS) : undefined
  }
  const lifetime = secondsOf('max-age') ?? secondsOf('s-maxage')
  const mayKeep = !['no-store', 'no-cache', 'private'].some((name) => directives.has(name))
  if (cacheTtlBehavior === 'enforce_minimum') {
    return forAll(mayKeep ? Math.max(lifetime ?? 0, cacheTtlSeconds) : cacheTtlSeconds)
  }

  if (directives.has('no-store')) return 'no-store'
  const visibility = directives.has('private') ? 'private' : 'public'
  if (directives.has('no-cache')) return `${visibility}, no-cache`
  const shared = visibility === 'public' ? secondsOf('s-maxage') : undefined
  const whole = `${visibility}, max-age=${within(lifetime ?? cacheTtlSeconds)}`
  return shared === undefined || shared === lifetime
    ? whole
    : `${whole}, s-maxage=${within(shared)}`
}

/** Names in lower case; values without their quotes, empty where there is none. */
function readDirectives(text: string): Map<string, string> {
  const parts = text.split(',').map((part) => part.split('='))
  return new Map(
    parts.map(([name = '', value = '']) => [
      name.trim().toLowerCase(),
      value.trim().replaceAll('"', ''),
    ]),
  )
}
