import { type RawBuilder, sql } from 'kysely'
import type { ChangeAction } from '../../../contract/organising.ts'
import type { Db } from '../../db/tables.ts'
import { Failure } from '../../lib/failures.ts'
import { type Editor, recordChanges } from '../changes.ts'
import { filterLexeme, quoteLexeme } from '../search/lexemes.ts'
import { lockLabels } from './label-lock.ts'
import { type ChangeableKind, ensureLabels, LABEL_TABLES } from './labels.ts'
import { findLabel, type LabelUse } from './list-labels.ts'

interface LabelChange {
  kind: ChangeableKind
  accountId: number
  id: number
  by: Editor
}

const WORDS = {
  category: { one: 'category', lexeme: 'c' },
  custom_field_key: { one: 'custom field', lexeme: 'k' },
} as const

/**
 * Makes a category or key that no asset has yet. Call it in a transaction.
 * @throws Failure `conflict` when the name is taken
 */
export async function createLabel(
  tx: Db,
  change: Omit<LabelChange, 'id'> & { name: string },
): Promise<LabelUse> {
  const { kind, accountId, name } = change
  await lockLabels(tx, accountId, 'change')
  if (await findNamed(tx, change, name)) {
    throw new Failure('conflict', `There is a ${WORDS[kind].one} "${name}" already.`)
  }
  await ensureLabels(tx, { kind, accountId, labels: [name] })
  const made = await findNamed(tx, change, name)
  if (!made) throw new Error(`${name} was made and is not there.`)
  await note(tx, change, 'made', [null, name])
  return made
}

/**
 * Gives a category or key another name, at once for every asset and search, without touching any asset. With
 * `merge`, a name that is taken means that label: this one goes, and what had it has the other. Of an asset that
 * had a value under both keys, the value of the kept key counts and the other is lost. Call it in a transaction.
 * @param change.ifVersion the version somebody has seen; null: whatever it is
 * @returns the label by that name; `valuesLost` after a merge, `merged` when there was one
 * @throws Failure `not_found`, `changed_meanwhile`, or `conflict` when the name is taken
 */
export async function renameLabel(
  tx: Db,
  change: LabelChange & { name: string; merge: boolean; ifVersion: number | null },
): Promise<{ label: LabelUse; merged: boolean; valuesLost: number }> {
  const { kind, accountId, name, merge, ifVersion } = change
  await lockLabels(tx, accountId, 'change')
  const label = await requireLabel(tx, change)
  if (ifVersion !== null && ifVersion !== label.version) throw changedMeanwhile(kind, label)
  if (label.label === name) return { label, merged: false, valuesLost: 0 }
  const other = await findNamed(tx, change, name)
  if (other) {
    const valuesLost = kind === 'category' ? 0 : await countBoth(tx, change, other.id)
    if (!merge) throw taken(kind, { label, other, valuesLost })
    await mergeLabels(tx, change, other.id)
    await note(tx, change, 'merged', [label.label, name])
    const kept = await requireLabel(tx, { ...change, id: other.id })
    return { label: kept, merged: true, valuesLost }
  }
  const { table, column } = LABEL_TABLES[kind]
  await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${name}, version = version + 1
    where id = ${label.id}`.execute(tx)
  await note(tx, change, 'renamed', [label.label, name])
  const renamed = { ...label, label: name, version: label.version + 1 }
  return { label: renamed, merged: false, valuesLost: 0 }
}

/**
 * Takes a category, or a key with its values, from all assets at once, without touching any. Call it in a transaction.
 * @param change.confirm its name, as somebody has typed it
 * @returns what it was
 * @throws Failure `not_found`, and `invalid_parameter` when it has another name
 */
export async function deleteLabel(
  tx: Db,
  change: LabelChange & { confirm: string },
): Promise<LabelUse> {
  const { kind, accountId, id, confirm } = change
  await lockLabels(tx, accountId, 'change')
  const label = await requireLabel(tx, change)
  if (label.label !== confirm) {
    const detail = `confirm: This is not the name of the ${WORDS[kind].one}, so nothing was deleted.`
    throw new Failure('invalid_parameter', detail, { parameter: 'confirm' })
  }
  const { table, column } = LABEL_TABLES[kind]
  await sql`update ${sql.table(table)} set ${sql.ref(column)} = null, merged_into = null
    where id = ${id} or merged_into = ${id}`.execute(tx)
  await sql`delete from label_uses where kind = ${kind} and label_id = ${id}`.execute(tx)
  await note(tx, change, 'deleted', [label.label, null])
  return label
}

async function requireLabel(tx: Db, change: LabelChange): Promise<LabelUse> {
  const label = await findLabel(tx, change.kind, change)
  if (label) return label
  throw new Failure('not_found', `There is no ${WORDS[change.kind].one} with this id.`)
}

async function findNamed(
  tx: Db,
  { kind, accountId }: Pick<LabelChange, 'kind' | 'accountId'>,
  name: string,
): Promise<LabelUse | null> {
  const { table, column } = LABEL_TABLES[kind]
  const { rows } = await sql<{ id: number }>`select id from ${sql.table(table)}
    where account_id = ${accountId} and ${sql.ref(column)} = ${name}`.execute(tx)
  return rows[0] ? await findLabel(tx, kind, { accountId, id: rows[0].id }) : null
}

/** What was merged into the one that goes counts after it, and both after all that the kept one has already. */
async function mergeLabels(tx: Db, change: LabelChange, keptId: number): Promise<void> {
  const { kind, id } = change
  const { table, column } = LABEL_TABLES[kind]
  await sql`
    update ${sql.table(table)} set ${sql.ref(column)} = null, merged_into = ${keptId}, version = version + 1,
      merge_rank = merge_rank + 1 + (
        select coalesce(max(merge_rank), 0) from ${sql.table(table)} where merged_into = ${keptId})
    where id = ${id} or merged_into = ${id}`.execute(tx)
  const ids = await findIds(tx, kind, keptId)
  await sql`
    with gone as (
      delete from label_uses where kind = ${kind} and label_id in (${id}, ${keptId})
      returning source_id, used_at
    ), used as (select source_id, max(used_at) as used_at from gone group by source_id)
    insert into label_uses (kind, label_id, source_id, assets, used_at)
    select ${kind}, ${keptId}::int, source_id, assets, used_at
    from (${countHits(change, [ids])}) one left join used using (source_id)
    where assets > 0 or used_at is not null`.execute(tx)
}

/** Assets that have both. */
async function countBoth(tx: Db, change: LabelChange, otherId: number): Promise<number> {
  const all = [await findIds(tx, change.kind, change.id), await findIds(tx, change.kind, otherId)]
  const { rows } = await sql<{ assets: number }>`
    select coalesce(sum(assets), 0)::bigint as assets
    from (${countHits(change, all)}) one`.execute(tx)
  return rows[0]?.assets ?? 0
}

async function findIds(tx: Db, kind: ChangeableKind, id: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select id from ${sql.table(LABEL_TABLES[kind].table)}
    where id = ${id} or merged_into = ${id}`.execute(tx)
  return rows.map((row) => row.id)
}

/** For each Source, the assets that have one id of every group, by the index of searches. */
function countHits(change: LabelChange, groups: readonly number[][]): RawBuilder<unknown> {
  const { lexeme } = WORDS[change.kind]
  const group = (ids: readonly number[]) =>
    `(${ids.map((id) => quoteLexeme(SOURCE, filterLexeme(lexeme, id))).join(' | ')})`
  const query = groups.map(group).join(' & ')
  return sql`
    select s.id as source_id, found.assets from sources s
    cross join lateral (
      select count(*) as assets from asset_search
      where fts @@ replace(${query}, ${`'${SOURCE}/`}, '''' || s.id || '/')::tsquery
    ) found
    where s.account_id = ${change.accountId} and s.deleted_at is null`
}

/** Stands for the Source in a query that asks all of them. */
const SOURCE = 0

async function note(
  tx: Db,
  { kind, accountId, by }: Omit<LabelChange, 'id'>,
  what: 'made' | 'renamed' | 'merged' | 'deleted',
  [from, to]: [string | null, string | null],
): Promise<void> {
  const action: ChangeAction = `${kind}_${what}`
  await recordChanges(tx, [{ accountId, by, action, asset: null, fields: { name: { from, to } } }])
}

function changedMeanwhile(kind: ChangeableKind, { label }: LabelUse): Failure {
  const detail = `Somebody else has renamed this ${WORDS[kind].one} meanwhile: it is "${label}" now.`
  return new Failure('changed_meanwhile', detail)
}

function taken(
  kind: ChangeableKind,
  { label, other, valuesLost }: { label: LabelUse; other: LabelUse; valuesLost: number },
): Failure {
  const assets = (count: number) => (count === 1 ? '1 asset' : `${count} assets`)
  const lost =
    valuesLost === 0
      ? ''
      : ` ${assets(valuesLost)} with both will keep the value of "${other.label}" alone.`
  const detail =
    `There is a ${WORDS[kind].one} "${other.label}" already, on ${assets(other.assetCount)}. ` +
    `"${label.label}" (${assets(label.assetCount)}) can be merged into it (merge=true).${lost}`
  return new Failure('conflict', detail, { pointer: '/data/attributes/name' })
}
