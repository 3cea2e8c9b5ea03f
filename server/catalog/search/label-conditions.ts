import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { findLabelIds, LABEL_TABLES } from '../labels/labels.ts'
import {
  allOf,
  anyOf,
  anyOperand,
  checkPart,
  matches,
  notOf,
  type Part,
  queryPart,
} from './condition-logic.ts'
import { confidenceClass, filterLexeme, HAS, quoteLexeme } from './lexemes.ts'

interface Scope {
  sourceId: number
  accountId: number
}

interface LabelQuestion {
  label: 'tag' | 'category'
  name: string
  leastConfidence: number
}

export async function resolveLabel(
  db: Db,
  { sourceId, accountId }: Scope,
  { label, name, leastConfidence }: LabelQuestion,
): Promise<Part> {
  const ids = (await findLabelIds(db, { accountId, kind: label, label: name })).flat()
  if (label === 'category') {
    return anyOperand(ids.map((id) => quoteLexeme(sourceId, filterLexeme('c', id))))
  }
  return anyOf(ids.map((id) => resolveTag(sourceId, id, leastConfidence)))
}

/** A confidence in tenths is answered by the index alone. */
function resolveTag(sourceId: number, id: number, least: number): Part {
  const present = queryPart(quoteLexeme(sourceId, filterLexeme('t', id)))
  if (least <= 0) return present
  const inClass = (tenth: number | string) =>
    quoteLexeme(sourceId, filterLexeme('T', `${id}:${tenth}`))
  if (least >= 1) {
    return allOf([
      present,
      ...Array.from({ length: 10 }, (_, tenth) => notOf(queryPart(inClass(tenth)))),
    ])
  }
  const edge = confidenceClass(least)
  const below = Array.from({ length: edge }, (_, tenth) => notOf(queryPart(inClass(tenth))))
  const exact = Math.abs(least * 10 - edge) < 1e-9
  const confidence = sql`(select (a.tags ->> ${String(id)})::float8 from assets a where a.id = s.asset_id)`
  const check = sql<SqlBool>`(not ${matches(inClass(edge))} or ${confidence} >= ${least}::float8)`
  return allOf([present, ...below, ...(exact ? [] : [checkPart(check)])])
}

interface PresenceQuestion {
  what: keyof typeof HAS
  present: boolean
}

/** Labels that were deleted are still with their assets for a while, where nobody sees them. */
export async function resolvePresence(
  db: Db,
  scope: Scope,
  { what, present }: PresenceQuestion,
): Promise<Part> {
  const { sourceId } = scope
  const operand = (letter: string) => queryPart(quoteLexeme(sourceId, filterLexeme('h', letter)))
  const [some, none] = [operand(HAS[what]), operand(`-${HAS[what]}`)]
  const deleted = what === 'categories' || what === 'customFields' ? DELETABLE[what] : null
  const ids = deleted ? await findDeleted(db, scope, deleted.kind) : []
  if (deleted === null || ids.length === 0) return present ? some : none
  const affected = anyOperand(
    ids.map((id) => quoteLexeme(sourceId, filterLexeme(deleted.lexeme, id))),
  )
  const named = checkPart(deleted.named)
  return present
    ? allOf([some, anyOf([notOf(affected), named])])
    : anyOf([none, allOf([affected, notOf(named)])])
}

const DELETABLE = {
  categories: {
    kind: 'category',
    lexeme: 'c',
    named: sql<SqlBool>`(select exists (select from categories c
      where c.id = any(a.category_ids) and coalesce(c.merged_into::text, c.name) is not null)
      from assets a where a.id = s.asset_id)`,
  },
  customFields: {
    kind: 'custom_field_key',
    lexeme: 'k',
    named: sql<SqlBool>`(select exists (select from jsonb_object_keys(a.custom_fields) f
      join custom_field_keys k on k.id = f::int
      where coalesce(k.merged_into::text, k.key) is not null)
      from assets a where a.id = s.asset_id)`,
  },
} as const satisfies Record<
  string,
  { kind: keyof typeof LABEL_TABLES; lexeme: 'c' | 'k'; named: RawBuilder<SqlBool> }
>

const MAX_DELETED = 1000

async function findDeleted(
  db: Db,
  { accountId }: Scope,
  kind: 'category' | 'custom_field_key',
): Promise<number[]> {
  const { table, column } = LABEL_TABLES[kind]
  const { rows } = await sql<{ id: number }>`
    select id from ${sql.table(table)}
    where account_id = ${accountId} and ${sql.ref(column)} is null and merged_into is null
    limit ${MAX_DELETED}`.execute(db)
  return rows.map(({ id }) => id)
}
