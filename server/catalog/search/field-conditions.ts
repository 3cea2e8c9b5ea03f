import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { findLabelIds } from '../labels/labels.ts'
import type { FieldQuestion } from './asset-terms.ts'
import {
  allOf,
  anyOf,
  anyOperand,
  checkPart,
  notOf,
  type Part,
  queryPart,
} from './condition-logic.ts'
import { filterLexeme, quoteLexeme } from './lexemes.ts'
import { narrowByPart } from './path-conditions.ts'
import { cellsOfRange, type Day, type Decimal, NUMBER_SQL } from './value-cells.ts'
import { foldText } from './words.ts'

interface Scope {
  sourceId: number
  accountId: number
}

/** Of several keys that were merged, an asset's value is that of the first it has. */
export async function resolveField(
  db: Db,
  scope: Scope,
  { key, asked }: { key: string; asked: FieldQuestion },
): Promise<Part> {
  const kind = 'custom_field_key'
  const keys = await findLabelIds(db, { accountId: scope.accountId, kind, label: key })
  const has = (id: number) => queryPart(quoteLexeme(scope.sourceId, filterLexeme('k', id)))
  if (asked.kind === 'present') return anyOf(keys.flat().map(has))
  const answer = await answerOf(db, scope, asked)
  const parts = keys.flatMap((ids) =>
    ids.map((id, at) =>
      allOf([answer(id), ...ids.slice(0, at).map((before) => notOf(has(before)))]),
    ),
  )
  return anyOf(parts)
}

/** @returns what holds for assets whose value of the key with this id fits */
async function answerOf(
  db: Db,
  scope: Scope,
  asked: Exclude<FieldQuestion, { kind: 'present' }>,
): Promise<(id: number) => Part> {
  const { sourceId } = scope
  switch (asked.kind) {
    case 'value':
      return (id) => queryPart(quoteLexeme(sourceId, filterLexeme('f', `${id}=${asked.value}`)))
    case 'contains': {
      const narrowed = await narrowByPart(db, scope, asked.part)
      const holds = sql<SqlBool>`position(${foldText(asked.part)} in fold_text(f.value)) > 0`
      return (id) =>
        allOf([
          queryPart(quoteLexeme(sourceId, filterLexeme('k', id))),
          narrowed,
          checkPart(ofValue(id, holds)),
        ])
    }
    case 'range':
      return (id) => inRange(sourceId, id, asked)
  }
}

interface FieldRange {
  from: Decimal | Day | null
  to: Decimal | Day | null
}

/** Only values that differ from an end in their fifth digit are looked at. */
function inRange(sourceId: number, id: number, { from, to }: FieldRange): Part {
  const { terms, beginnings, edges } = cellsOfRange(from, to)
  const quote = (cell: string, prefix = false) =>
    quoteLexeme(sourceId, filterLexeme('r', `${id}:${cell}`), prefix)
  const inside = anyOperand([
    ...terms.map((cell) => quote(cell)),
    ...beginnings.map((cell) => quote(cell, true)),
  ])
  const edge = anyOperand([...new Set(edges)].map((cell) => quote(cell)))
  if (edge === null) return inside
  const number = sql`case when f.value ~ ${NUMBER_SQL.looksSo} and f.value !~ ${NUMBER_SQL.ambiguous}
    then replace(btrim(f.value, ' '), ',', '.')::numeric end`
  const bounds = [
    ...(from?.kind === 'number' ? [sql`${number} >= ${from.text}::numeric`] : []),
    ...(to?.kind === 'number' ? [sql`${number} <= ${to.text}::numeric`] : []),
  ]
  const holds = sql<SqlBool>`${sql.join(bounds, sql` and `)}`
  return anyOf([inside, allOf([edge, checkPart(ofValue(id, holds))])])
}

/** A question to the value itself, `f.value`: in a subquery, so that it is asked of what the index has found alone. */
function ofValue(id: number, holds: RawBuilder<SqlBool>): RawBuilder<SqlBool> {
  return sql<SqlBool>`(select ${holds} from (select a.custom_fields ->> ${String(id)} as value
    from assets a where a.id = s.asset_id) f)`
}
