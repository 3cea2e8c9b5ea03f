import { Readable } from 'node:stream'
import type { StoredFile } from '../catalog/downloads.ts'
import { Failure, type FailureCode, isFailure } from '../lib/failures.ts'
import type { Origin } from '../origins/origin.ts'
import { readWhole } from './read-whole.ts'
import { type ZipEntry, zipBytes } from './zip-bytes.ts'
import { zipNames } from './zip-names.ts'

/** Said in it: what could not be read, with the reason. */
export const MISSING_FILE = '_missing.txt'
/** So many in a row that could not be reached: it is the storage that is away, and nothing would come. */
const MOST_UNREACHABLE = 10
/** Told by their names; of others it is told how many they are. */
const MOST_NAMED = 10_000

interface ZipContent {
  origin: Origin
  /** In the order in which they will be in it; null for one that has gone from the library. */
  files: AsyncIterable<StoredFile | null>
  /** Asked for, but not in the library. */
  unknownPaths: readonly string[]
  /** Of whoever reads it: aborted when they go away. */
  signal: AbortSignal
  /** For those who may see Sources; to others an Origin is not named, nor what it said. */
  tellsAll: boolean
}

/**
 * Files of an Origin as a zip, made while it is read: one file after the other, the next one opened ahead. Nothing is
 * compressed, since pictures are already. A file that cannot be read is left out and stands in `_missing.txt`; one that
 * breaks off behind its first megabytes, for good, breaks off the whole.
 * @throws Failure `origin_unreachable` before the first byte, when the storage is away
 */
export async function writeZip(content: ZipContent): Promise<Readable> {
  const bytes = zipOf(content)
  const first = await bytes.next()
  return Readable.from(startingWith(first, bytes), { objectMode: false })
}

async function* zipOf(content: ZipContent): AsyncGenerator<Buffer> {
  const stop = new AbortController()
  const signal = AbortSignal.any([content.signal, stop.signal])
  try {
    yield* zipBytes(oneAhead(readEntries({ ...content, signal })))
  } finally {
    // The file that was opened ahead is closed, too.
    stop.abort()
  }
}

async function* startingWith<Item>(first: IteratorResult<Item>, others: AsyncGenerator<Item>) {
  try {
    if (first.done) return
    yield first.value
    yield* others
  } finally {
    await others.return(undefined)
  }
}

async function* readEntries(content: ZipContent): AsyncGenerator<ZipEntry> {
  const { origin, files, unknownPaths, signal, tellsAll } = content
  const names = zipNames([MISSING_FILE])
  const missing = unknownPaths.map((path) => `${path}: It is not in the library.`)
  let unreachable = 0
  let gone = 0
  let others = 0
  for await (const file of files) {
    signal.throwIfAborted()
    if (file === null) {
      gone++
      continue
    }
    const ready = await readWhole(origin, file.path, signal).catch(asFailure(tellsAll))
    if (!isFailure(ready)) yield { name: names.nameFor(file.path), ...ready }
    else if (missing.length < MOST_NAMED) missing.push(`${file.path}: ${ready.detail}`)
    else others++
    unreachable = isFailure(ready, 'origin_unreachable') ? unreachable + 1 : 0
    if (unreachable === MOST_UNREACHABLE) throw ready
  }
  if (gone > 0)
    missing.push(`${gone} that have gone from the library since this download was made.`)
  if (others > 0) missing.push(`${others} others that could not be read.`)
  if (missing.length > 0) yield presentMissing(missing)
}

/** Of what a storage says, in words for everybody. */
const PLAIN_TEXTS: Partial<Record<FailureCode, string>> = {
  origin_refused: 'The storage does not give it away.',
  origin_unreachable: 'The storage does not answer.',
}

/** Anything else, an abort as well, ends it. */
function asFailure(tellsAll: boolean): (error: unknown) => Failure {
  return (error) => {
    if (!isFailure(error)) throw error
    const text = tellsAll ? undefined : PLAIN_TEXTS[error.code]
    return text === undefined ? error : new Failure(error.code, text, { cause: error })
  }
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

function presentMissing(lines: readonly string[]): ZipEntry {
  const head = 'These files could not be read and are not in this zip.\r\n\r\n'
  // A path may hold a line break, which must not look like another line.
  const text = head + lines.map((line) => `${line.replace(/[\r\n]+/g, '␤')}\r\n`).join('')
  return { name: MISSING_FILE, modifiedAt: new Date(), head: [Buffer.from(text)], rest: null }
}
