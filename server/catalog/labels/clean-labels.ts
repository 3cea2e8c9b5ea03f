import { sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { filterLexeme, quoteLexeme } from '../search/lexemes.ts'
import { writeSearchRows } from '../search/search-rows.ts'
import { lockLabels } from './label-lock.ts'
import { type ChangeableKind, LABEL_TABLES } from './labels.ts'

/** An id that assets still have, though it has no name of its own any more. */
export interface LeftLabel {
  kind: ChangeableKind
  id: number
}

export async function findLeftLabels(db: Db, accountId: number): Promise<LeftLabel[]> {
  const { rows } = await sql<LeftLabel>`
    select 'category' as kind, id from categories where account_id = ${accountId} and name is null
    union all
    select 'custom_field_key', id from custom_field_keys where account_id = ${accountId} and key is null
    order by 1, 2`.execute(db)
  return rows
}

/** Accounts that have some. */
export async function findAccountsToClean(db: Db): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select account_id as id from categories where name is null
    union select account_id from custom_field_keys where key is null`.execute(db)
  return rows.map(({ id }) => id)
}

/** The assets that have it, in the order in which others lock them, for each Source. */
export async function findAssetsWith(
  db: Db,
  accountId: number,
  { kind, id }: LeftLabel,
): Promise<number[]> {
  const sources = await db
    .selectFrom('sources')
    .select('id')
    .where('account_id', '=', accountId)
    .execute()
  const lexeme = filterLexeme(kind === 'category' ? 'c' : 'k', id)
  const found: number[] = []
  for (const source of sources) {
    const { rows } = await sql<{ id: number }>`
      select a.id from asset_search s join assets a on a.id = s.asset_id
      where s.fts @@ ${quoteLexeme(source.id, lexeme)}::tsquery order by a.origin_path`.execute(db)
    for (const asset of rows) found.push(asset.id)
  }
  return found
}

/**
 * Writes into some assets and their index what their labels stand for. Nobody sees a difference, so neither the
 * version nor a date of the assets changes. Call it in a transaction.
 */
export async function cleanAssets(
  tx: Db,
  accountId: number,
  assetIds: readonly number[],
): Promise<void> {
  await lockLabels(tx, accountId, 'use')
  const ids = sql`any(${sql.val(assetIds)}::bigint[])`
  await sql`select from assets where id = ${ids} order by source_id, origin_path for update`.execute(
    tx,
  )
  await sql`
    update assets a set
      category_ids = array(
        select coalesce(l.merged_into, l.id)
        from unnest(a.category_ids) with ordinality as had (id, place) join categories l on l.id = had.id
        where coalesce(l.merged_into::text, l.name) is not null
        group by 1 order by min(place)),
      custom_fields = coalesce((
        select jsonb_object_agg(key_id, value) from (
          select distinct on (1) coalesce(l.merged_into, l.id) as key_id, had.value
          from jsonb_each(a.custom_fields) had join custom_field_keys l on l.id = had.key::int
          where coalesce(l.merged_into::text, l.key) is not null
          order by 1, l.merge_rank) kept), '{}')
    where id = ${ids}`.execute(tx)
  await writeSearchRows(tx, assetIds)
}

/**
 * Once no asset has them; no asset gets them any more. As long as a bulk edit can go on or be undone they stay, since it
 * knows its labels by their ids.
 */
export async function forgetLeftLabels(db: Db, labels: readonly LeftLabel[]): Promise<void> {
  for (const { kind, id } of labels) {
    const { table, column } = LABEL_TABLES[kind]
    await sql`
      delete from ${sql.table(table)} l where id = ${id} and ${sql.ref(column)} is null
        and not exists (select from bulk_edits b where b.account_id = l.account_id
          and (b.state in ('waiting', 'running', 'undoing') or b.kept_until > now()))`.execute(db)
  }
}
