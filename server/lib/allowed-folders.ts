import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, relative, sep } from 'node:path'

/**
 * Whether a folder is there and lies in or below one of those that the operator has named, after all symbolic links.
 * @param path a relative one is never allowed
 */
export async function isAllowedFolder(path: string, roots: readonly string[]): Promise<boolean> {
  const folder = isAbsolute(path) ? await realFolder(path) : null
  if (folder === null) return false
  for (const root of roots) {
    const realRoot = await realFolder(root)
    if (realRoot !== null && isWithin(realRoot, folder)) return true
  }
  return false
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
