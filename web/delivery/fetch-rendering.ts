import { ApiFailure } from '../lib/api.ts'

/** What came of an address. */
export interface Rendering {
  /** Of the one that was asked for. */
  url: string
  blob: Blob
  /** image/webp */
  contentType: string
}

/** As a browser asks for pictures, so that it is the rendering that a page would get, and the same cache entry. */
const ACCEPT = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'

/** @throws ApiFailure with the sentence of the server; 0 when no answer came */
export async function fetchRendering(url: string, signal: AbortSignal): Promise<Rendering> {
  const request = `GET ${url}`
  const response = await fetch(url, { signal, headers: { Accept: ACCEPT } }).catch((cause) => {
    if (signal.aborted) throw cause
    throw new ApiFailure(0, request)
  })
  if (!response.ok) {
    const detail = (await response.text()).trim().slice(0, 500)
    throw new ApiFailure(response.status, request, { detail, title: response.statusText })
  }
  const contentType = response.headers.get('content-type')?.split(';')[0] ?? ''
  return { url, blob: await response.blob(), contentType }
}
