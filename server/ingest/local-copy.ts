import { createWriteStream } from 'node:fs'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Failure } from '../lib/failures.ts'
import type { Origin } from '../origins/origin.ts'

/** imgix, Asset Manager: images up to 500 MB are managed. */
const MAX_MANAGED_BYTES = 500 * 10 ** 6

/**
 * Calls `use` with a file on this machine that holds the bytes at `path`: the Origin's own file where it has
 * one, else a copy that is deleted afterwards.
 * @throws Failure `too_large`, `timeout`
 * @returns what `use` returned and the ETag of just these bytes; null when there is no such file
 */
export async function withLocalFile<Result>(
  origin: Origin,
  path: string,
  signal: AbortSignal,
  use: (file: string) => Promise<Result>,
): Promise<{ result: Result; etag: string } | null> {
  if (origin.localFile) {
    const file = await origin.localFile(path)
    if (file === null) return null
    const result = await use(file)
    const { etag } = (await origin.stat(path, signal)) ?? { etag: '' }
    return { result, etag }
  }
  const opened = await origin.open(path, { signal })
  if (!opened) return null
  // What the Origin said of the file before may have been something else.
  if (opened.sizeBytes > MAX_MANAGED_BYTES) opened.body.destroy()
  refuseLarge(opened)
  const folder = await mkdtemp(join(tmpdir(), COPY_PREFIX))
  try {
    const file = join(folder, 'original')
    await copy(opened.body, file, signal)
    return { result: await use(file), etag: opened.etag }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const COPY_PREFIX = 'vitrine-read-'
const COPY_LIFE_HOURS = 24

/** Removes copies that processes which were killed have left behind. */
export async function removeOldCopies(): Promise<void> {
  const oldest = Date.now() - COPY_LIFE_HOURS * 3_600_000
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(COPY_PREFIX)) continue
    const folder = join(tmpdir(), name)
    const stats = await stat(folder).catch(() => null)
    // One of somebody else stays.
    if (stats && stats.mtimeMs < oldest) await rm(folder, { recursive: true }).catch(() => {})
  }
}

/** An Origin that drips is a place of a worker that no other file gets. */
const MAX_COPY_SECONDS = 900

/** @throws Failure `timeout` */
async function copy(body: Readable, file: string, signal: AbortSignal): Promise<void> {
  const late = AbortSignal.timeout(MAX_COPY_SECONDS * 1000)
  try {
    await pipeline(body, createWriteStream(file), { signal: AbortSignal.any([signal, late]) })
  } catch (error) {
    if (signal.aborted || !late.aborted) throw error
    const minutes = MAX_COPY_SECONDS / 60
    throw new Failure('timeout', `The Origin took more than ${minutes} minutes to send the file.`)
  }
}

/** @throws Failure `too_large` */
export function refuseLarge({ sizeBytes }: { sizeBytes: number }): void {
  if (sizeBytes <= MAX_MANAGED_BYTES) return
  const megabytes = Math.round(sizeBytes / 10 ** 6)
  throw new Failure('too_large', `The file has ${megabytes} MB; up to 500 MB are read.`)
}
