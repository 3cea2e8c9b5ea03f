import { randomBytes } from 'node:crypto'
import { type FileHandle, open, statfs, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Failure } from '../lib/failures.ts'

/**
 * Storages want to know the length before the body, so a body of unknown length goes through a file. The file
 * has no name: its room is free again when `use` has ended, or this process, however that comes.
 * @throws `limit.failure()` for a body beyond `limit.maxBytes`; Failure `overloaded` when the disk is nearly full
 */
export async function withSpooled<Result>(
  body: Readable,
  limit: { maxBytes: number; failure(): Failure; signal: AbortSignal | undefined },
  use: (body: Readable, sizeBytes: number) => Promise<Result>,
): Promise<Result> {
  const { writer, reader } = await openNameless()
  const file = reader.createReadStream()
  try {
    const spool = writer.createWriteStream()
    await pipeline(body, withinLimits(limit), spool, { signal: limit.signal })
    return await use(file, spool.bytesWritten)
  } finally {
    file.destroy()
  }
}

/** Both ends of a file that has no name any more; streams close them. */
async function openNameless(): Promise<{ writer: FileHandle; reader: FileHandle }> {
  const name = join(tmpdir(), `vitrine-upload-${randomBytes(16).toString('hex')}`)
  const writer = await open(name, 'wx', 0o600)
  try {
    const reader = await open(name, 'r')
    await unlink(name)
    return { writer, reader }
  } catch (error) {
    await writer.close()
    throw error
  }
}

const LOOK_EVERY_BYTES = 16 * 2 ** 20

function withinLimits({ maxBytes, failure }: { maxBytes: number; failure(): Failure }) {
  return async function* limit(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let seenBytes = 0
    let nextLook = 0
    for await (const chunk of chunks) {
      seenBytes += chunk.length
      if (seenBytes > maxBytes) throw failure()
      if (seenBytes > nextLook) {
        nextLook = seenBytes + LOOK_EVERY_BYTES
        if (!hasRoom(await statfs(tmpdir()))) throw noRoom()
      }
      yield chunk
    }
  }
}

const KEPT_BYTES = 2 ** 30

/** Some of the disk stays free, of a small one a tenth: many such uploads are not to stop everything else. */
export function hasRoom(disk: { bavail: number; blocks: number; bsize: number }): boolean {
  const kept = Math.min(KEPT_BYTES, (disk.blocks * disk.bsize) / 10)
  return disk.bavail * disk.bsize >= kept
}

function noRoom(): Failure {
  const detail =
    'There is no room for a file of unknown size at this moment. Sent with its Content-Length, it needs none.'
  return new Failure('overloaded', detail, { retryAfterSeconds: 60 })
}
