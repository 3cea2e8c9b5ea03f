import { Failure } from '../lib/failures.ts'

/** An entry of a PostgreSQL index holds some 2,700 bytes. S3 has 1,024, Linux 4,096. */
export const MAX_PATH_BYTES = 2048
export const TOO_LONG = `The path is longer than ${MAX_PATH_BYTES} bytes.`

/** @throws Failure `invalid_path` when no Origin can hold a file under this path. */
export function checkPath(path: string): void {
  const fault = findFault(path)
  if (fault) throw new Failure('invalid_path', fault)
}

function findFault(path: string): string | null {
  if (path === '') return 'The path is empty.'
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return TOO_LONG
  if (path.startsWith('/')) return 'The path starts with a slash.'
  if (path.includes('\0')) return 'The path contains a NUL character.'
  if (!path.isWellFormed()) return 'The path is not valid Unicode.'
  if (path.split('/').includes('..')) return 'The path contains “..”.'
  return null
}
