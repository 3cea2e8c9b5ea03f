import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Failure } from '../lib/failures.ts'
import { startSingleFlight } from '../lib/single-flight.ts'
import type { Origin, OriginFile } from '../origins/origin.ts'

/** Originals of far Origins as files on this machine, for as long as there is room. */
export interface Originals {
  /**
   * Calls `use` with a file that holds the bytes; it stays there until `use` is done.
   * @throws Failure `not_found` when it is gone, `too_large` beyond the limit of one file, `changed_meanwhile`
   *   when a file of this machine is another one by then, and what the Origin throws
   */
  withFile<Result>(
    source: { id: string; origin: Origin },
    file: OriginFile,
    use: (path: string) => Promise<Result>,
  ): Promise<Result>
}

export interface OriginalsOptions {
  folder: string
  /** Of all copies together. */
  maxBytes: number
  /** Of one file. imgix, "Asset Manager": images up to 500 MB. */
  maxFileBytes?: number
}

/** Downloads at the same time; further ones are refused. */
const MAX_FETCHES = 256

interface Copy {
  bytes: number
  users: number
}

export async function startOriginals(options: OriginalsOptions): Promise<Originals> {
  const { folder, maxBytes, maxFileBytes = 500 * 2 ** 20 } = options
  await mkdir(folder, { recursive: true })
  // Insertion order is order of use.
  const copies = await findCopies(folder)
  const fetchOnce = startSingleFlight<void>()
  const inTurn = limitFetches(maxBytes)

  async function fetchCopy(name: string, origin: Origin, { path }: OriginFile): Promise<void> {
    const draft = join(folder, `draft-${randomBytes(12).toString('hex')}`)
    try {
      const opened = await origin.open(path)
      if (!opened) throw new Failure('not_found', 'There is no such file.')
      // What the Origin said of the file before may have been something else.
      if (opened.sizeBytes > maxFileBytes) opened.body.destroy()
      refuseLarge(opened, maxFileBytes)
      await pipeline(opened.body, createWriteStream(draft))
      copies.set(name, { bytes: (await stat(draft)).size, users: 0 })
      await rename(draft, join(folder, name))
    } catch (error) {
      await rm(draft, { force: true })
      throw error
    }
  }

  async function makeRoom(): Promise<void> {
    let bytes = [...copies.values()].reduce((sum, copy) => sum + copy.bytes, 0)
    for (const [name, copy] of copies) {
      if (bytes <= maxBytes) return
      if (copy.users > 0) continue
      copies.delete(name)
      bytes -= copy.bytes
      await rm(join(folder, name), { force: true })
    }
  }

  async function withCopy<Result>(
    name: string,
    { origin, file }: { origin: Origin; file: OriginFile },
    use: (path: string) => Promise<Result>,
  ): Promise<Result> {
    // Another process that shares the folder may have made room.
    const isThere = copies.has(name) && (await exists(join(folder, name)))
    if (!isThere) await fetchOnce(name, () => inTurn(file, () => fetchCopy(name, origin, file)))
    const copy = copies.get(name) ?? { bytes: file.sizeBytes, users: 0 }
    copies.delete(name)
    copies.set(name, copy)
    copy.users += 1
    try {
      return await use(join(folder, name))
    } finally {
      copy.users -= 1
      await makeRoom()
    }
  }

  return {
    withFile: async ({ id, origin }, file, use) => {
      refuseLarge(file, maxFileBytes)
      if (origin.localFile) {
        const path = await origin.localFile(file.path)
        if (path === null) throw new Failure('not_found', 'There is no such file.')
        return readUnchanged(origin, file, () => use(path))
      }
      const text = `${id}\n${file.path}\n${file.etag}`
      const name = createHash('sha256').update(text).digest('hex')
      return withCopy(name, { origin, file }, use)
    },
  }
}

/** Somebody may write into a file of this machine while it is read: what was read of two versions is of neither. */
async function readUnchanged<Result>(
  origin: Origin,
  { path, etag }: OriginFile,
  read: () => Promise<Result>,
): Promise<Result> {
  const [result] = await Promise.allSettled([read()])
  const now = await origin.stat(path)
  if (now?.etag !== etag) throw new Failure('changed_meanwhile', 'The file has just been changed.')
  if (result.status === 'rejected') throw result.reason
  return result.value
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null)) !== null
}

/** Many large files fetched at the same time would fill the disk before there is room to be made. */
function limitFetches(mostBytes: number) {
  let running = 0
  let bytes = 0
  return async ({ sizeBytes }: OriginFile, fetch: () => Promise<void>): Promise<void> => {
    if (running >= MAX_FETCHES || (running > 0 && bytes + sizeBytes > mostBytes)) {
      const detail = 'Too many files are being fetched; try again in a moment.'
      throw new Failure('overloaded', detail, { retryAfterSeconds: 2 })
    }
    running += 1
    bytes += sizeBytes
    await fetch().finally(() => {
      running -= 1
      bytes -= sizeBytes
    })
  }
}

function refuseLarge({ sizeBytes }: { sizeBytes: number }, mostBytes: number): void {
  if (sizeBytes <= mostBytes) return
  const megabytes = Math.floor(mostBytes / 2 ** 20)
  throw new Failure('too_large', `Files of more than ${megabytes} MB are not rendered.`)
}

/** Copies of an earlier run; what it was writing when it ended is removed. */
async function findCopies(folder: string): Promise<Map<string, Copy>> {
  const found: { name: string; bytes: number; usedAt: number }[] = []
  for (const name of await readdir(folder)) {
    const facts = await stat(join(folder, name)).catch(() => null)
    const abandoned = name.startsWith('draft-') && Date.now() - (facts?.mtimeMs ?? 0) > 3_600_000
    if (abandoned) await rm(join(folder, name), { force: true })
    else if (facts && !name.startsWith('draft-')) {
      found.push({ name, bytes: facts.size, usedAt: facts.mtimeMs })
    }
  }
  found.sort((a, b) => a.usedAt - b.usedAt)
  return new Map(found.map(({ name, bytes }) => [name, { bytes, users: 0 }]))
}
