import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import type { StoredFile } from '../catalog/downloads.ts'
import { type Failure, isFailure } from '../lib/failures.ts'
import type { Origin } from '../origins/origin.ts'
import { type ReadyFile, readWhole } from './read-whole.ts'
import { zipNames } from './zip-names.ts'

/** Said in it: what could not be read, with the reason. */
export const MISSING_FILE = '_missing.txt'
/** So many in a row that could not be reached: it is the storage that is away, and nothing would come. */
const MOST_UNREACHABLE = 10

export interface ZipContent {
  origin: Origin
  /** In the order in which they will be in it; null for one that has gone from the library. */
  files: AsyncIterable<StoredFile | null>
  /** Asked for, but not in the library. */
  unknownPaths: readonly string[]
  /** Of whoever asks; destroying the zip ends it, too. */
  signal: AbortSignal
}

interface Entry extends ReadyFile {
  name: string
}

/**
 * Files of an Origin as a zip, made while it is read: one file after the other, the next one opened ahead. Nothing is
 * compressed, since pictures are already. A file that cannot be read is left out and stands in `_missing.txt`; one that
 * breaks off after its first megabytes, for good, breaks off the whole, as does its destruction.
 * @throws Failure `origin_unreachable` before the first byte, when the storage is away
 */
export async function writeZip(content: ZipContent): Promise<Readable> {
  const stop = new AbortController()
  const signal = AbortSignal.any([content.signal, stop.signal])
  const missing = content.unknownPaths.map((path) => `${path}: It is not in the library.`)
  const entries = oneAhead(readEntries(content, missing, signal))
  const first = await entries.next()
  const zip = new ZipFile()
  // yazl writes into a PassThrough, whatever its types say.
  const output = zip.outputStream as Readable
  output.once('close', () => stop.abort())
  // What goes wrong before somebody reads it is met by them as a broken stream.
  output.on('error', () => {})
  zip.on('error', (error) => output.destroy(error))
  const fill = async () => {
    for (let next = first; !next.done; next = await entries.next()) {
      await addEntry(zip, next.value, signal)
    }
    if (missing.length > 0)
      zip.addBuffer(presentMissing(missing), MISSING_FILE, { compress: false })
    zip.end()
  }
  fill().catch((error) => output.destroy(error))
  return output
}

async function addEntry(zip: ZipFile, { name, modifiedAt, bytes }: Entry, signal: AbortSignal) {
  const stream = Readable.from(bytes, { objectMode: false })
  zip.addReadStream(stream, name, { compress: false, mtime: modifiedAt, mode: 0o100644 })
  await finished(stream, { signal })
}

async function* readEntries(
  { origin, files }: ZipContent,
  missing: string[],
  signal: AbortSignal,
): AsyncGenerator<Entry> {
  const names = zipNames([MISSING_FILE])
  let unreachable = 0
  let gone = 0
  for await (const file of files) {
    signal.throwIfAborted()
    if (file === null) {
      gone++
      continue
    }
    const ready = await readWhole(origin, file.path, signal).catch(asFailure)
    if (!isFailure(ready)) yield { name: names.nameFor(file.path), ...ready }
    else missing.push(`${file.path}: ${ready.detail}`)
    unreachable = isFailure(ready, 'origin_unreachable') ? unreachable + 1 : 0
    if (unreachable === MOST_UNREACHABLE) throw ready
  }
  if (gone > 0)
    missing.push(`${gone} that have gone from the library since this download was made.`)
}

/** Anything else, an abort as well, ends it. */
function asFailure(error: unknown): Failure {
  if (isFailure(error)) return error
  throw error
}

/** The next one is looked for while the last one is in use. */
async function* oneAhead<Item>(items: AsyncGenerator<Item>): AsyncGenerator<Item> {
  for (let next = items.next(); ; ) {
    const { done, value } = await next
    if (done) return
    next = items.next()
    // Whoever waits for it hears of it; nobody may any more.
    next.catch(() => {})
    yield value
  }
}

function presentMissing(lines: readonly string[]): Buffer {
  const head = 'These files could not be read and are not in this zip.\r\n\r\n'
  // A path may hold a line break, which must not look like another line.
  return Buffer.from(head + lines.map((line) => `${line.replace(/[\r\n]+/g, '␤')}\r\n`).join(''))
}
