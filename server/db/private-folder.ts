import { lstat, mkdir } from 'node:fs/promises'
import { Failure } from '../lib/failures.ts'

/**
 * A folder that we alone can use, in a place where everybody may make some. Somebody who knows its name may
 * have been there first: whoever owns the folder of a socket can answer in the database's place.
 * @returns the folder
 * @throws Failure `not_ready` when what is there is not ours alone
 */
export async function makePrivateFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const found = await lstat(folder)
  // Windows knows no user ids, and gives everybody a temporary folder of their own.
  const user = process.getuid?.() ?? found.uid
  const isOurs = found.isDirectory() && found.uid === user
  if (isOurs && (process.platform === 'win32' || (found.mode & 0o077) === 0)) return folder
  throw new Failure(
    'not_ready',
    `${folder} is open to other users of this machine: remove it, or choose a shorter DATA_DIR.`,
  )
}
