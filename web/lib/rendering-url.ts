import type { AssetAttributes, SourceAttributes } from '../../contract/resources.ts'
import { encodePath } from './api.ts'
import { md5 } from './md5.ts'

/** What is needed of a source to write the address of a rendering. */
export interface RenderingSource {
  subdomain: string
  customDomain: string | null
  /** Set when the source only answers to signed addresses. */
  secureUrlToken: string | null
}

/** A version of a file: what a browser keeps of one does not stand for the next. */
export type FileVersion = Pick<AssetAttributes, 'origin_path' | 'etag'>

/** null while a source has no subdomain, so nothing of it can be shown. */
export function readRenderingSource(source: SourceAttributes): RenderingSource | null {
  const subdomain = source.deployment.imgix_subdomains[0]
  if (!subdomain) return null
  return {
    subdomain,
    customDomain: source.deployment.custom_domains[0] ?? null,
    secureUrlToken: source.deployment.secure_url_enabled ? (source.secure_url_token ?? null) : null,
  }
}

/** Sides of thumbnails in pixels; few sizes, so that renderings are shared. */
const LADDER = [80, 120, 160, 240, 320, 480, 640] as const

/** The smallest step that is not smaller than `pixels`, or the largest. */
export function ladderStep(pixels: number): number {
  return LADDER.find((step) => step >= pixels) ?? 640
}

/** At this size AVIF saves a few hundred bytes and costs twice the time: a screen of them is wanted at once. */
const THUMBNAIL_FORMAT = { fm: 'webp', auto: 'compress' } as const

export interface ThumbnailUrls {
  src: string
  srcSet: string
}

/** A thumbnail `height` CSS pixels high in its own proportions, or a square of that side. */
export function thumbnailUrls(
  source: RenderingSource,
  file: FileVersion,
  thumbnail: { height: number; square: boolean },
): ThumbnailUrls {
  const at = (ratio: number) => {
    const step = String(ladderStep(thumbnail.height * ratio))
    const size: Record<string, string> = thumbnail.square
      ? { w: step, h: step, fit: 'crop', crop: 'faces,entropy' }
      : { h: step, fit: 'max' }
    return shownUrl(source, file, { ...size, ...THUMBNAIL_FORMAT })
  }
  return { src: at(1), srcSet: `${at(1)} 1x, ${at(2)} 2x` }
}

/** So few pixels that nothing can be told, to be drawn large: the picture itself never reaches the page. */
export function hiddenUrl(source: RenderingSource, file: FileVersion): string {
  return shownUrl(source, file, { w: '24', h: '24', fit: 'max', ...THUMBNAIL_FORMAT })
}

/** Above this width AVIF takes so many seconds that nobody waits for it. */
const LARGEST_AVIF = 2_000

/** What is quick to make when it is large; only a photo can be sure to have nothing that shines through. */
export function quickFormat(contentType: string): 'jpg' | 'webp' {
  return contentType === 'image/jpeg' ? 'jpg' : 'webp'
}

/**
 * A rendering for a stage: `pixels` of the screen, rounded up to 320 and never above `limit`.
 * @param stage.frame of an animation, from 1 on; without it all of them
 * @param stage.large the format of large ones
 */
export function stageUrl(
  source: RenderingSource,
  file: FileVersion,
  stage: { pixels: number; limit: number; frame?: number; large?: 'jpg' | 'webp' },
): string {
  const rounded = Math.ceil(Math.max(stage.pixels, 1) / 320) * 320
  const width = Math.min(rounded, Math.max(stage.limit, 2))
  const frame: Record<string, string> =
    stage.frame === undefined ? {} : { frame: String(stage.frame) }
  const format: Record<string, string> =
    width > LARGEST_AVIF
      ? { fm: stage.large ?? 'webp', auto: 'compress' }
      : { auto: 'format,compress' }
  return shownUrl(source, file, { w: String(width), fit: 'max', ...frame, ...format })
}

/** What the page itself shows or downloads of a file: another address for each version, and the same rendering as without. */
export function shownUrl(
  source: RenderingSource,
  { origin_path: path, etag }: FileVersion,
  params: Readonly<Record<string, string>> = {},
): string {
  return renderingUrl(source, path, { ...params, etag })
}

/** Path-based address on this host; with no parameters, the original. */
export function renderingUrl(
  source: RenderingSource,
  path: string,
  params: Readonly<Record<string, string>> = {},
): string {
  return `/render/${encodeURIComponent(source.subdomain)}${signedPath(source, path, params)}`
}

/**
 * The address to hand out: on the source's own domain when it has one, else on this host. Path, parameters and
 * signature are those of renderingUrl(), so both are one rendering.
 */
export function deliveryUrl(
  source: RenderingSource,
  path: string,
  here: string,
  params: Readonly<Record<string, string>> = {},
): string {
  const { customDomain } = source
  if (customDomain) return `https://${customDomain}${signedPath(source, path, params)}`
  return `${new URL(here).origin}${renderingUrl(source, path, params)}`
}

/** imgix: `s` = md5(token + escaped path + `?` + query), last, over exactly what is sent. */
function signedPath(
  source: RenderingSource,
  path: string,
  params: Readonly<Record<string, string>>,
): string {
  const escaped = `/${escapePath(path)}`
  const query = Object.entries(params)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeValue(value)}`)
    .join('&')
  const plain = query ? `${escaped}?${query}` : escaped
  if (!source.secureUrlToken) return plain
  return `${plain}${query ? '&' : '?'}s=${md5(source.secureUrlToken + plain)}`
}

/** A value of a parameter; what may stand in a query as it is stays readable. */
export function encodeValue(value: string): string {
  return encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%3A', ':')
}

/**
 * imgix, Web Proxy: an origin path that is itself an address is escaped as a whole, since proxies in between
 * may make one slash of two.
 */
function escapePath(path: string): string {
  const address = path.replace(/^\//, '')
  return /^https?:\/\//i.test(address) ? encodeURIComponent(address) : encodePath(path)
}
