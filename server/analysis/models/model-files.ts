import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isErrno } from '../../lib/failures.ts'
import type { Encoded } from './protobuf.ts'

/** Models on their way to be whole. */
export const DRAFT = '.draft'
/** No conversion takes nearly as long: whoever began it is gone. */
const ABANDONED_MS = 3_600_000

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

/** Removes what killed processes left behind. */
export async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith(DRAFT)) continue
    const file = join(folder, name)
    const info = await stat(file).catch(() => null) // its owner may be done with it by now
    if (info && Date.now() - info.mtimeMs > ABANDONED_MS) await rm(file, { force: true })
  }
}
