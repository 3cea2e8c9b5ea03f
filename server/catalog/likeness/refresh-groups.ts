import { sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { holds } from './holding-decisions.ts'

/** Of a larger group only so many are looked at to see whether people have decided about them. */
const MOST_LOOKED_AT = 10_000

interface Member {
  groupId: number
  assetId: number
  /** Of near-duplicates: those of the same bytes are one. */
  content: string
  isNear: boolean
}

/**
 * Counts the assets of these groups, sees whether people have decided about all of them, and forgets groups of one.
 * Nobody else may change groups meanwhile; see lockLikeness.
 */
export async function refreshGroups(tx: Db, sourceId: number, groupIds: number[]): Promise<void> {
  if (groupIds.length === 0) return
  const ids = sql.val(groupIds)
  const { rows: small } = await sql<{ id: number }>`
    with counted as (
      select g.id, count(a.id) as assets, coalesce(sum(a.file_size) - max(a.file_size), 0) as spare
      from duplicate_groups g
      left join lateral (
        select asset_id from asset_hashes where same_group_id = g.id
        union all select asset_id from asset_hashes where near_group_id = g.id
      ) h on true
      left join assets a on a.id = h.asset_id
      where g.source_id = ${sourceId} and g.id = any(${ids}::bigint[]) group by g.id
    )
    update duplicate_groups g set asset_count = c.assets, spare_bytes = c.spare
    from counted c where c.id = g.id
    returning case when c.assets < 2 then g.id end as id`.execute(tx)
  const gone = small.flatMap(({ id }) => id ?? [])
  if (gone.length > 0) await forgetGroups(tx, gone)
  const kept = groupIds.filter((id) => !gone.includes(id))
  const undecided = await findUndecided(tx, kept)
  await sql`update duplicate_groups set open = id = any(${sql.val(undecided)}::bigint[])
    where id = any(${sql.val(kept)}::bigint[])`.execute(tx)
}

/** What is left of them keeps their ids, which then stand for nothing; a picture may have others near to it. */
async function forgetGroups(tx: Db, ids: number[]): Promise<void> {
  const gone = sql.val(ids)
  await sql`insert into hash_changes (source_id, asset_id)
    select source_id, asset_id from asset_hashes where near_group_id = any(${gone}::bigint[])`.execute(
    tx,
  )
  await sql`delete from duplicate_groups where id = any(${gone}::bigint[])`.execute(tx)
}

/** Groups with assets that no decision connects to the others. */
async function findUndecided(db: Db, groupIds: number[]): Promise<number[]> {
  const members = await findMembers(db, groupIds)
  const decided = await findDecided(db, members)
  return [...Map.groupBy(members, ({ groupId }) => groupId)]
    .filter(([, group]) => countParts(group, decided) > 1)
    .map(([groupId]) => groupId)
}

async function findMembers(db: Db, groupIds: number[]): Promise<Member[]> {
  const { rows } = await sql<Member>`
    select g.id as "groupId", h.asset_id as "assetId", encode(h.content_hash, 'hex') as content,
      g.content_hash is null as "isNear"
    from duplicate_groups g, lateral (
      (select asset_id, content_hash from asset_hashes where same_group_id = g.id limit ${MOST_LOOKED_AT})
      union all
      (select asset_id, content_hash from asset_hashes where near_group_id = g.id limit ${MOST_LOOKED_AT})
    ) h
    where g.id = any(${sql.val(groupIds)}::bigint[])`.execute(db)
  return rows
}

/** Asset → the decisions that hold for it. */
async function findDecided(db: Db, members: readonly Member[]): Promise<Map<number, number[]>> {
  const ids = sql.val(members.map(({ assetId }) => assetId))
  const { rows } = await sql<{ assetId: number; decisionId: number }>`
    select a.id as "assetId", x.decision_id as "decisionId"
    from assets a
    join asset_hashes h on h.asset_id = a.id
    join decided_assets x on x.source_id = a.source_id and x.origin_path = a.origin_path and ${holds('x', 'h')}
    where a.id = any(${ids}::bigint[])`.execute(db)
  const byAsset = Map.groupBy(rows, ({ assetId }) => assetId)
  return new Map([...byAsset].map(([id, all]) => [id, all.map(({ decisionId }) => decisionId)]))
}

/** Into how many parts a group falls when what is in one decision belongs together. */
function countParts(members: readonly Member[], decided: ReadonlyMap<number, number[]>): number {
  const parents = new Map<string, string>()
  const find = (key: string): string => {
    const parent = parents.get(key) ?? key
    if (parent === key) return key
    const root = find(parent)
    parents.set(key, root)
    return root
  }
  const roots = members.map(({ assetId, content, isNear }) => {
    const own = isNear ? content : `asset ${assetId}`
    for (const id of decided.get(assetId) ?? []) parents.set(find(own), find(`decision ${id}`))
    return own
  })
  return new Set(roots.map(find)).size
}
