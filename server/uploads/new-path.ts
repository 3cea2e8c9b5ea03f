import { Failure } from '../lib/failures.ts'
import { checkPath } from '../origins/origin-path.ts'

/** What every provider takes: S3's limit, of the whole key. */
const MAX_KEY_BYTES = 1024

/**
 * Rules for files that do not exist yet, stricter than those for reading: what some provider, URL or file
 * system would not give back as it was.
 * @param prefix the folder of the bucket that is the Origin's root; see prefixOf
 * @throws Failure `invalid_path`
 */
export function checkNewPath(path: string, prefix: string): void {
  const fault = findPathFault(path, prefix)
  if (fault !== null) throw new Failure('invalid_path', fault)
}

/** A sentence about what is wrong; null when nothing is. */
export function findPathFault(path: string, prefix: string): string | null {
  const fault = findCharacterFault(path) ?? findSegmentFault(path)
  if (fault) return fault
  try {
    checkPath(path)
  } catch (error) {
    if (error instanceof Failure) return error.detail
    throw error
  }
  const bytes = Buffer.byteLength(prefix === '' ? path : `${prefix}/${path}`)
  if (bytes <= MAX_KEY_BYTES) return null
  const what = prefix === '' ? 'The path' : 'The path with the Source’s prefix'
  return `${what} is longer than ${MAX_KEY_BYTES} bytes.`
}

function findCharacterFault(path: string): string | null {
  if (path.includes('\0')) return 'The path contains a NUL character.'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (/[\u0001-\u001f\u007f]/.test(path)) {
    return 'The path contains a control character, such as a line break or a tab.'
  }
  return null
}

function findSegmentFault(path: string): string | null {
  if (path === '') return 'The path is empty.'
  if (path.startsWith('/')) return 'The path starts with a slash.'
  if (path.endsWith('/')) return 'The path ends with a slash, as that of a folder.'
  const segments = path.split('/')
  if (segments.includes('')) return 'The path contains two slashes in a row.'
  if (segments.includes('.')) return 'The path contains “.” as the name of a folder or file.'
  return null
}
