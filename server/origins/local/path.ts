import type { BigIntStats } from 'node:fs'
import { lstat, realpath } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { Failure, isErrno } from '../../lib/failures.ts'
import type { OriginFile } from '../origin.ts'
import { checkPath } from '../origin-path.ts'

/** Files we are still writing: invisible in the folder of their target until they are complete. */
export const DRAFT_PREFIX = '.vitrine-draft-'

/** @throws Failure `origin_unreachable` or `origin_refused` naming the folder. */
export async function findRoot(folder: string): Promise<string> {
  try {
    const root = await realpath(folder)
    if ((await lstat(root)).isDirectory()) return root
  } catch (cause) {
    throw explainLocal(cause, folder)
  }
  throw new Failure('origin_unreachable', `${folder} is not a folder.`)
}

/**
 * The real file behind a path, which may not exist as a plain file; null when nothing can be there.
 *
 * A link to a file is followed while its target is inside the root; a linked folder never is, so that the
 * same file has one path and no walk goes in circles.
 */
export async function findReal(root: string, path: string): Promise<string | null> {
  checkPath(path)
  if (!canBeFile(path)) return null
  const file = join(root, path)
  try {
    const real = await realpath(file)
    if (real === file) return real
    const isPlainFolder = (await realpath(dirname(file))) === dirname(file)
    return isPlainFolder && isInside(root, real) ? real : null
  } catch (cause) {
    if (meansMissing(cause)) return null
    throw explainLocal(cause, path)
  }
}

/** A plain file, and where it really is; null when there is none. */
export async function findFile(
  root: string,
  path: string,
): Promise<{ file: OriginFile; real: string } | null> {
  const real = await findReal(root, path)
  if (!real) return null
  try {
    const stats = await lstat(real, { bigint: true })
    return stats.isFile() ? { file: toOriginFile(path, stats), real } : null
  } catch (cause) {
    if (meansMissing(cause)) return null
    throw explainLocal(cause, path)
  }
}

/** Size and time alone would miss a file that another of the same age and size was moved onto. */
export function toOriginFile(
  path: string,
  { size, mtimeNs, mtimeMs, ino }: BigIntStats,
): OriginFile {
  const etag = [size, mtimeNs, ino].map((part) => part.toString(16)).join('-')
  return { path, sizeBytes: Number(size), etag, modifiedAt: new Date(Number(mtimeMs)) }
}

/** False for paths that the file system would read as another path, and for our own drafts. */
export function canBeFile(path: string): boolean {
  const segments = path.split('/')
  if (segments.includes('') || segments.includes('.')) return false
  if (sep === '\\' && /[\\:]/.test(path)) return false
  return !segments.some((segment) => segment.startsWith(DRAFT_PREFIX))
}

function isInside(root: string, file: string): boolean {
  return file.startsWith(root.endsWith(sep) ? root : root + sep)
}

const MISSING = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ENXIO']

export function meansMissing(error: unknown): boolean {
  return MISSING.some((code) => isErrno(error, code))
}

export function meansForbidden(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'EROFS'].some((code) => isErrno(error, code))
}

/** An error of the operating system as a Failure about this file or folder. */
export function explainLocal(cause: unknown, what: string): Failure {
  if (cause instanceof Failure) return cause
  if (meansForbidden(cause)) {
    return new Failure('origin_refused', `Vitrine has no right to use ${what}.`, { cause })
  }
  if (isErrno(cause, 'ENOSPC') || isErrno(cause, 'EDQUOT')) {
    return new Failure('origin_refused', `There is no space left to write ${what}.`, { cause })
  }
  if (meansMissing(cause)) {
    return new Failure('origin_unreachable', `${what} does not exist.`, { cause })
  }
  return new Failure('origin_unreachable', `${what} could not be read or written.`, { cause })
}
