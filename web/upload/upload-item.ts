import type { UploadTrouble } from '../../contract/uploads.ts'

/**
 * `waiting`: for the network, a new sign-in or a storage that is away, goes on by itself. `lost`: was under way when the page was
 * left, and its file has to be found again.
 */
export type UploadState =
  | 'queued'
  | 'sending'
  | 'closing'
  | 'paused'
  | 'waiting'
  | 'lost'
  | 'failed'
  | 'done'

export interface UploadProblem {
  /** `changed`: the file on the person's disk is not the one that was chosen any more. */
  trouble: UploadTrouble | 'changed'
  /** HTTP status of the refusal; 0: no answer came. */
  status: number
  /** What happened, in a sentence. */
  title: string
  /** What to do about it. */
  advice: string | null
}

/** What the server promised for one file. */
export interface UploadSession {
  id: string
  /** Of a file in one piece; not known again after a reload. */
  put: { url: string; headers: Record<string, string> } | null
  partBytes: number | null
  /** The bytes are there; only closing is missing. */
  isSent: boolean
}

/** A way back to a file after a reload: a handle to it, or to a folder and the names below. */
export interface FileTrace {
  handle: FileSystemHandle
  below: string[]
}

/** Where one file goes and what it is. */
export interface UploadOrder {
  sourceId: string
  /** Origin path without a leading slash. */
  path: string
  /** As on the person's disk, with its folders when a folder was chosen. */
  localPath: string
  bytes: number
  /** Milliseconds. */
  lastModified: number
  contentType: string
  trace: FileTrace | null
}

/** One file on its way. Changed in place, by the queue alone. */
export interface UploadItem {
  readonly id: string
  order: UploadOrder
  /** null after a reload, until it was found again. */
  file: File | null
  state: UploadState
  sentBytes: number
  session: UploadSession | null
  /** Finished parts, while a file goes in parts. */
  partsSent: number
  /** Over the last seconds; null while nothing is known or nothing moves. */
  bytesPerSecond: number | null
  problem: UploadProblem | null
  /** When a storage that is away is tried again; milliseconds, as of `Date.now()`. */
  triesAt: number | null
}

export type UploadFilter = 'all' | 'uploading' | 'done' | 'problems'

export function filterOf(state: UploadState): Exclude<UploadFilter, 'all'> {
  if (state === 'done') return 'done'
  return state === 'failed' || state === 'lost' ? 'problems' : 'uploading'
}

/** Whether leaving the page would lose something right now. */
export function isMoving(state: UploadState): boolean {
  return state === 'sending' || state === 'closing'
}

/** Whether the queue still has something to do about it without anybody's help. */
export function isActive(state: UploadState): boolean {
  return isMoving(state) || state === 'queued' || state === 'waiting'
}

/** Unique over reloads, in the order of adding. */
export function newId(number: number): string {
  return `${Date.now().toString(36)}-${String(number).padStart(6, '0')}`
}

export function countParts(bytes: number, partBytes: number): number {
  return Math.max(1, Math.ceil(bytes / partBytes))
}

/** The bytes of one part, from `start` to before `end`; numbers begin with 1. */
export function partRange(bytes: number, partBytes: number, number: number) {
  const start = (number - 1) * partBytes
  return { start, end: Math.min(bytes, start + partBytes) }
}
