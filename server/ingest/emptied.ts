import { findEnds, knowsAtLeast } from '../catalog/assets.ts'
import type { Db } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'

/** Removing an asset forgets what people said of it: a library is not emptied because of a mishap. */

/** So many assets do not vanish all at once unless a disk is not mounted or a prefix was mistyped. */
const SUSPICIOUSLY_MANY = 100

/** For a listing that has found nothing. @throws Failure `origin_unreachable` */
export async function refuseEmptied(db: Db, sourceId: number): Promise<void> {
  if (!(await knowsAtLeast(db, sourceId, SUSPICIOUSLY_MANY))) return
  throw new Failure(
    'origin_unreachable',
    'The Origin is empty all of a sudden, so nothing was removed. Is the disk mounted, is the bucket or prefix right?',
  )
}

/** Of the first and of the last paths, each. */
const OTHERS = 10

/**
 * For a look that has found none of its files: one of the others has to be there.
 * @throws Failure `origin_unreachable`
 */
export async function refuseVanished(
  db: Db,
  sourceId: number,
  isGone: (path: string) => Promise<boolean>,
): Promise<void> {
  if (!(await knowsAtLeast(db, sourceId, SUSPICIOUSLY_MANY))) return
  for (const path of await findEnds(db, sourceId, OTHERS)) {
    if (!(await isGone(path))) return
  }
  throw new Failure(
    'origin_unreachable',
    'The Origin says of one file after the other that it is gone, so nothing was removed. Is its address right?',
  )
}
