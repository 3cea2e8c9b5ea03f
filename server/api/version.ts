import { Failure } from '../lib/failures.ts'

/** @throws Failure `changed_meanwhile`: what is no version is no version that it has. */
export function readVersion(ifMatch: string | null): number | null {
  if (ifMatch === null || ifMatch === '*') return null
  if (/^\d{1,9}$/.test(ifMatch)) return Number(ifMatch)
  throw new Failure('changed_meanwhile', 'If-Match is not a version that this has.')
}
