import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, relative, sep } from 'node:path'
import { Failure } from '../lib/failures.ts'

/**
 * A key with the permission Sources must not make every folder of the server public: a local Source lies
 * in or below one of the folders that the operator has named, after all symbolic links.
 * @throws Failure `invalid_body`, worded the same for what does not exist and for what is not allowed
 */
export async function checkLocalPath(path: string, roots: readonly string[]): Promise<void> {
  const folder = isAbsolute(path) ? await realFolder(path) : null
  for (const root of roots) {
    const realRoot = await realFolder(root)
    if (folder !== null && realRoot !== null && isWithin(realRoot, folder)) return
  }
  const detail =
    'deployment.local_path: This has to be the absolute path of a folder below one that the operator ' +
    'allows (setting LOCAL_ROOTS).'
  throw new Failure('invalid_body', detail, { pointer: '/data/attributes/deployment/local_path' })
}

async function realFolder(path: string): Promise<string | null> {
  try {
    const real = await realpath(path)
    return (await stat(real)).isDirectory() ? real : null
  } catch {
    return null
  }
}

function isWithin(root: string, folder: string): boolean {
  const way = relative(root, folder)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
