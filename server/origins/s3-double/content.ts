import { createHash } from 'node:crypto'
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'

/** The bytes of an object or of a part. */
export interface StoredContent {
  sizeBytes: number
  /** In hex. */
  md5: string
  /** All of it: for tests, of small objects. */
  read(): Buffer
  /** From the first byte to the last, both inclusive. */
  stream(start: number, end: number): Readable
  /** Frees what it takes on the disk. */
  remove(): void
}

export interface ReceivedContent extends StoredContent {
  /** In hex; of the body that was asked for it. */
  sha256?: string | undefined
  crc32: number
}

/** Which checks of the body are wanted beside its MD5; they take their time. */
export interface WantedHashes {
  sha256: boolean
  crc32: boolean
}

export interface ContentStore {
  /** Reads the body to its end, and keeps none of it when it breaks off. */
  receive(body: AsyncIterable<Buffer>, wanted: WantedHashes): Promise<ReceivedContent>
  close(): void
}

/** What is longer goes to the disk: parts of a large file, too. */
const MAX_IN_MEMORY_BYTES = 2 ** 20
/** What is left of a discarded body. */
const KEPT_BYTES = 2 ** 16

/**
 * Small bodies in memory, others in a temporary folder.
 * @param discards keeps the first 64 KiB of the longer ones only; the rest is read as zeros
 */
export function openContentStore(discards: boolean): ContentStore {
  let folder: string | null = null
  let count = 0
  const nextFile = () => {
    folder ??= mkdtempSync(join(tmpdir(), `s3-double-${process.pid}-`))
    count += 1
    return join(folder, String(count))
  }
  return {
    receive: (body, wanted) => receive(body, wanted, discards ? null : nextFile),
    close: () => folder !== null && rmSync(folder, { recursive: true, force: true }),
  }
}

async function receive(
  body: AsyncIterable<Buffer>,
  wanted: WantedHashes,
  nextFile: (() => string) | null,
): Promise<ReceivedContent> {
  const md5 = createHash('md5')
  const sha256 = wanted.sha256 ? createHash('sha256') : null
  const spool = openSpool(nextFile)
  let crc = 0
  try {
    for await (const chunk of body) {
      md5.update(chunk)
      sha256?.update(chunk)
      if (wanted.crc32) crc = crc32(chunk, crc)
      await spool.add(chunk)
    }
  } catch (error) {
    await spool.abandon()
    throw error
  }
  const content = await spool.end(md5.digest('hex'))
  return { ...content, sha256: sha256?.digest('hex'), crc32: crc }
}

/** Holds the first bytes, and has a file, or nothing, for the rest. */
function openSpool(nextFile: (() => string) | null) {
  const kept: Buffer[] = []
  let sizeBytes = 0
  let isLong = false
  let file: { path: string; handle: Awaited<ReturnType<typeof open>> } | null = null
  return {
    async add(chunk: Buffer) {
      sizeBytes += chunk.length
      if (!isLong && sizeBytes > MAX_IN_MEMORY_BYTES) {
        isLong = true
        if (nextFile) {
          const path = nextFile()
          file = { path, handle: await open(path, 'wx') }
          for (const earlier of kept.splice(0)) await file.handle.appendFile(earlier)
        }
      }
      if (!isLong) kept.push(chunk)
      else await file?.handle.appendFile(chunk)
    },
    async abandon() {
      await file?.handle.close()
      if (file) await rm(file.path, { force: true })
    },
    async end(md5: string): Promise<StoredContent> {
      await file?.handle.close()
      if (file) return contentOfFile(file.path, sizeBytes, md5)
      const first = Buffer.concat(kept, isLong ? KEPT_BYTES : sizeBytes)
      return isLong ? contentOfZeros(first, sizeBytes, md5) : contentOf(first, md5)
    },
  }
}

export function contentOf(bytes: Buffer, md5 = md5Of(bytes)): StoredContent {
  return {
    sizeBytes: bytes.length,
    md5,
    read: () => bytes,
    stream: (start, end) => Readable.from([bytes.subarray(start, end + 1)]),
    remove: () => {},
  }
}

function md5Of(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex')
}

function contentOfFile(path: string, sizeBytes: number, md5: string): StoredContent {
  return {
    sizeBytes,
    md5,
    read: () => readFileSync(path),
    stream: (start, end) => createReadStream(path, { start, end }),
    remove: () => rmSync(path, { force: true }),
  }
}

const ZEROS = Buffer.alloc(65_536)

function contentOfZeros(first: Buffer, sizeBytes: number, md5: string): StoredContent {
  return {
    sizeBytes,
    md5,
    read: () => Buffer.concat([first], sizeBytes),
    stream: (start, end) => {
      const chunks = function* () {
        for (let at = start; at <= end; ) {
          const source = at < first.length ? first.subarray(at) : ZEROS
          const chunk = source.subarray(0, end + 1 - at)
          at += chunk.length
          yield chunk
        }
      }
      return Readable.from(chunks())
    },
    remove: () => {},
  }
}

/** One after the other, without copying them. */
export function joinContents(parts: readonly StoredContent[]): StoredContent {
  const md5s = Buffer.from(parts.map(({ md5 }) => md5).join(''), 'hex')
  return {
    sizeBytes: parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    md5: md5Of(md5s),
    read: () => Buffer.concat(parts.map((part) => part.read())),
    stream: (start, end) => Readable.from(streamParts(parts, start, end)),
    remove: () => {
      for (const part of parts) part.remove()
    },
  }
}

async function* streamParts(parts: readonly StoredContent[], start: number, end: number) {
  let partStart = 0
  for (const part of parts) {
    const first = Math.max(start, partStart) - partStart
    const last = Math.min(end, partStart + part.sizeBytes - 1) - partStart
    if (first <= last) yield* part.stream(first, last)
    partStart += part.sizeBytes
  }
}
