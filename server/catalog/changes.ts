import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { AlertName } from '../../contract/analysis.ts'
import type { ChangeAction, ChangedFields } from '../../contract/organising.ts'
import type { Db } from '../db/tables.ts'
import { WARNINGS } from './search/searchable-asset.ts'

/** Who changes something. */
export interface Editor {
  /** E-mail of the person, or of the one who made the key. */
  name: string | null
  byApi: boolean
}

export interface NewChange {
  accountId: number
  by: Editor
  action: ChangeAction
  /** null: it is about no asset. */
  asset: { sourceId: number; path: string } | null
  fields: ChangedFields
}

/** Call it in the transaction that makes the changes. One that changes no field is not worth noting. */
export async function recordChanges(tx: Db, changes: readonly NewChange[]): Promise<void> {
  const rows = changes
    .filter(({ fields }) => Object.keys(fields).length > 0)
    .map(({ accountId, by, action, asset, fields }) => ({
      account_id: accountId,
      changed_by: by.name,
      changed_by_api: by.byApi,
      action,
      source_id: asset?.sourceId ?? null,
      origin_path: asset?.path ?? null,
      fields: JSON.stringify(fields),
    }))
  if (rows.length > 0) await tx.insertInto('changes').values(rows).execute()
}

/** What people say about an asset; of alerts, not in bulk edits. */
interface Said extends Partial<Record<`warning_${AlertName}`, number | null>> {
  name: string | null
  description: string | null
  alt_text: string | null
  categories: string[]
  customFields: Record<string, string>
  tags: Record<string, number>
}

export function diffAssets(before: Said, after: Said): ChangedFields {
  const members = {
    name: [before.name, after.name],
    description: [before.description, after.description],
    alt_text: [before.alt_text, after.alt_text],
    categories: [before.categories, after.categories],
    custom_fields: diffMembers(before.customFields, after.customFields),
    tags: diffMembers(before.tags, after.tags),
    ...Object.fromEntries(
      WARNINGS.map((name) => [
        `warning_${name}`,
        [before[`warning_${name}`], after[`warning_${name}`]],
      ]),
    ),
  }
  return Object.fromEntries(
    Object.entries(members)
      .filter(([, [from, to]]) => !isDeepStrictEqual(from, to))
      .map(([field, [from, to]]) => [field, { from, to }]),
  )
}

/** The members that differ, as they were and as they are. */
function diffMembers<Value>(from: Record<string, Value>, to: Record<string, Value>) {
  const names = new Set([...Object.keys(from), ...Object.keys(to)])
  const at = (all: Record<string, Value>, name: string) =>
    Object.hasOwn(all, name) ? (all[name] ?? null) : null
  const changed = [...names].filter((name) => at(from, name) !== at(to, name))
  const pick = (all: Record<string, Value>) =>
    Object.fromEntries(changed.map((name) => [name, at(all, name)]))
  return [pick(from), pick(to)] as const
}

export interface ChangeRecord {
  id: number
  action: ChangeAction
  changedAt: Date
  changedBy: string | null
  changedByApi: boolean
  /** null when it is about no asset, or the Source is gone. */
  publicSourceId: string | null
  path: string | null
  fields: ChangedFields
}

export interface ChangeList {
  accountId: number
  /** Only of this asset; null: of the whole account. */
  asset: { sourceId: number; path: string } | null
  /** Only by this person, or keys of theirs. */
  changedBy?: string | undefined
  /** Only from then on. */
  since?: Date | undefined
  /** Only before. */
  until?: Date | undefined
  offset: number
  limit: number
}

/** Counting all would take long after edits of whole libraries. */
const MOST_COUNTED = 10_000

/** Newest first. @returns `total` is counted up to 10,000 or the end of the page, and one when there are more */
export async function listChanges(
  db: Db,
  { accountId, asset, changedBy, since, until, offset, limit }: ChangeList,
): Promise<{ changes: ChangeRecord[]; total: number }> {
  const about = asset
    ? sql`c.source_id = ${asset.sourceId} and c.origin_path = ${asset.path}`
    : sql`c.account_id = ${accountId}`
  const conditions = [
    about,
    ...(changedBy === undefined ? [] : [sql`c.changed_by = ${changedBy}`]),
    ...(since === undefined ? [] : [sql`c.changed_at >= ${since}`]),
    ...(until === undefined ? [] : [sql`c.changed_at < ${until}`]),
  ]
  const where = sql.join(conditions, sql` and `)
  const { rows } = await sql<ChangeRecord>`
    select c.id, c.action, c.changed_at as "changedAt", c.changed_by as "changedBy",
      c.changed_by_api as "changedByApi", s.public_id as "publicSourceId", c.origin_path as path, c.fields
    from changes c left join sources s on s.id = c.source_id and s.deleted_at is null
    where ${where} order by c.changed_at desc, c.id desc limit ${limit} offset ${offset}`.execute(
    db,
  )
  const mostCounted = Math.max(MOST_COUNTED, offset + limit) + 1
  const counted = await sql<{ total: number }>`
    select count(*) as total from (select from changes c where ${where} limit ${mostCounted}) one
  `.execute(db)
  return { changes: rows, total: counted.rows[0]?.total ?? 0 }
}

/** Removes some of what is older. @returns how many; 0: there are none */
export async function forgetChanges(
  db: Db,
  { olderThanDays, limit }: { olderThanDays: number; limit: number },
): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from changes where id in (
      select id from changes where changed_at < now() - make_interval(days => ${olderThanDays})
      limit ${limit})`.execute(db)
  return Number(numAffectedRows)
}
