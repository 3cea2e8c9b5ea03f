import { sql } from 'kysely'
import type { Db } from '../db/tables.ts'

/**
 * Tags, categories and custom field keys: names that many assets share. Assets and the index hold their ids,
 * so that renaming one is a change of one row.
 */
export type LabelKind = 'tag' | 'category' | 'custom_field_key'

const TABLES = {
  tag: { table: 'tags', column: 'label' },
  category: { table: 'categories', column: 'name' },
  custom_field_key: { table: 'custom_field_keys', column: 'key' },
} as const

/** Label → id; makes those that are new. */
export async function ensureLabels(
  db: Db,
  { kind, accountId, labels }: { kind: LabelKind; accountId: number; labels: Iterable<string> },
): Promise<Map<string, number>> {
  // Sorted, so that two transactions that make the same labels wait for each other and never in a circle.
  const wanted = [...new Set(labels)].sort()
  if (wanted.length === 0) return new Map()
  const { table, column } = TABLES[kind]
  const find = () => sql<{ id: number; label: string }>`
    select id, ${sql.ref(column)} as label from ${sql.table(table)}
    where account_id = ${accountId} and ${sql.ref(column)} = any(${sql.val(wanted)}::text[])`
  const known = (await find().execute(db)).rows
  if (known.length < wanted.length) {
    const made = new Set(known.map(({ label }) => label))
    const missing = wanted.filter((label) => !made.has(label))
    await sql`
      insert into ${sql.table(table)} (account_id, ${sql.ref(column)})
      select ${accountId}::int, label from unnest(${sql.val(missing)}::text[]) as label
      on conflict do nothing`.execute(db)
  }
  const rows = known.length < wanted.length ? (await find().execute(db)).rows : known
  return new Map(rows.map(({ id, label }) => [label, id]))
}

/** Id → label. */
export async function findLabels(
  db: Db,
  kind: LabelKind,
  ids: Iterable<number>,
): Promise<Map<number, string>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Map()
  const { table, column } = TABLES[kind]
  const { rows } = await sql<{ id: number; label: string }>`
    select id, ${sql.ref(column)} as label from ${sql.table(table)}
    where id = any(${sql.val(wanted)}::int[])`.execute(db)
  return new Map(rows.map(({ id, label }) => [id, label]))
}

/** The ids of labels that differ from this one in case at most. */
export async function findLabelIds(
  db: Db,
  { kind, accountId, label }: { kind: LabelKind; accountId: number; label: string },
): Promise<number[]> {
  const { table, column } = TABLES[kind]
  const { rows } = await sql<{ id: number }>`
    select id from ${sql.table(table)}
    where account_id = ${accountId} and lower(${sql.ref(column)}) = lower(${label})`.execute(db)
  return rows.map(({ id }) => id)
}

export interface LabelUse {
  id: number
  label: string
  /** Assets that have it. */
  assetCount: number
}

/** All categories or custom field keys of an account with the number of assets that have them, by name. */
export async function listLabels(
  db: Db,
  kind: 'category' | 'custom_field_key',
  accountId: number,
): Promise<LabelUse[]> {
  const { table, column } = TABLES[kind]
  // Each reads through a partial index the assets that have any, not all assets.
  const uses =
    kind === 'category'
      ? sql`select unnest(a.category_ids) as id from assets a join sources s on s.id = a.source_id
          where s.account_id = ${accountId} and a.category_ids <> '{}'`
      : sql`select jsonb_object_keys(a.custom_fields)::int as id
          from assets a join sources s on s.id = a.source_id
          where s.account_id = ${accountId} and a.custom_fields <> '{}'`
  const { rows } = await sql<LabelUse>`
    select l.id, l.${sql.ref(column)} as label, coalesce(u.uses, 0) as "assetCount"
    from ${sql.table(table)} l
    left join (select id, count(*) as uses from (${uses}) one group by id) u on u.id = l.id
    where l.account_id = ${accountId}
    order by lower(l.${sql.ref(column)}), l.id`.execute(db)
  return rows
}
