import { deliveryUrl, type RenderingSource } from '../lib/rendering-url.ts'
import { changeParams, type RenderingParams } from './rendering-query.ts'

/** What is handed out of one picture. */
export interface Delivered {
  source: RenderingSource
  path: string
  params: RenderingParams
  /** The page's own address, for Sources without a domain of their own. */
  here: string
  /** Of the original, in pixels; null when it is not known. */
  originalWidth: number | null
  /** Empty: it decorates. */
  alt: string
  /** Of the rendering, in pixels; null while it is not known. */
  size: { width: number; height: number } | null
}

export function urlOf({ source, path, params, here }: Delivered): string {
  return deliveryUrl(source, path, here, params)
}

const LADDER = [320, 640, 960, 1280, 1920, 2560, 3840]
const MOST_PIXELS = 8192

/**
 * One picture in several widths, for the browser to choose from. With a width in pixels: a quarter, half, all and
 * twice of it, the height in step; with a height alone: by density; else a ladder up to the width of the original.
 */
export function srcSetOf(delivered: Delivered): { srcSet: string; sizes: string | null } {
  const { params, originalWidth } = delivered
  const at = (changes: Record<string, string | null>) =>
    urlOf({ ...delivered, params: changeParams(params, changes) })
  const width = readPixels(params.w)
  const height = readPixels(params.h)
  if (width === null && height !== null) {
    const one = (density: number) => `${at({ dpr: String(density) })} ${density}x`
    return { srcSet: [1, 2, 3].map(one).join(', '), sizes: null }
  }
  const most = Math.min(MOST_PIXELS, Math.max(originalWidth ?? MOST_PIXELS, width ?? 0))
  const wanted = width === null ? LADDER : [width / 4, width / 2, width, width * 2].map(Math.round)
  const fitting = wanted.filter((pixels) => pixels >= 16 && pixels <= most)
  const widths = fitting.length > 0 ? fitting : [width ?? most]
  const one = (pixels: number) => {
    const h = width !== null && height !== null ? Math.round((height * pixels) / width) : null
    const changes = { w: String(pixels), dpr: null, ...(h !== null && { h: String(h) }) }
    return `${at(changes)} ${pixels}w`
  }
  const sizes = width === null ? '100vw' : `(min-width: ${width}px) ${width}px, 100vw`
  return { srcSet: widths.map(one).join(', '), sizes }
}

function readPixels(text: string | undefined): number | null {
  const value = Number(text)
  return text !== undefined && value > 1 ? value : null
}

export function htmlOf(delivered: Delivered): string {
  return imageTag(delivered, [])
}

export function responsiveHtmlOf(delivered: Delivered): string {
  const { srcSet, sizes } = srcSetOf(delivered)
  return imageTag(delivered, [['srcset', srcSet], ...(sizes ? ([['sizes', sizes]] as const) : [])])
}

function imageTag(delivered: Delivered, more: readonly (readonly [string, string])[]): string {
  const { size, alt } = delivered
  const attributes: (readonly [string, string])[] = [
    ['src', urlOf(delivered)],
    ...more,
    ...(size
      ? ([
          ['width', String(size.width)],
          ['height', String(size.height)],
        ] as const)
      : []),
    ['alt', alt],
  ]
  return `<img ${attributes.map(([name, value]) => `${name}="${escapeHtml(value)}"`).join(' ')}>`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}

/** In angle brackets the address may hold anything a path can. */
export function markdownOf(delivered: Delivered): string {
  const words = delivered.alt.replaceAll(/[\\[\]]/g, '\\$&').replaceAll(/\s+/g, ' ')
  const url = urlOf(delivered)
  return `![${words}](${/[()]/.test(url) ? `<${url}>` : url})`
}

/** Host, path and parameters, to be told apart. */
export function splitUrl(url: string): { host: string; path: string; query: string } {
  const { origin, pathname } = new URL(url)
  const at = url.indexOf('?')
  return { host: origin, path: pathname, query: at < 0 ? '' : url.slice(at) }
}
