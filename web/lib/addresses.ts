import { encodePath } from './api.ts'
import { type BrowseQuery, writeBrowseQuery } from './browse-query.ts'

/** The address of a library view. */
export function libraryAddress(sourceId: string, query: BrowseQuery): string {
  return withQuery(`/s/${encodeURIComponent(sourceId)}`, query)
}

/** The address of one asset, keeping the query that gives previous and next their meaning. */
export function assetAddress(sourceId: string, path: string, query: BrowseQuery): string {
  const address = `/s/${encodeURIComponent(sourceId)}/asset/${encodePath(path)}`
  return withQuery(address, { ...query, at: null })
}

/** The address of the Upload Manager; it keeps the query of the library below it. */
export function uploadsAddress(sourceId: string, query: BrowseQuery): string {
  return withQuery(`/s/${encodeURIComponent(sourceId)}/uploads`, query)
}

/** The address of the screen of copies; it keeps the query of the library below it. */
export function duplicatesAddress(sourceId: string, query: BrowseQuery): string {
  return withQuery(`/s/${encodeURIComponent(sourceId)}/duplicates`, query)
}

export type ScreenAbove = 'uploads' | 'duplicates'

/** Which screen lies over the results of the library at this address. */
export function readScreenAbove(pathname: string): ScreenAbove | null {
  const name = /^\/s\/[^/]+\/(uploads|duplicates)\/?$/.exec(pathname)?.[1]
  return name === 'uploads' || name === 'duplicates' ? name : null
}

/** Whether assets are compared at this address, above all of the library. */
export function isComparing(pathname: string): boolean {
  return /^\/s\/[^/]+\/compare\/?$/.test(pathname)
}

/** Whether an address that was kept somewhere leads into this app, and nowhere else. */
export function isOwnAddress(address: unknown): address is string {
  if (typeof address !== 'string' || !address.startsWith('/')) return false
  // As browsers read it: `//x`, `/\x` and what holds tabs lead to other hosts.
  const base = 'https://own.invalid'
  return URL.canParse(address, base) && new URL(address, base).origin === base
}

/** Where somebody wanted to go before they were asked to sign in. */
export function readFrom(state: { from?: unknown } | null): string {
  return isOwnAddress(state?.from) ? state.from : '/'
}

function withQuery(address: string, query: BrowseQuery): string {
  const text = writeBrowseQuery(query).toString()
  return text ? `${address}?${text}` : address
}

/**
 * The origin path in the address of an asset, null when there is none. Read from the raw address:
 * a router that decodes on its own would read `a%252Fb` as two folders.
 */
export function readAssetPath(pathname: string): string | null {
  const rest = /^\/s\/[^/]+\/asset\/(.+)$/.exec(pathname)?.[1]
  if (rest === undefined) return null
  try {
    return `/${rest.split('/').map(decodeURIComponent).join('/')}`
  } catch {
    return null
  }
}
