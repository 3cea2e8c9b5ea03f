import { type Kysely, sql } from 'kysely'
import type { Database, Db } from '../../db/tables.ts'
import { groupNear } from './group-near.ts'
import { lockAssetsById, lockLikeness } from './likeness-lock.ts'
import { preferIndexes } from './looks.ts'
import { refreshGroups } from './refresh-groups.ts'
import { refreshMarks } from './refresh-marks.ts'

/** What has new hashes, or has left a group, since the groups were looked after. */
interface Change {
  id: number
  assetId: number | null
  groupId: number | null
}

/** Small, since readings of the same assets wait for it. */
const BATCH = 200

/**
 * Brings the groups of duplicates, and the marks of copies, up to date with some of what has changed. Each step is a
 * transaction of its own, so that it locks assets once; after an end half-way all of them are repeated.
 * @returns false when there was nothing to do
 */
export async function groupDuplicates(db: Kysely<Database>, sourceId: number): Promise<boolean> {
  const changes = await findChanges(db, sourceId)
  if (changes.length === 0) return false
  const assetIds = [...new Set(changes.flatMap(({ assetId }) => assetId ?? []))]
  const step = (work: (tx: Db) => Promise<void>) =>
    db.transaction().execute(async (tx) => {
      await preferIndexes(tx)
      await lockLikeness(tx, sourceId)
      await work(tx)
    })
  await step(async (tx) => {
    await refreshMarks(tx, { sourceId, paths: await findPaths(tx, changes), by: null })
  })
  await step((tx) => groupSame(tx, sourceId, assetIds))
  await step((tx) => groupNear(tx, sourceId, assetIds))
  await step((tx) => settle(tx, sourceId, changes))
  return true
}

async function findChanges(db: Db, sourceId: number): Promise<Change[]> {
  return await db
    .selectFrom('hash_changes')
    .select(['id', 'asset_id as assetId', 'group_id as groupId'])
    .where('source_id', '=', sourceId)
    .orderBy('id')
    .limit(BATCH)
    .execute()
}

/** Of the assets that changed, and of those in the groups that lost one that people have decided about. */
async function findPaths(db: Db, changes: readonly Change[]): Promise<string[]> {
  const { rows } = await sql<{ path: string }>`
    select a.origin_path as path from assets a where a.id = any(${idsOf(changes, 'assetId')}::bigint[])
    union
    select a.origin_path
    from unnest(${idsOf(changes, 'groupId')}::bigint[]) as g (id), lateral (
      select asset_id from asset_hashes where same_group_id = g.id
      union all select asset_id from asset_hashes where near_group_id = g.id
    ) h
    join assets a on a.id = h.asset_id
    where exists (select from decided_assets x
      where x.source_id = a.source_id and x.origin_path = a.origin_path)`.execute(db)
  return rows.map(({ path }) => path)
}

function idsOf(changes: readonly Change[], member: 'id' | 'assetId' | 'groupId') {
  return sql.val([...new Set(changes.flatMap((change) => change[member] ?? []))])
}

/** Counts the groups these assets are in or were in. */
async function settle(tx: Db, sourceId: number, changes: readonly Change[]): Promise<void> {
  await sql`delete from hash_changes
    where source_id = ${sourceId} and id = any(${idsOf(changes, 'id')}::bigint[])`.execute(tx)
  const { rows } = await sql<{ id: number }>`
    select distinct g.id from asset_hashes h, unnest(array[h.same_group_id, h.near_group_id]) as g (id)
    where h.asset_id = any(${idsOf(changes, 'assetId')}::bigint[]) and g.id is not null`.execute(tx)
  const groupIds = [...changes.flatMap(({ groupId }) => groupId ?? []), ...rows.map(({ id }) => id)]
  await refreshGroups(tx, sourceId, [...new Set(groupIds)])
}

async function groupSame(tx: Db, sourceId: number, assetIds: number[]): Promise<void> {
  const changed = sql.val(assetIds)
  await sql`
    insert into duplicate_groups (source_id, content_hash)
    select distinct h.source_id, h.content_hash from asset_hashes h
    where h.asset_id = any(${changed}::bigint[]) and exists (
      select from asset_hashes o where o.source_id = h.source_id
        and o.content_hash = h.content_hash and o.asset_id <> h.asset_id)
    on conflict do nothing`.execute(tx)
  // Of a new group the others, too; there may be many of an old one.
  const { rows } = await sql<{ id: number; groupId: number }>`
    with own as materialized (
      select h.asset_id, h.same_group_id, g.id, g.content_hash, g.asset_count
      from asset_hashes h
      join duplicate_groups g on g.source_id = h.source_id and g.content_hash = h.content_hash
      where h.source_id = ${sourceId} and h.asset_id = any(${changed}::bigint[])
    )
    select asset_id as id, id as "groupId" from own where same_group_id is distinct from own.id
    union
    select h.asset_id, own.id from own
    join asset_hashes h on h.source_id = ${sourceId} and h.content_hash = own.content_hash
    where own.asset_count = 0 and h.same_group_id is distinct from own.id`.execute(tx)
  await lockAssetsById(
    tx,
    rows.map(({ id }) => id),
  )
  await sql`
    update asset_hashes h set same_group_id = g.id
    from unnest(
      ${sql.val(rows.map(({ id }) => id))}::bigint[], ${sql.val(rows.map((row) => row.groupId))}::bigint[]
    ) as new (asset_id, group_id)
    join duplicate_groups g on g.id = new.group_id
    where h.asset_id = new.asset_id and h.content_hash = g.content_hash`.execute(tx)
}
