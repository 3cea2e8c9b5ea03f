import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { distanceBetween, NEAR_BITS } from './looks.ts'

/**
 * What people have decided holds for an asset as long as it is what they have seen: the same bytes, or a picture that
 * hardly differs.
 * @param seen alias of decided_assets
 * @param now alias of asset_hashes
 */
export function holds(seen: string, now: string): RawBuilder<SqlBool> {
  const column = (table: string, name: string) => sql.ref(`${table}.${name}`)
  const distance = distanceBetween(column(seen, 'perceptual_hash'), column(now, 'perceptual_hash'))
  return sql<SqlBool>`(${column(seen, 'content_hash')} = ${column(now, 'content_hash')}
    or ${distance} <= ${sql.lit(NEAR_BITS)})`
}

/** Which assets people have called different from each of these, and nobody has called copies since. */
export async function findDifferent(
  db: Db,
  sourceId: number,
  assetIds: readonly number[],
): Promise<Map<number, Set<number>>> {
  const { rows } = await sql<{ id: number; other: number }>`
    select a.id, b.id as other
    from assets a
    join asset_hashes ha on ha.asset_id = a.id
    join decided_assets x on x.source_id = a.source_id and x.origin_path = a.origin_path and ${holds('x', 'ha')}
    join duplicate_decisions d on d.id = x.decision_id and d.decision = 'different'
    join decided_assets y on y.decision_id = d.id and y.origin_path <> x.origin_path
    join assets b on b.source_id = y.source_id and b.origin_path = y.origin_path
    join asset_hashes hb on hb.asset_id = b.id and ${holds('y', 'hb')}
    where a.source_id = ${sourceId} and a.id = any(${sql.val(assetIds)}::bigint[])
      and not ${isOutdated(sql`x`, sql`y`, sql`d`)}`.execute(db)
  const pairs = Map.groupBy(rows, ({ id }) => id)
  return new Map(
    [...pairs].map(([id, others]) => [id, new Set(others.map(({ other }) => other))] as const),
  )
}

/** Whether a later decision says something else about both of two decided assets. */
export function isOutdated(
  one: RawBuilder<unknown>,
  other: RawBuilder<unknown>,
  decision: RawBuilder<unknown>,
): RawBuilder<SqlBool> {
  return sql<SqlBool>`exists (
    select from decided_assets l1
    join decided_assets l2 on l2.decision_id = l1.decision_id and l2.origin_path = ${other}.origin_path
    join duplicate_decisions later on later.id = l1.decision_id
    where l1.source_id = ${one}.source_id and l1.origin_path = ${one}.origin_path
      and later.id > ${decision}.id and later.decision <> ${decision}.decision)`
}
