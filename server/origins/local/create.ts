import { randomBytes } from 'node:crypto'
import type { WriteStream } from 'node:fs'
import { type FileHandle, link, lstat, mkdir, open, rename, rmdir, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Failure, isErrno } from '../../lib/failures.ts'
import { exactLength } from '../exact-length.ts'
import { checkPath } from '../origin-path.ts'
import { canBeFile, DRAFT_PREFIX, explainLocal } from './path.ts'

interface Draft {
  file: string
  handle: FileHandle
  /** Folders made for it, outermost first. */
  madeFolders: string[]
}

/** What came in during a write goes out with the next one: a network's chunks are small. */
const WRITTEN_AT_ONCE = 2 ** 20

/** Puts a finished draft in its place. */
export type Publish = (draftFile: string, target: string, path: string) => Promise<void>

/**
 * Writes the body to root/path, going by the promises of UploadTarget: `create` with publishNew, `replace`
 * with publishOver.
 */
export async function writeLocalFile(
  root: string,
  path: string,
  body: Readable,
  options: { sizeBytes?: number; signal?: AbortSignal; publish: Publish },
): Promise<void> {
  checkPath(path)
  if (!canBeFile(path)) throw new Failure('invalid_path', 'A folder can’t hold this path.')
  const target = join(root, path)
  if (options.publish === publishNew) await refuseTaken(target, path)
  const draft = await openDraft(root, path)
  try {
    const { sizeBytes, signal } = options
    const file = draft.handle.createWriteStream({ flush: true, highWaterMark: WRITTEN_AT_ONCE })
    flushMeanwhile(draft.handle, file)
    await pipeline(body, exactLength(sizeBytes), file, { signal })
    await options.publish(draft.file, target, path)
  } catch (error) {
    await unlink(draft.file).catch(() => {})
    for (const folder of draft.madeFolders.toReversed()) await rmdir(folder).catch(() => {})
    throw error
  }
  await unlink(draft.file).catch(() => {})
  for (const folder of [...draft.madeFolders, target]) await syncFolder(dirname(folder))
}

const FLUSHED_AT_ONCE = 32 * 2 ** 20

/** The disk works while more is coming in, so that the flush at the end has little left to do. */
function flushMeanwhile(handle: FileHandle, file: WriteStream): void {
  let flushedBytes = 0
  let isFlushing = false
  file.on('drain', () => {
    if (isFlushing || file.bytesWritten - flushedBytes < FLUSHED_AT_ONCE) return
    isFlushing = true
    flushedBytes = file.bytesWritten
    const flushed = () => {
      isFlushing = false
    }
    // What goes wrong here goes wrong at the end as well, where it counts.
    handle.datasync().then(flushed, flushed)
  })
}

async function refuseTaken(target: string, path: string): Promise<void> {
  try {
    await lstat(target)
  } catch (cause) {
    if (isErrno(cause, 'ENOENT') || isErrno(cause, 'ENOTDIR')) return
    if (isErrno(cause, 'ENAMETOOLONG')) {
      throw new Failure('invalid_path', 'The path is too long for the file system.', { cause })
    }
    throw explainLocal(cause, path)
  }
  throw pathTaken(path)
}

function pathTaken(path: string, cause?: unknown): Failure {
  return new Failure('path_taken', `There is something at ${path} already.`, { cause })
}

/** Tries again when another writer, having failed, removed the folder it had made and we had found. */
async function openDraft(root: string, path: string): Promise<Draft> {
  const name = DRAFT_PREFIX + randomBytes(16).toString('hex')
  for (let attempt = 1; ; attempt += 1) {
    const madeFolders = await makeFolders(root, path.split('/').slice(0, -1))
    const file = join(root, dirname(path), name)
    try {
      return { file, handle: await open(file, 'wx'), madeFolders }
    } catch (cause) {
      if (!isErrno(cause, 'ENOENT') || attempt === 5) throw explainLocal(cause, path)
    }
  }
}

/** One by one, since mkdir's own recursion would go through a link and out of the root. */
async function makeFolders(root: string, names: string[]): Promise<string[]> {
  const made: string[] = []
  let folder = root
  for (const name of names) {
    folder = join(folder, name)
    try {
      await mkdir(folder)
      made.push(folder)
    } catch (cause) {
      if (isErrno(cause, 'ENOENT')) return made
      if (!isErrno(cause, 'EEXIST')) throw explainLocal(cause, folder)
      if (!(await lstat(folder)).isDirectory()) throw notFolder(name)
    }
  }
  return made
}

function notFolder(name: string): Failure {
  return new Failure('path_taken', `“${name}” is a file or a link, so nothing can be put below it.`)
}

/** link() fails when the target exists, which makes "never overwrite" hold against racing writers too. */
export async function publishNew(draftFile: string, target: string, path: string): Promise<void> {
  try {
    await link(draftFile, target)
  } catch (cause) {
    if (isErrno(cause, 'EEXIST')) throw pathTaken(path, cause)
    if (isErrno(cause, 'EPERM') || isErrno(cause, 'ENOTSUP') || isErrno(cause, 'ENOSYS')) {
      const detail =
        'The file system of this folder knows no hard links, which Vitrine needs to write.'
      throw new Failure('origin_refused', detail, { cause })
    }
    throw explainLocal(cause, path)
  }
}

/** A folder or a link is never replaced, only a file or nothing. */
export async function publishOver(draftFile: string, target: string, path: string): Promise<void> {
  try {
    const present = await lstat(target).catch((cause) => {
      if (isErrno(cause, 'ENOENT')) return null
      throw cause
    })
    if (present && !present.isFile()) throw pathTaken(path)
    await rename(draftFile, target)
  } catch (cause) {
    throw cause instanceof Failure ? cause : explainLocal(cause, path)
  }
}

/** Makes new names in a folder survive a power cut, where the system can do that. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

/**
 * Makes and removes a file in the root, and a hard link to it.
 * @throws Failure `origin_refused` where Vitrine can't write, or not without overwriting
 */
export async function tryLinks(root: string): Promise<void> {
  const draft = await openDraft(root, 'probe')
  const linked = `${draft.file}-linked`
  try {
    await publishNew(draft.file, linked, 'probe')
  } finally {
    await draft.handle.close()
    await Promise.all([draft.file, linked].map((file) => unlink(file).catch(() => {})))
  }
}
