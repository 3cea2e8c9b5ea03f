import { addAbortSignal } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { Failure, isFailure } from '../lib/failures.ts'
import type { OpenedFile, Origin } from '../origins/origin.ts'

/** A file whose first bytes have been read, so that most that cannot be read are known before anything is said of them. */
interface ReadyFile {
  modifiedAt: Date
  /** The first bytes. */
  head: Buffer[]
  /** The others; null: there are none. */
  rest: AsyncIterable<Buffer> | null
}

/** Most pictures are smaller: of these all bytes are there before they are passed on. */
const AHEAD_BYTES = 4 * 2 ** 20
/** Storages end connections that are read slowly; reading goes on where it stopped. */
const RETRIES = 3
const PAUSE_MS = 500

/**
 * Opens a file and reads its beginning.
 * @throws Failure `not_found` when there is none, and what the Origin throws
 */
export async function readWhole(
  origin: Origin,
  path: string,
  signal: AbortSignal,
): Promise<ReadyFile> {
  const opened = await origin.open(path, { signal })
  if (!opened) throw new Failure('not_found', 'It is not in the storage any more.')
  const bytes = readOn(origin, opened, signal)
  const head: Buffer[] = []
  let size = 0
  while (size < AHEAD_BYTES) {
    const next = await bytes.next()
    if (next.done) return { modifiedAt: opened.modifiedAt, head, rest: null }
    head.push(next.value)
    size += next.value.length
  }
  return { modifiedAt: opened.modifiedAt, head, rest: bytes }
}

/** The bytes to the end, opened again behind the last one when reading breaks off, as long as it is the same file. */
async function* readOn(
  origin: Origin,
  { path, etag, body: opened }: OpenedFile,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  let body = addAbortSignal(signal, opened)
  let at = 0
  for (let left = RETRIES; ; left--) {
    try {
      for await (const part of body) {
        at += part.length
        yield part
      }
      return
    } catch (cause) {
      signal.throwIfAborted()
      if (left === 0) throw brokenOff(cause)
      await pause(PAUSE_MS, undefined, { signal })
      const again = await origin.open(path, { range: { start: at }, signal })
      if (again?.etag !== etag) {
        again?.body.destroy()
        throw new Failure('changed_meanwhile', 'It has changed while it was read.', { cause })
      }
      body = addAbortSignal(signal, again.body)
    }
  }
}

function brokenOff(cause: unknown): Failure {
  if (isFailure(cause)) return cause
  return new Failure('origin_unreachable', 'Reading it broke off.', { cause })
}
