import { type RenderingSource, renderingUrl } from '../lib/rendering-url.ts'

/**
 * The address of what a playlist names, with the signature that playlists do not have. A playlist may come from
 * anybody: one that names anything but files of its own Source would make the browser of whoever looks at it ask other
 * servers, those of their own network, too, and our API with their session.
 * @throws Error for any other address
 */
export function partUrl(source: RenderingSource, url: string, here: string): string {
  const { origin, pathname, search } = new URL(url, here)
  const start = `/render/${encodeURIComponent(source.subdomain)}/`
  if (origin !== new URL(here).origin || !pathname.startsWith(start)) {
    throw new Error(`A stream may not be made of ${origin}${pathname}.`)
  }
  if (!source.secureUrlToken) return `${pathname}${search}`
  const path = pathname.slice(start.length).split('/').map(decodeURIComponent).join('/')
  return renderingUrl(source, `/${path}`)
}
