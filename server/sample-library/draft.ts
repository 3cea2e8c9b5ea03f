import { constants, copyFile, link, mkdir, rm, utimes, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isErrno } from '../lib/failures.ts'

/** Draw the sample with this path into this folder. */
export interface DrawTask {
  folder: string
  path: string
}

/** Local origins neither list nor serve names that begin so. */
const DRAFT_PREFIX = '.vitrine-draft-'

/** Where a file is before it is whole: beside its place, under a name that a second attempt finds again. */
export function draftOf(folder: string, path: string): string {
  const file = join(folder, path)
  return join(dirname(file), DRAFT_PREFIX + basename(file))
}

/** Puts a whole file in its place at once, dated as given; a file that is there already stays. */
export async function publish(task: DrawTask, bytes: Uint8Array, modifiedAt: Date): Promise<void> {
  const file = join(task.folder, task.path)
  const draft = draftOf(task.folder, task.path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(draft, bytes)
  await utimes(draft, modifiedAt, modifiedAt)
  try {
    // link() fails when the target exists, which makes "never overwrite" atomic.
    await link(draft, file)
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) await copyInstead(draft, file, modifiedAt, error)
  }
  await rm(draft)
}

/** Some file systems (exFAT, some network shares) have no links. */
async function copyInstead(
  draft: string,
  file: string,
  modifiedAt: Date,
  cause: unknown,
): Promise<void> {
  const noLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].some((code) => isErrno(cause, code))
  if (!noLinks) throw cause
  await copyFile(draft, file, constants.COPYFILE_EXCL)
  await utimes(file, modifiedAt, modifiedAt)
}
