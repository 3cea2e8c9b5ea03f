import { Failure, isErrno } from '../lib/failures.ts'

/** Names that differ by this differ for people, too: in more than their case or the width of their letters. */
export function foldName(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}

const UNIQUE_VIOLATION = '23505'

/** For `catch` behind what writes a name. @throws Failure `conflict` where a unique index has it already */
export function nameTaken(detail: string) {
  return (error: unknown): never => {
    if (!isErrno(error, UNIQUE_VIOLATION)) throw error
    throw new Failure('conflict', detail, { pointer: '/data/attributes/name' })
  }
}
