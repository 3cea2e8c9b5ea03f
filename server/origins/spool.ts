import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Failure } from '../lib/failures.ts'

/**
 * Storages want to know the length before the body, so a body of unknown length goes through a file. It is
 * deleted when `use` has ended.
 * @throws `limit.failure()` for a body beyond `limit.maxBytes`
 */
export async function withSpooled(
  body: Readable,
  limit: { maxBytes: number; failure(): Failure; signal: AbortSignal | undefined },
  use: (body: Readable, sizeBytes: number) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-upload-'))
  try {
    const file = join(folder, 'body')
    const spool = createWriteStream(file)
    await pipeline(body, atMost(limit), spool, { signal: limit.signal })
    await use(createReadStream(file), spool.bytesWritten)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function atMost({ maxBytes, failure }: { maxBytes: number; failure(): Failure }) {
  return async function* limit(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let seenBytes = 0
    for await (const chunk of chunks) {
      seenBytes += chunk.length
      if (seenBytes > maxBytes) throw failure()
      yield chunk
    }
  }
}
