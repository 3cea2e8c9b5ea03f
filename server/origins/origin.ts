import type { Readable } from 'node:stream'

/** What an Origin says of one file without reading it. */
export interface OriginFile {
  /** Relative to the Origin's root (bucket + prefix, or folder), without a leading slash. */
  path: string
  sizeBytes: number
  /** Changes whenever the content does. Never empty; without the quotes of HTTP. */
  etag: string
  modifiedAt: Date
}

/** First and last byte, both inclusive; without `end` to the end of the file. */
export interface ByteRange {
  start: number
  end?: number
}

export interface OpenedFile extends OriginFile {
  /** The bytes, or the asked-for range. Whoever opened it reads it to the end or destroys it. */
  body: Readable
  /** What the Origin calls the content, if it says so. Never trusted for decisions. */
  contentType?: string
}

export interface ListOptions {
  after?: string
  signal?: AbortSignal
  onSkipped?: (skipped: SkippedEntry) => void
}

/** What a listing leaves out, so that it can be told. */
export interface SkippedEntry {
  /** As well as it can be written; ends without a slash also for a folder. */
  path: string
  /** Then nothing is known of the files below it: they are not gone. */
  isFolder: boolean
  /** A sentence for a person. */
  reason: string
}

/**
 * Where originals live. Nothing here can replace, move or delete a file.
 *
 * Every keeper of this promise runs `describeOrigin` in origin.contract.ts.
 * - `null` means "there is no such file"; not being able to tell is a Failure `origin_unreachable`
 *   (network, time-out) or `origin_refused` (credentials, rights), worded for the person who set it up.
 * - Paths are taken as they are: no trimming, no normalisation. A path that could leave the root
 *   or hold NUL is a Failure `invalid_path`.
 * - Every call ends soon after its signal is aborted.
 */
export interface Origin {
  /** Whether `create` may be tried. */
  readonly writable: boolean

  /**
   * All files below the root in UTF-8 byte order of their path, in pages of at most 1,000, starting
   * behind `after`. Memory does not grow with the number of files of the Origin. `onSkipped` hears of
   * everything that is there and can't be listed.
   */
  list(options?: ListOptions): AsyncIterable<OriginFile[]>

  stat(path: string, signal?: AbortSignal): Promise<OriginFile | null>

  /** @throws Failure `range_not_satisfiable` when the range starts behind the end. */
  open(
    path: string,
    options?: { range?: ByteRange; signal?: AbortSignal },
  ): Promise<OpenedFile | null>

  /**
   * A file on this machine's disk that holds the same bytes, so that they need no copying. Absent for
   * Origins elsewhere; null when there is no such file.
   */
  localFile?(path: string): Promise<string | null>

  /**
   * Writes a new file from a stream. Never replaces one: Failure `path_taken`, and nothing is changed,
   * also when two writers race. A body that breaks off leaves nothing behind, and its own error is thrown.
   * The body is read to its end or destroyed. `sizeBytes` is a promise: `invalid_body` when broken.
   */
  create(
    path: string,
    body: Readable,
    options: { contentType: string; sizeBytes?: number; signal?: AbortSignal },
  ): Promise<OriginFile>

  close(): Promise<void>
}
