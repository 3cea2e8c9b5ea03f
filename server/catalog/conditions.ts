import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Db } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'
import { nearCells } from './color-cells.ts'
import type { AssetTerm, Range, RangeColumn } from './filter.ts'
import { findLabelIds } from './labels.ts'
import { filterLexeme, quoteLexeme } from './lexemes.ts'
import { foldText, placeRuns, type Run, readRuns, readWords } from './words.ts'

/**
 * What a term means for the database; null when no asset can fit. An asset fits when both hold:
 * `query`, a tsquery the GIN index answers, and `check`, on `asset_search s` and, if needed, `assets a`.
 */
export interface Condition {
  query: string | null
  check: RawBuilder<SqlBool> | null
  needsAsset: boolean
}

interface Scope {
  sourceId: number
  accountId: number
}

const EVERYTHING: Condition = { query: null, check: null, needsAsset: false }

/** Looks up what the names in a term stand for now, so that a renamed category is found at once. */
export async function resolveTerm(
  db: Db,
  scope: Scope,
  term: AssetTerm,
): Promise<Condition | null> {
  const lexemes = (list: readonly string[]) => anyLexeme(scope, list)
  switch (term.kind) {
    case 'and':
      return allOf(await resolveAll(db, scope, term.terms))
    case 'or':
      return anyOf(await resolveAll(db, scope, term.terms))
    case 'lexemes':
      return lexemes(term.lexemes)
    case 'color':
      return resolveColor(scope, term.hex, 15)
    case 'label': {
      const ids = await findLabelIds(db, { ...scope, kind: term.label, label: term.name })
      return lexemes(ids.flat().map((id) => filterLexeme(term.label === 'tag' ? 't' : 'c', id)))
    }
    case 'custom': {
      const { key, value } = term
      const ids = await findLabelIds(db, { ...scope, kind: 'custom_field_key', label: key })
      if (value === null) return lexemes(ids.flat().map((id) => filterLexeme('k', id)))
      return anyOperand(ids.flatMap((merged) => fieldOperands(scope, merged, value)))
    }
    case 'keyword':
      return await resolveKeyword(db, scope, term.text)
    case 'pathPrefix':
      return resolvePathPrefix(scope, term.prefix)
    case 'pathPart':
      return await resolvePathPart(db, scope, term.part)
    case 'range':
      return resolveRange(term.column, term.range)
    case 'status':
      return { query: null, check: sql<SqlBool>`a.status = ${term.status}`, needsAsset: true }
  }
}

async function resolveAll(db: Db, scope: Scope, terms: readonly AssetTerm[]) {
  const conditions: (Condition | null)[] = []
  for (const term of terms) conditions.push(await resolveTerm(db, scope, term))
  return conditions
}

function allOf(conditions: readonly (Condition | null)[]): Condition | null {
  const present = conditions.filter((condition) => condition !== null)
  if (present.length < conditions.length) return null
  const queries = present.flatMap(({ query }) => query ?? [])
  const checks = present.flatMap(({ check }) => check ?? [])
  return {
    query: queries.length === 0 ? null : `(${queries.join(' & ')})`,
    check: checks.length === 0 ? null : sql<SqlBool>`(${sql.join(checks, sql` and `)})`,
    needsAsset: present.some(({ needsAsset }) => needsAsset),
  }
}

/** The query of the whole is one only if each part has one; the checks then tell the parts apart. */
function anyOf(conditions: readonly (Condition | null)[]): Condition | null {
  const present = conditions.filter((condition) => condition !== null)
  if (present.length === 0) return null
  if (present.some(({ query, check }) => query === null && check === null)) return EVERYTHING
  const queries = present.flatMap(({ query }) => query ?? [])
  const plain = present.every(({ check }) => check === null)
  const checks = present.map(({ query, check }) => {
    const matches = query === null ? [] : [sql<SqlBool>`s.fts @@ ${query}::tsquery`]
    return sql`(${sql.join([...matches, ...(check ? [check] : [])], sql` and `)})`
  })
  return {
    query: queries.length < present.length ? null : `(${queries.join(' | ')})`,
    check: plain ? null : sql<SqlBool>`(${sql.join(checks, sql` or `)})`,
    needsAsset: present.some(({ needsAsset }) => needsAsset),
  }
}

function anyLexeme({ sourceId }: Scope, lexemes: readonly string[]): Condition | null {
  return anyOperand(lexemes.map((lexeme) => quoteLexeme(sourceId, lexeme)))
}

function anyOperand(operands: readonly string[]): Condition | null {
  return operands.length === 0 ? null : { ...EVERYTHING, query: `(${operands.join(' | ')})` }
}

/** Of several keys that were merged, an asset's value is that of the first it has. */
function fieldOperands({ sourceId }: Scope, keyIds: readonly number[], value: string): string[] {
  return keyIds.map((id, at) => {
    const unseen = keyIds.slice(0, at).map((before) => filterLexeme('k', before))
    const own = quoteLexeme(sourceId, filterLexeme('f', `${id}=${value}`))
    return `(${[own, ...unseen.map((lexeme) => `!${quoteLexeme(sourceId, lexeme)}`)].join(' & ')})`
  })
}

const MAX_KEYWORDS = 40
/** Shorter beginnings stand for thousands of words. */
const MIN_PREFIX = 3
/** Parts of words are looked for from this length on, and at most so many words with them, short ones first. */
const MIN_PART = 4
const MAX_WORDS_WITH_PART = 64

/** All words have to occur, in any field. The last one may be unfinished, longer ones a part of a word. */
async function resolveKeyword(db: Db, scope: Scope, text: string): Promise<Condition | null> {
  const runs = [...new Map(readRuns(text).map((run) => [run.folded, run])).values()]
  if (runs.length > MAX_KEYWORDS) {
    const detail = `A search has at most ${MAX_KEYWORDS} words.`
    throw new Failure('invalid_parameter', detail, { parameter: 'filter[keyword]' })
  }
  if (runs.length === 0) return null
  const names = await findNames(db, scope)
  const operands: string[] = []
  for (const [at, run] of runs.entries()) {
    const last = at === runs.length - 1
    const words = await findWordsWith(db, run.folded, MIN_PART, MAX_WORDS_WITH_PART)
    operands.push(keywordOperand(scope, { run, last, words, names }))
  }
  return { ...EVERYTHING, query: `(${operands.join(' & ')})` }
}

interface Keyword {
  run: Run
  last: boolean
  /** Known words of which it is a part; null when it is too short. */
  words: string[] | null
  names: readonly LabelName[]
}

function keywordOperand({ sourceId }: Scope, { run, last, words, names }: Keyword): string {
  const { folded } = run
  const prefix = last && Array.from(folded).length >= MIN_PREFIX
  const fits = (word: string) =>
    word === folded ||
    (prefix && word.startsWith(folded)) ||
    (words !== null && word.includes(folded))
  const labels = names.filter((name) => name.words.some(fits))
  const alternatives = [
    quoteLexeme(sourceId, folded, prefix),
    `(${placeRuns([run])
      .map(({ word }) => quoteLexeme(sourceId, word))
      .join(' & ')})`,
    ...(words ?? []).map((word) => quoteLexeme(sourceId, word)),
    ...labels.map(({ lexeme }) => quoteLexeme(sourceId, lexeme)),
  ]
  return `(${[...new Set(alternatives)].join(' | ')})`
}

interface LabelName {
  lexeme: string
  words: string[]
}

const MAX_NAMES = 10_000

/** Names of categories and custom field keys are not in the index, so that they can be renamed. */
async function findNames(db: Db, { accountId }: Scope): Promise<LabelName[]> {
  const { rows } = await sql<{ id: number; name: string; kind: 'c' | 'k' }>`
    (select l.id, k.name, 'c' as kind from categories l
      join categories k on k.id = coalesce(l.merged_into, l.id) and k.name is not null
      where l.account_id = ${accountId} limit ${MAX_NAMES})
    union all
    (select l.id, k.key, 'k' from custom_field_keys l
      join custom_field_keys k on k.id = coalesce(l.merged_into, l.id) and k.key is not null
      where l.account_id = ${accountId} limit ${MAX_NAMES})
  `.execute(db)
  return rows.map(({ id, name, kind }) => ({
    lexeme: filterLexeme(kind, id),
    words: readWords(name),
  }))
}

/** Words of the index that hold this part; null when it is too short to ask. */
async function findWordsWith(
  db: Db,
  part: string,
  minLength: number,
  limit: number,
): Promise<string[] | null> {
  if (Array.from(part).length < minLength) return null
  // Words are letters, digits and marks alone: nothing in them means anything to LIKE.
  const { rows } = await sql<{ word: string }>`
    select word from lexicon where word like ${`%${part}%`}
    order by length(word), word limit ${limit}`.execute(db)
  return rows.map(({ word }) => word)
}

/** The index finds what may be near; the cells of the asset's colours, with their shares, tell whether they are. */
function resolveColor(scope: Scope, hex: string, tolerance: number): Condition | null {
  const { coarse, fine } = nearCells(hex, tolerance)
  const condition = anyLexeme(
    scope,
    coarse.map((cell) => filterLexeme('l', cell)),
  )
  return (
    condition && { ...condition, check: sql<SqlBool>`has_color(s.color_cells, ${fine}::bytea)` }
  )
}

/** The folders by the index; of an unfinished last segment the beginning, in any case. */
function resolvePathPrefix({ sourceId }: Scope, prefix: string): Condition {
  const slash = prefix.lastIndexOf('/')
  const folder = slash === -1 ? null : filterLexeme('p', prefix.slice(0, slash))
  const complete = slash === prefix.length - 1
  return {
    query: folder && quoteLexeme(sourceId, folder),
    check: complete ? null : sql<SqlBool>`starts_with(s.path_folded, ${foldText(prefix)})`,
    needsAsset: false,
  }
}

/** pg_trgm needs three characters to be of use. */
const MIN_LOOKUP = 3
/** With more words than these the index would be slower than looking at the paths in order. */
const MAX_LOOKUP_WORDS = 200

/**
 * Exactly those whose path has the part, in any case. A path that has it has a word that has the longest
 * word of it, so that a rare one is found through the index.
 */
async function resolvePathPart(db: Db, scope: Scope, part: string): Promise<Condition | null> {
  const check = sql<SqlBool>`position(${foldText(part)} in s.path_folded) > 0`
  const runs = readRuns(part).map(({ folded }) => folded)
  const longest = runs.sort((one, other) => other.length - one.length)[0] ?? ''
  const words = await findWordsWith(db, longest, MIN_LOOKUP, MAX_LOOKUP_WORDS + 1)
  if (words === null || words.length > MAX_LOOKUP_WORDS) return { ...EVERYTHING, check }
  const condition = anyLexeme(scope, words)
  return condition && { ...condition, check }
}

const SEARCH_COLUMNS: readonly RangeColumn[] = ['date_created', 'date_modified', 'file_size']

function resolveRange(column: RangeColumn, { from, below }: Range): Condition {
  const needsAsset = !SEARCH_COLUMNS.includes(column)
  const subject = sql.ref(`${needsAsset ? 'a' : 's'}.${column}`)
  const checks = [
    ...(from === null ? [] : [sql`${subject} >= ${bound(from)}`]),
    ...(below === null ? [] : [sql`${subject} < ${bound(below)}`]),
  ]
  return { query: null, check: sql<SqlBool>`(${sql.join(checks, sql` and `)})`, needsAsset }
}

function bound(value: number | Date) {
  return typeof value === 'number'
    ? sql`${value}::bigint`
    : sql`${value.toISOString()}::timestamptz`
}
