import { callApi } from './api.ts'
import { deliveryUrl, type RenderingSource } from './rendering-url.ts'

/**
 * Renderings of many files are made anew when they are asked for next.
 * @param folder with its leading slash; null: of the whole source
 */
export async function purgeMany(sourceId: string, folder: string | null): Promise<void> {
  const attributes = folder === null ? { all: true } : { prefix: `${folder}/` }
  const path = `/sources/${encodeURIComponent(sourceId)}/purge`
  await callApi(path, { method: 'POST', data: { type: 'purges', attributes } })
}

/** Those of one asset. Throws ApiFailure 409 when that was done only just now. */
export async function purgeAsset(source: RenderingSource, path: string): Promise<void> {
  const attributes = { url: deliveryUrl(source, path, location.href) }
  await callApi('/purge', { method: 'POST', data: { type: 'purges', attributes } })
}

/** A folder as somebody has typed it: `/trips/2024`; null for the whole source. */
export function readFolder(typed: string): string | null {
  const inner = typed.trim().replace(/^\/+|\/+$/g, '')
  return inner === '' ? null : `/${inner}`
}
