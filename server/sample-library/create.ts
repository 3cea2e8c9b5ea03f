import { access, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startChildPool } from '../lib/child-pool.ts'
import { isErrno } from '../lib/failures.ts'
import { type DrawTask, draftOf } from './draft.ts'
import type { Sample } from './sample.ts'
import { listSamples } from './samples.ts'

export interface SampleLibraryOptions {
  /** After each file, with the number of files there are now, of all, and the file's path. */
  onProgress?(done: number, total: number, name: string): void
  signal?: AbortSignal
  /** All of them, unless told. */
  samples?: readonly Sample[]
}

/**
 * Fills an existing folder with the sample library, drawn by two child processes. What is there already
 * stays as it is, so a library that was cut short is completed by the next call.
 * @throws the signal's reason when aborted; an error of the file system when the folder can't be written.
 */
export async function createSampleLibrary(
  folder: string,
  { onProgress, signal, samples = listSamples() }: SampleLibraryOptions = {},
): Promise<void> {
  const missing = await findMissing(folder, samples)
  if (missing.length === 0) return
  const pool = startChildPool<DrawTask, void>({
    module: new URL('./draw-child.ts', import.meta.url),
    size: 2,
    taskTimeoutSeconds: 180,
    crashDetail: 'Drawing a picture of the sample library ended its process.',
  })
  let done = samples.length - missing.length
  try {
    await Promise.all(
      missing.map(async ({ path }) => {
        await pool.run({ folder, path }, signal)
        done += 1
        onProgress?.(done, samples.length, path)
      }),
    )
  } finally {
    await pool.close()
  }
}

/** Also sweeps away the drafts of a process that was killed. */
async function findMissing(folder: string, samples: readonly Sample[]): Promise<Sample[]> {
  const missing: Sample[] = []
  for (const sample of samples) {
    await rm(draftOf(folder, sample.path), { force: true })
    if (!(await exists(join(folder, sample.path)))) missing.push(sample)
  }
  return missing
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file)
    return true
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false
    throw error
  }
}
