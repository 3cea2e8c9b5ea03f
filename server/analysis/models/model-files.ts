import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { isErrno } from '../../lib/failures.ts'
import type { Encoded } from './protobuf.ts'

/** SHA-256 in hexadecimal; null when there is no such file. */
export async function digestOf(file: string): Promise<string | null> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 })) hash.update(chunk)
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null
    throw error
  }
  return hash.digest('hex')
}

/** Writes a new file, down to the disk. Returns its SHA-256. */
export async function writeModel(file: string, model: Encoded): Promise<string> {
  const bytes = Buffer.concat(model.pieces, model.byteLength)
  await using handle = await open(file, 'wx')
  await handle.writeFile(bytes)
  await handle.sync()
  return createHash('sha256').update(bytes).digest('hex')
}
