import type { OriginFile } from '../origins/origin.ts'
import { type CacheSettings, cacheControlOf } from './cache-lifetime.ts'
import type { RenderParams } from './params/index.ts'

/**
 * Files come from whoever may write to the Origin and may be shown on the host of the app itself: none of
 * them runs a script, is taken for another type, or fetches anything. Everybody may show the pictures.
 */
export const SAFE_HEADERS = {
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'X-Content-Type-Options': 'nosniff',
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
}

/** The version of a file that an answer shows. */
export type ShownVersion = Pick<OriginFile, 'etag' | 'cacheControl'>

export function sourceHeaders(
  source: CacheSettings,
  { etag, cacheControl }: ShownVersion,
  { etag: named, expires }: RenderParams,
) {
  // An address that names a version stands for that one alone.
  const until = named === undefined || named === etag ? expires : 0
  return { ...SAFE_HEADERS, 'Cache-Control': cacheControlOf(source, cacheControl, until) }
}

/** RFC 6266; the plain name for old programs, the other one for all characters. */
export function contentDisposition(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replaceAll(/\p{Cc}/gu, '')
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')
  const exact = encodeURIComponent(name.toWellFormed()).replaceAll(/['()*]/g, (char) => {
    return `%${char.charCodeAt(0).toString(16).toUpperCase()}`
  })
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`
}
