import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

const CHUNK_BYTES = 2 ** 20

/** SHA-256 of a file of this machine, in hex. What was read just now comes from memory. */
export async function hashContent(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    hash.update(chunk)
  }
  return hash.digest('hex')
}
