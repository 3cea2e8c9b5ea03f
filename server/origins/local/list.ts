import type { Dirent } from 'node:fs'
import { lstat, opendir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { isFailure } from '../../lib/failures.ts'
import type { OriginFile, SkippedEntry } from '../origin.ts'
import { MAX_PATH_BYTES, TOO_LONG } from '../origin-path.ts'
import { compareUtf8 } from '../utf8-order.ts'
import {
  DRAFT_PREFIX,
  explainLocal,
  findFile,
  meansForbidden,
  meansMissing,
  toOriginFile,
} from './path.ts'

const PAGE_FILES = 1000
const DRAFT_LIFE_HOURS = 24

interface Walk {
  root: string
  /** Paths up to and including this one are left out. */
  after: string
  onSkipped: (skipped: SkippedEntry) => void
  signal: AbortSignal | undefined
}

/** All files below a real root; the promise is that of Origin.list. */
export async function* listLocalFiles(walk: Walk): AsyncGenerator<OriginFile[]> {
  let paths: string[] = []
  for await (const path of walkFolder(walk)) {
    paths.push(path)
    if (paths.length < PAGE_FILES) continue
    yield* statPage(walk, paths)
    walk.signal?.throwIfAborted()
    paths = []
  }
  yield* statPage(walk, paths)
}

async function* statPage(walk: Walk, paths: string[]): AsyncGenerator<OriginFile[]> {
  const found = await Promise.all(paths.map((path) => statEntry(walk, path)))
  const files = found.filter((file) => file !== null)
  if (files.length > 0) yield files
}

async function statEntry({ root, onSkipped }: Walk, path: string): Promise<OriginFile | null> {
  try {
    const stats = await lstat(join(root, path), { bigint: true })
    if (stats.isFile()) return toOriginFile(path, stats)
    const linked = stats.isSymbolicLink() ? await findFile(root, path) : null
    if (!linked) onSkipped({ path, isFolder: false, reason: NO_FILE_BEHIND_LINK })
    return linked?.file ?? null
  } catch (cause) {
    if (meansMissing(cause)) return null
    if (!meansForbidden(cause) && !isFailure(cause, 'origin_refused')) {
      throw explainLocal(cause, path)
    }
    onSkipped({ path, isFolder: false, reason: 'Vitrine has no right to read it.' })
    return null
  }
}

const NO_FILE_BEHIND_LINK = 'It is a link that does not lead to a file inside the root.'

/** One folder being walked: `prefix` is empty or ends with a slash, as do the names of folders in it. */
interface Level {
  prefix: string
  names: string[]
  next: number
}

/**
 * The paths of all files and links in UTF-8 byte order. Holds the names of one folder per level.
 * Sorting the folder a as "a/" is what puts a-b.jpg before a/b.jpg, as in a bucket.
 */
async function* walkFolder(walk: Walk): AsyncGenerator<string> {
  const levels: Level[] = [await openLevel(walk, '')]
  for (let level = levels.at(-1); level; level = levels.at(-1)) {
    const name = level.names[level.next]
    level.next += 1
    if (name === undefined) levels.pop()
    else if (name.endsWith('/')) levels.push(await openLevel(walk, level.prefix + name))
    else yield level.prefix + name
  }
}

async function openLevel(walk: Walk, prefix: string): Promise<Level> {
  walk.signal?.throwIfAborted()
  const folder = join(walk.root, prefix)
  const names: string[] = []
  try {
    for await (const entry of await opendir(folder, BUFFER_NAMES)) {
      const name = readEntry(walk, prefix, entry as unknown as Dirent<Buffer>)
      if (name?.startsWith(DRAFT_PREFIX)) await removeOldDraft(join(folder, name))
      else if (name && isAfter(prefix + name, walk.after)) names.push(name)
    }
  } catch (cause) {
    leaveOut(walk, prefix, cause)
  }
  return { prefix, names: names.sort(compareUtf8), next: 0 }
}

// The types allow names as text only. Bytes are needed to tell names that are not UTF-8.
const BUFFER_NAMES = { encoding: 'buffer' as BufferEncoding, bufferSize: 256 }

/** The entry's name, with a slash behind it for a folder; null for what is not listed. */
function readEntry(walk: Walk, prefix: string, entry: Dirent<Buffer>): string | null {
  const name = entry.name.toString('utf8')
  const path = prefix + name
  if (name.includes('\uFFFD') && !Buffer.from(name).equals(entry.name)) {
    walk.onSkipped({ path, isFolder: entry.isDirectory(), reason: 'Its name is not valid UTF-8.' })
    return null
  }
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) {
    walk.onSkipped({ path, isFolder: entry.isDirectory(), reason: TOO_LONG })
    return null
  }
  if (entry.isDirectory()) return `${name}/`
  if (entry.isFile() || entry.isSymbolicLink()) return name
  walk.onSkipped({ path, isFolder: false, reason: 'It is neither a file nor a folder.' })
  return null
}

function isAfter(path: string, after: string): boolean {
  return compareUtf8(path, after) > 0 || (path.endsWith('/') && after.startsWith(path))
}

/** A draft this old belongs to a process that was killed. */
async function removeOldDraft(file: string): Promise<void> {
  const stats = await lstat(file).catch(() => null)
  const isOld = stats && Date.now() - stats.mtimeMs > DRAFT_LIFE_HOURS * 3_600_000
  if (isOld) await unlink(file).catch(() => {})
}

/** What can't be opened for lack of rights is left out; anything else would make files seem deleted. */
function leaveOut(walk: Walk, prefix: string, cause: unknown): void {
  if (prefix !== '' && meansMissing(cause)) return
  if (prefix === '' || !meansForbidden(cause)) throw explainLocal(cause, join(walk.root, prefix))
  const reason = 'Vitrine has no right to read this folder.'
  walk.onSkipped({ path: prefix.slice(0, -1), isFolder: true, reason })
}
