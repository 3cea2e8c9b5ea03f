import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { Failure } from '../../lib/failures.ts'
import { planRange } from '../byte-range.ts'
import { endAfter } from '../end-after.ts'
import type { ByteRange, ListableOrigin, ListOptions, OpenedFile } from '../origin.ts'
import { listLocalFiles } from './list.ts'
import { explainLocal, findFile, findReal, findRoot, meansMissing, toOriginFile } from './path.ts'

/** For so long a folder is taken to be where it was: two of four looks at the disk for each rendering. */
const ROOT_MS = 1000

/**
 * An Origin in a folder of this machine.
 *
 * Links to files inside the root are followed, all others and linked folders are not. Names that are not
 * UTF-8, devices, pipes, sockets and folders without the right to read them are left out of the list.
 */
export function localFolder(folder: string): ListableOrigin {
  let last = { root: '', foundAt: Number.NEGATIVE_INFINITY }
  /** That something is not there is only said of the folder as it is now, which may not be there itself. */
  async function find(path: string) {
    const isFresh = performance.now() - last.foundAt < ROOT_MS
    const found = isFresh ? await findFile(last.root, path) : null
    if (found) return found
    last = { root: await findRoot(folder), foundAt: performance.now() }
    return await findFile(last.root, path)
  }
  return {
    async *list({ after = '', upTo, signal, onSkipped = () => {} }: ListOptions = {}) {
      signal?.throwIfAborted()
      const root = await findRoot(folder)
      yield* endAfter(upTo, listLocalFiles({ root, after, signal, onSkipped }))
    },
    async stat(path, signal) {
      signal?.throwIfAborted()
      return (await find(path))?.file ?? null
    },
    async open(path, { range, signal } = {}) {
      signal?.throwIfAborted()
      return openLocalFile(await findRoot(folder), path, range, signal)
    },
    async localFile(path) {
      return (await find(path))?.real ?? null
    },
    close: async () => {},
  }
}

async function openLocalFile(
  root: string,
  path: string,
  range: ByteRange | undefined,
  signal: AbortSignal | undefined,
): Promise<OpenedFile | null> {
  const handle = await openReal(root, path)
  if (!handle) return null
  try {
    const stats = await handle.stat({ bigint: true })
    const file = stats.isFile() ? toOriginFile(path, stats) : null
    const part =
      file && (range || file.sizeBytes > 0) ? planRange(range ?? WHOLE, file.sizeBytes) : null
    if (file && part) return { ...file, body: handle.createReadStream({ ...part, signal }) }
    await handle.close()
    return file && { ...file, body: Readable.from([]) }
  } catch (error) {
    await handle.close()
    throw error instanceof Failure ? error : explainLocal(error, path)
  }
}

const WHOLE: ByteRange = { start: 0 }

// O_NOFOLLOW refuses a link put in the place of the file since it was looked at; O_NONBLOCK keeps a pipe
// put there from waiting for a writer for ever.
const READ_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

async function openReal(root: string, path: string): Promise<FileHandle | null> {
  const real = await findReal(root, path)
  try {
    return real ? await open(real, READ_FLAGS) : null
  } catch (cause) {
    if (meansMissing(cause)) return null
    throw explainLocal(cause, path)
  }
}
