import { Failure } from '../lib/failures.ts'
import type { ByteRange } from './origin.ts'

/**
 * First and last byte to read of a file of this size.
 * @throws Failure `range_not_satisfiable` when no byte of the file is in the range.
 */
export function planRange(range: ByteRange, sizeBytes: number): { start: number; end: number } {
  const { start, end = Number.POSITIVE_INFINITY } = range
  if (start < 0 || end < start || start >= sizeBytes) throw outOfRange(sizeBytes)
  return { start, end: Math.min(end, sizeBytes - 1) }
}

export function outOfRange(sizeBytes: number | null): Failure {
  const size = sizeBytes === null ? '' : ` The file has ${sizeBytes} bytes.`
  return new Failure('range_not_satisfiable', `The range lies outside the file.${size}`)
}
