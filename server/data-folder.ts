import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isErrno } from './lib/failures.ts'

/**
 * Makes DATA_DIR, with the copies and renderings of files that not everybody on this machine may read. What
 * is there already stays as its owner made it.
 */
export async function makeDataFolder(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true })
  // Root's PostgreSQL runs as another user, who has to walk through.
  await makeFolder(folder, process.getuid?.() === 0 ? 0o711 : 0o700)
  await makeFolder(join(folder, 'cache'), 0o700)
}

async function makeFolder(folder: string, mode: number): Promise<void> {
  try {
    await mkdir(folder, { mode })
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error
  }
}
