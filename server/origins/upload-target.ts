import type { Readable } from 'node:stream'

/** What is written. The body is read to its end or destroyed. */
export interface UploadOptions {
  contentType: string
  /** A promise: Failure `invalid_body` when broken. Absent: not known before the end. */
  sizeBytes?: number
  signal?: AbortSignal
}

/** A request that anybody may send who has it: the bytes go straight to the storage. */
export interface PresignedPut {
  url: string
  /** To be sent along, literally: without them the storage refuses, so that nothing is ever overwritten. */
  headers: Record<string, string>
}

/**
 * How a place treats a write to a path that is taken: it refuses, it says that it can't (`unsupported`), or
 * it silently overwrites although it was asked not to (`ignores`).
 */
export type OverwriteRefusal = 'refuses' | 'unsupported' | 'ignores'

/** What only trying tells. */
export interface WriteProbe {
  overwriting: OverwriteRefusal
  /** Whether an upload in parts refuses at its end, too; only then `parts` may be used. */
  partsRefuse: boolean
}

/** One file in parts, all but the last of the same size, put together at the end without overwriting. */
export interface PartUploads {
  /** @returns the provider's id of the upload */
  begin(path: string, options: { contentType: string }): Promise<string>
  presignPart(
    path: string,
    part: { uploadId: string; number: number; expiresSeconds: number },
  ): Promise<PresignedPut>
  /** What has arrived, in order: to go on after a break. Numbers begin with 1. */
  list(
    path: string,
    uploadId: string,
  ): Promise<{ number: number; sizeBytes: number; etag: string }[]>
  /** @throws Failure `path_taken` when something is there by now; `not_found` for an unknown upload */
  complete(
    path: string,
    upload: { uploadId: string; parts: readonly { number: number; etag: string }[] },
  ): Promise<void>
  /** Forgets the parts. Nothing happens when there are none. */
  abort(path: string, uploadId: string): Promise<void>
}

/** What browsers of other addresses may do with the place. */
export interface CorsRules {
  /** Adds a rule that lets pages of this origin (scheme and host) PUT, beside the rules that are there. */
  allow(pageOrigin: string, signal?: AbortSignal): Promise<void>
}

/**
 * Where files can be put: the same place as an Origin, opened with the upload credentials. Paths are checked
 * as everywhere. Failures are worded for the person who set it up: `origin_unreachable`, `origin_refused`.
 *
 * Every keeper runs the part "create" of `describeOrigin` in origin.contract.ts.
 */
export interface UploadTarget {
  /**
   * Writes a new file from a stream. Never replaces one: Failure `path_taken`, and nothing is changed,
   * also when two writers race. A body that breaks off leaves nothing behind, and its own error is thrown.
   * @throws Failure `origin_refused` where the place can't refuse to overwrite: then `replace` under a lock,
   *   after looking, is the only way.
   */
  create(path: string, body: Readable, options: UploadOptions): Promise<void>

  /** Writes what is to be there from now on, new or not. A body that breaks off changes nothing. */
  replace(path: string, body: Readable, options: UploadOptions): Promise<void>

  /** Absent where bytes have to go through Vitrine. The answer itself refuses to overwrite. */
  presign?(
    path: string,
    options: { contentType: string; sizeBytes?: number; expiresSeconds: number },
  ): Promise<PresignedPut>

  /** Absent where there are none, or never safe. */
  parts?: PartUploads

  /**
   * Tries it out with small files of Vitrine's own, which no list shows.
   * @throws Failure when nothing can be written at all
   */
  probe(signal?: AbortSignal): Promise<WriteProbe>

  /** Absent where there is no such thing, or no way to set it. */
  cors?: CorsRules

  close(): Promise<void>
}
