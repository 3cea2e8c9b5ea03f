import type { Readable } from 'node:stream'

/** What an Origin says of one file without reading it. */
export interface OriginFile {
  /** Relative to the Origin's root (bucket + prefix, or folder), without a leading slash. */
  path: string
  sizeBytes: number
  /** Changes whenever the content does. Never empty; without the quotes of HTTP. */
  etag: string
  /** 1970 when the Origin does not tell. */
  modifiedAt: Date
  /** As HTTP writes it; only where it came along without asking for more. */
  cacheControl?: string
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
  /** The last path wanted, inclusive; without it to the end. */
  upTo?: string
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
 * Where originals live, opened to be read. Nothing here can change anything; see upload-target.ts for that.
 *
 * Every keeper of this promise runs `describeOrigin` in origin.contract.ts.
 * - `null` means "there is no such file"; not being able to tell is a Failure `origin_unreachable`
 *   (network, time-out) or `origin_refused` (credentials, rights), worded for the person who set it up.
 * - Paths are taken as they are: no trimming, no normalisation. A path that could leave the root
 *   or hold NUL is a Failure `invalid_path`.
 * - Every call ends soon after its signal is aborted.
 */
export interface Origin {
  /**
   * All files below the root in UTF-8 byte order of their path, in pages of at most 1,000, starting
   * behind `after`. Memory does not grow with the number of files of the Origin. `onSkipped` hears of
   * everything that is there and can't be listed. Absent for Origins that can't be listed.
   */
  list?(options?: ListOptions): AsyncIterable<OriginFile[]>

  /**
   * Paths that cut the Origin into at most `parts` stretches worth listing side by side, in byte order: each
   * but the last stretch ends with one of them, inclusive. Empty where one walk is as good. Cheap: some
   * requests, whatever the size.
   */
  split?(parts: number, signal?: AbortSignal): Promise<string[]>

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

  close(): Promise<void>
}

/** One that can be listed. */
export type ListableOrigin = Origin & Required<Pick<Origin, 'list'>>
