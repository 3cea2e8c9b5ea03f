/** A PUT that was not accepted. `status` 0: the browser gives no answer to the page, for whatever reason. */
export class PutFailure extends Error {
  readonly status: number

  constructor(status: number) {
    super(`The storage answered ${status}.`)
    this.status = status
  }
}

export interface PutRequest {
  url: string
  headers: Record<string, string>
  body: Blob
  /** How many bytes of the body have left. */
  onProgress: (bytes: number) => void
  signal: AbortSignal
}

/** Sends bytes; throws PutFailure, or the signal's reason. */
export type PutBytes = (request: PutRequest) => Promise<void>

/** A connection that moves nothing for so long is taken for lost. */
const STALL_MS = 120_000

/** By XMLHttpRequest, since `fetch` tells nothing while it sends. */
export const putBytes: PutBytes = ({ url, headers, body, onProgress, signal }) => {
  const request = new XMLHttpRequest()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let stall: ReturnType<typeof setTimeout> | undefined
  const watch = () => {
    clearTimeout(stall)
    stall = setTimeout(() => request.abort(), STALL_MS)
  }
  const stop = () => request.abort()
  request.upload.onprogress = (event) => {
    watch()
    onProgress(event.loaded)
  }
  request.onload = () => {
    if (request.status >= 200 && request.status < 300) resolve()
    else reject(new PutFailure(request.status))
  }
  request.onerror = () => reject(new PutFailure(0))
  request.onabort = () => reject(signal.aborted ? signal.reason : new PutFailure(0))
  signal.throwIfAborted()
  signal.addEventListener('abort', stop)
  request.open('PUT', url)
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
  watch()
  request.send(body)
  return promise.finally(() => {
    clearTimeout(stall)
    signal.removeEventListener('abort', stop)
  })
}
