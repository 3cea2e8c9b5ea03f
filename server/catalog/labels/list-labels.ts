import { sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { lockLabels } from './label-lock.ts'
import { type ChangeableKind, LABEL_TABLES } from './labels.ts'

export interface LabelUse {
  id: number
  label: string
  version: number
  /** Assets that have it. */
  assetCount: number
  /** When an asset last got it; null: not known. */
  lastUsedAt: Date | null
}

export type LabelSort = keyof typeof ORDERS

export interface LabelList {
  accountId: number
  /** A part of the name, in any case; '': all. */
  part: string
  sort: LabelSort
  offset: number
  limit: number
}

const ORDERS = {
  name: sql`lower(label), id`,
  '-name': sql`lower(label) desc, id desc`,
  asset_count: sql`"assetCount", lower(label), id`,
  '-asset_count': sql`"assetCount" desc, lower(label), id`,
  // What nobody knows a use of was not used for long.
  last_used_at: sql`"lastUsedAt" nulls first, lower(label), id`,
  '-last_used_at': sql`"lastUsedAt" desc nulls last, lower(label), id`,
}

/** Categories or custom field keys of an account with the number of assets that have them. */
export async function listLabels(
  db: Db,
  kind: ChangeableKind,
  { accountId, part, sort, offset, limit }: LabelList,
): Promise<{ labels: LabelUse[]; total: number }> {
  const { table, column } = LABEL_TABLES[kind]
  const name = sql.ref(`l.${column}`)
  const where = sql`l.account_id = ${accountId} and ${name} is not null
    and strpos(lower(${name}), lower(${part})) > 0`
  const { rows } = await sql<LabelUse>`
    select * from (
    ${withUses(kind, accountId)} where ${where}
    ) one order by ${ORDERS[sort]} limit ${limit} offset ${offset}`.execute(db)
  const counted = await sql<{ total: number }>`
    select count(*) as total from ${sql.table(table)} l where ${where}`.execute(db)
  return { labels: rows, total: counted.rows[0]?.total ?? 0 }
}

/** The label, or null when it has no name (any more) or is another account's. */
export async function findLabel(
  db: Db,
  kind: ChangeableKind,
  { accountId, id }: { accountId: number; id: number },
): Promise<LabelUse | null> {
  const name = sql.ref(`l.${LABEL_TABLES[kind].column}`)
  const { rows } = await sql<LabelUse>`
    ${withUses(kind, accountId, id)}
    where l.account_id = ${accountId} and l.id = ${id} and ${name} is not null`.execute(db)
  return rows[0] ?? null
}

/** Labels `l` as they are shown. What deleted Sources have is not counted any more. */
function withUses(kind: ChangeableKind, accountId: number, id?: number) {
  const { table, column } = LABEL_TABLES[kind]
  const one = id === undefined ? sql`true` : sql`u.label_id = ${id}`
  const uses = sql`select u.label_id, sum(u.assets)::bigint as assets, max(u.used_at) as used_at
    from label_uses u join sources s on s.id = u.source_id
    where u.kind = ${kind} and s.account_id = ${accountId} and s.deleted_at is null and ${one}
    group by u.label_id`
  return sql`select l.id, ${sql.ref(`l.${column}`)} as label, l.version,
    coalesce(u.assets, 0) as "assetCount", u.used_at as "lastUsedAt"
    from ${sql.table(table)} l left join (${uses}) u on u.label_id = l.id`
}

/**
 * Adds up what edits have noted; any number of times. Under the lock of those who count anew, who otherwise would not
 * see the sum that is written meanwhile.
 */
export async function foldLabelUses(tx: Db, accountId: number): Promise<void> {
  await lockLabels(tx, accountId, 'change')
  await sql`
    with several as (
      select kind, label_id, source_id from label_uses
      where source_id in (select id from sources where account_id = ${accountId})
      group by 1, 2, 3 having count(*) > 1 or (sum(assets) = 0 and max(used_at) is null)
    ), gone as (
      delete from label_uses u using several s
      where (u.kind, u.label_id, u.source_id) = (s.kind, s.label_id, s.source_id) returning u.*
    )
    insert into label_uses (kind, label_id, source_id, assets, used_at)
    select kind, label_id, source_id, sum(assets), max(used_at) from gone
    group by kind, label_id, source_id having sum(assets) <> 0 or max(used_at) is not null`.execute(
    tx,
  )
}

/** Removes what was noted for Sources that are gone. */
export async function forgetLabelUses(db: Db): Promise<void> {
  await sql`delete from label_uses u
    where not exists (select from sources s where s.id = u.source_id)`.execute(db)
}
