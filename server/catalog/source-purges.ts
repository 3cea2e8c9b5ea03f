import type { SourcePurges } from '../../contract/purges.ts'
import type { Db } from '../db/tables.ts'
import { unknownSource } from './sources.ts'

/** More different beginnings are not remembered: whoever renders looks at all of them. */
const MOST = 100

/**
 * Every rendering of files whose path begins so is too old from now on, in all processes as soon as they read
 * the Source again. Costs the same for ten files and ten million.
 * @param prefix without a leading slash; '' is the whole Source
 * @throws Failure `not_found`
 */
export async function purgeBelow(
  db: Db,
  { accountId, publicId, prefix }: { accountId: number; publicId: string; prefix: string },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const found = await tx
      .selectFrom('sources')
      .select(['id', 'purges'])
      .where('account_id', '=', accountId)
      .where('public_id', '=', publicId)
      .where('deleted_at', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!found) throw unknownSource()
    const purges = JSON.stringify(planPurge(found.purges, prefix))
    await tx.updateTable('sources').set({ purges }).where('id', '=', found.id).execute()
  })
}

/**
 * With one purge more. What lies within it needs no number of its own any more. Of too many the oldest comes to hold
 * for the whole Source: of what was made before that, hardly anything is left.
 */
export function planPurge({ count, below }: SourcePurges, prefix: string): SourcePurges {
  const number = count + 1
  const others = below.filter(([one]) => !one.startsWith(prefix))
  if (others.length < MOST) return { count: number, below: [...others, [prefix, number]] }
  const inOrder = others.filter(([one]) => one !== '').toSorted(([, a], [, b]) => a - b)
  const [[, oldest] = ['', 0], ...kept] = inOrder
  return { count: number, below: [['', oldest], ...kept, [prefix, number]] }
}
