import { type SqlBool, sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { Failure } from '../../lib/failures.ts'
import { findSimilar } from '../likeness/similar.ts'
import type { AssetTerm, Range, RangeColumn } from './asset-terms.ts'
import { nearCells } from './color-cells.ts'
import {
  allOf,
  anyOf,
  anyOperand,
  type Condition,
  checkPart,
  EVERYTHING,
  finish,
  narrowing,
  nearPart,
  notOf,
  type Part,
} from './condition-logic.ts'
import { resolveField } from './field-conditions.ts'
import { resolveLabel, resolvePresence } from './label-conditions.ts'
import { filterLexeme, quoteLexeme } from './lexemes.ts'
import { resolvePathPart, resolvePathPrefix } from './path-conditions.ts'
import { findNames, type LabelName, resolveWords } from './word-conditions.ts'

interface Scope {
  sourceId: number
  accountId: number
}

/** Looks up what the names in a term stand for now, so that a renamed category is found at once. null: no asset fits. */
export async function resolveTerm(
  db: Db,
  scope: Scope,
  term: AssetTerm,
): Promise<Condition | null> {
  const pieces = countPieces(term)
  const names = pieces === 0 ? [] : await findNames(db, scope.accountId)
  return finish(await resolve(db, { ...scope, names, pieces }, term))
}

interface Search extends Scope {
  names: readonly LabelName[]
  /** Words and phrases that are looked for: the more there are, the fewer spellings of each are tried. */
  pieces: number
}

function countPieces(term: AssetTerm): number {
  if (term.kind === 'words') return 1
  if (term.kind === 'keyword') return countPieces(term.asked)
  if (term.kind === 'not') return countPieces(term.term)
  if (term.kind !== 'and' && term.kind !== 'or') return 0
  return term.terms.reduce((sum, one) => sum + countPieces(one), 0)
}

async function resolve(db: Db, search: Search, term: AssetTerm): Promise<Part> {
  switch (term.kind) {
    case 'and':
      return allOf(await resolveAll(db, search, term.terms))
    case 'or':
      return anyOf(await resolveAll(db, search, term.terms))
    case 'not':
      return notOf(await resolve(db, search, term.term))
    case 'nothing':
      return null
    case 'keyword':
      return await resolve(db, search, term.asked)
    case 'words':
      return await resolveWords(db, search, term)
    case 'label':
      return await resolveLabel(db, search, term)
    case 'field':
      return await resolveField(db, search, term)
    case 'has':
      return await resolvePresence(db, search, term)
    case 'lexemes':
      return anyOperand([
        ...term.lexemes.map((lexeme) => quoteLexeme(search.sourceId, lexeme)),
        ...(term.beginnings ?? []).map((lexeme) => quoteLexeme(search.sourceId, lexeme, true)),
      ])
    case 'color':
      return resolveColor(search, term)
    case 'pathPrefix':
      return resolvePathPrefix(search, term.prefix)
    case 'pathPart':
      return await resolvePathPart(db, search, term.part)
    case 'range':
      return resolveRange(term.column, term.range)
    case 'aspect':
      return resolveAspect(term)
    case 'status':
      return resolveStatus(search, term.status)
    case 'similar':
      return await resolveSimilar(db, search, term.path)
  }
}

async function resolveAll(db: Db, search: Search, terms: readonly AssetTerm[]): Promise<Part[]> {
  const parts: Part[] = []
  for (const term of terms) parts.push(await resolve(db, search, term))
  return parts
}

/** The index finds what may be near; the cells of the asset's colours, with their shares, tell whether they are. */
function resolveColor(
  { sourceId }: Scope,
  { hex, tolerance }: { hex: string; tolerance: number },
): Part {
  const { coarse, fine } = nearCells(hex, tolerance)
  const cells = coarse.map((cell) => quoteLexeme(sourceId, filterLexeme('l', cell)))
  return allOf([narrowing(anyOperand(cells)), nearPart(fine)])
}

/** So few that their ids are the condition. */
async function resolveSimilar(db: Db, { sourceId }: Scope, path: string): Promise<Part> {
  const ids = await findSimilar(db, { sourceId, path })
  if (ids === null) {
    const detail = `There is no asset "/${path}" in this Source for others to be similar to.`
    throw new Failure('not_found', detail, { parameter: 'filter[similar_to]' })
  }
  if (ids.length === 0) return null
  const check = sql<SqlBool>`s.asset_id = any(${sql.val(ids)}::bigint[])`
  return { ...EVERYTHING, check, nearest: ids }
}

const SEARCH_COLUMNS: readonly RangeColumn[] = [
  'date_created',
  'date_modified',
  'date_taken',
  'file_size',
  'media_width',
  'media_height',
]

function resolveRange(column: RangeColumn, { from, below }: Range): Part {
  const needsAsset = !SEARCH_COLUMNS.includes(column)
  const subject = sql.ref(`${needsAsset ? 'a' : 's'}.${column}`)
  const checks = [
    ...(from === null ? [] : [sql`${subject} >= ${bound(from)}`]),
    ...(below === null ? [] : [sql`${subject} < ${bound(below)}`]),
  ]
  return checkPart(sql<SqlBool>`(${sql.join(checks, sql` and `)})`, needsAsset)
}

function bound(value: number | Date) {
  return typeof value === 'number'
    ? sql`${value}::bigint`
    : sql`${value.toISOString()}::timestamptz`
}

function resolveAspect({ from, to }: { from: number | null; to: number | null }): Part {
  const ratio = sql`s.media_width::float8 / nullif(s.media_height, 0)`
  const checks = [
    ...(from === null ? [] : [sql`${ratio} >= ${from}::float8`]),
    ...(to === null ? [] : [sql`${ratio} <= ${to}::float8`]),
  ]
  return checkPart(sql<SqlBool>`(${sql.join(checks, sql` and `)})`)
}

/** Nearly all are indexed, and an index knows the others. */
function resolveStatus({ sourceId }: Scope, status: string): Part {
  const unread = (statuses: string[]) => sql`(select a.id from assets a
    where a.source_id = ${sourceId} and a.status <> 'indexed' and a.status = any(${sql.val(statuses)}::text[]))`
  return status === 'indexed'
    ? checkPart(sql<SqlBool>`s.asset_id not in ${unread(['pending', 'error'])}`)
    : checkPart(sql<SqlBool>`s.asset_id in ${unread([status])}`)
}
