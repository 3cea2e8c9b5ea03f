import { type RawBuilder, sql } from 'kysely'
import { KEPT } from '../../db/connection.ts'
import type { Db } from '../../db/tables.ts'
import { lockLabels } from './label-lock.ts'

/**
 * Tags, categories and custom field keys: names that many assets share. Assets and the index hold their ids, so
 * that renaming one is a change of one row. Of categories and keys several ids may stand for the same name, because
 * they were merged; an id without a name is of one that was deleted.
 */
export type LabelKind = 'tag' | ChangeableKind
/** What people name, and therefore rename, merge and delete. */
export type ChangeableKind = 'category' | 'custom_field_key'

export const LABEL_TABLES = {
  tag: { table: 'tags', column: 'label' },
  category: { table: 'categories', column: 'name' },
  custom_field_key: { table: 'custom_field_keys', column: 'key' },
} as const

/** Label → id; makes those that are new. Categories and keys stay what they are until the transaction ends. */
export async function ensureLabels(
  db: Db,
  { kind, accountId, labels }: { kind: LabelKind; accountId: number; labels: Iterable<string> },
): Promise<Map<string, number>> {
  // Sorted, so that two transactions that make the same labels wait for each other and never in a circle.
  const wanted = [...new Set(labels)].sort()
  if (wanted.length === 0) return new Map()
  if (kind !== 'tag') await lockLabels(db, accountId, 'use')
  const { table, column } = LABEL_TABLES[kind]
  const known = await findNamed(db, { kind, accountId, labels: wanted })
  const missing = wanted.filter((label) => !known.has(label))
  if (missing.length === 0) return known
  await sql`
    insert into ${sql.table(table)} (account_id, ${sql.ref(column)})
    select ${accountId}::int, label from unnest(${sql.val(missing)}::text[]) as label
    on conflict do nothing`.execute(db)
  return await findNamed(db, { kind, accountId, labels: wanted })
}

/** Label → id of those that are there. */
export async function findNamed(
  db: Db,
  { kind, accountId, labels }: { kind: LabelKind; accountId: number; labels: readonly string[] },
): Promise<Map<string, number>> {
  if (labels.length === 0) return new Map()
  const { table, column } = LABEL_TABLES[kind]
  const { rows } = await sql<{ id: number; label: string }>`
    select id, ${sql.ref(column)} as label from ${sql.table(table)}
    where account_id = ${accountId} and ${sql.ref(column)} = any(${sql.val(labels)}::text[])`.execute(
    db,
  )
  return new Map(rows.map(({ id, label }) => [label, id]))
}

/** What an id stands for. */
export interface NamedLabel {
  label: string
  /** Another than its own when it was merged. */
  standsFor: number
  /** 0: the label itself; of those that were merged into it, the lower counts. */
  rank: number
}

/** Id → label; those that were deleted are left out. */
export async function findLabels(
  db: Db,
  kind: LabelKind,
  ids: Iterable<number>,
): Promise<Map<number, NamedLabel>> {
  return (await findAllLabels(db, { [kind]: ids }))[kind]
}

/** The same for several kinds at once: each way to the database and back costs half a millisecond. */
export async function findAllLabels(
  db: Db,
  ids: Partial<Record<LabelKind, Iterable<number>>>,
): Promise<Record<LabelKind, Map<number, NamedLabel>>> {
  const found = { tag: new Map(), category: new Map(), custom_field_key: new Map() }
  const keptTags = keptTagsOf(db)
  const asked = (['tag', 'category', 'custom_field_key'] as const).flatMap((kind) => {
    const wanted = new Set(ids[kind])
    if (kind === 'tag') takeKept(wanted, keptTags, found.tag)
    if (wanted.size === 0) return []
    const named = sql`${idsOf(kind)} where l.id = any(${sql.val([...wanted])}::int[])`
    return [sql`select ${KEPT} ${sql.lit(kind)}::text as kind, one.* from (${named}) one`]
  })
  if (asked.length === 0) return found
  const { rows } = await sql<NamedLabel & { id: number; kind: LabelKind }>`
    ${sql.join(asked, sql` union all `)}`.execute(db)
  for (const { id, kind, ...named } of rows) {
    found[kind].set(id, named)
    if (kind === 'tag') keptTags.set(id, named)
  }
  return found
}

const MAX_KEPT_TAGS = 100_000
/** For each database: a tag is never called otherwise, and a page of assets has hundreds of them. */
const KEPT_TAGS = new WeakMap<object, Map<number, NamedLabel>>()

function keptTagsOf(db: Db): Map<number, NamedLabel> {
  // The one thing that a transaction has in common with the others of its database.
  const { adapter } = db.getExecutor()
  const kept = KEPT_TAGS.get(adapter)
  if (kept && kept.size < MAX_KEPT_TAGS) return kept
  const empty = new Map<number, NamedLabel>()
  KEPT_TAGS.set(adapter, empty)
  return empty
}

function takeKept(
  wanted: Set<number>,
  kept: ReadonlyMap<number, NamedLabel>,
  found: Map<number, NamedLabel>,
): void {
  for (const id of wanted) {
    const label = kept.get(id)
    if (label === undefined) continue
    found.set(id, label)
    wanted.delete(id)
  }
}

/** The label's ids, those merged into others with these; `k` is what a label stands for. */
function idsOf(kind: LabelKind): RawBuilder<unknown> {
  const { table, column } = LABEL_TABLES[kind]
  const name = sql.ref(`k.${column}`)
  if (kind === 'tag')
    return sql`select k.id, ${name} as label, k.id as "standsFor", 0 as rank from tags k, lateral (select k.id) l`
  return sql`select l.id, ${name} as label, k.id as "standsFor", l.merge_rank as rank from ${sql.table(table)} l
    join ${sql.table(table)} k on k.id = coalesce(l.merged_into, l.id) and ${name} is not null`
}

/**
 * The ids of labels that differ from this one in case at most: for each of them its own first, then those that were
 * merged into it, in the order in which they count.
 */
export async function findLabelIds(
  db: Db,
  { kind, accountId, label }: { kind: LabelKind; accountId: number; label: string },
): Promise<number[][]> {
  const { column } = LABEL_TABLES[kind]
  // Names that people give are composed (NFC); keywords of files are as they are.
  const spellings = [label, label.normalize('NFC')]
  const { rows } = await sql<{ id: number; label: string }>`
    ${idsOf(kind)}
    where k.account_id = ${accountId} and lower(${sql.ref(`k.${column}`)}) in (
      select lower(s) from unnest(${sql.val(spellings)}::text[]) s)
    order by k.id, rank`.execute(db)
  return [...Map.groupBy(rows, (row) => row.label).values()].map((ids) => ids.map(({ id }) => id))
}
