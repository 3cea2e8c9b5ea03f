import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { filterLexeme, HAS } from './lexemes.ts'

/**
 * What a term means for the database. An asset fits when both hold: `query`, a tsquery the GIN index answers, and
 * `check`, on `asset_search s` and, if needed, `assets a`. The query of a whole search is never made of exclusions
 * alone, which would read all of the index.
 */
export interface Condition {
  query: string | null
  /** What of the query the check does not tell, too: all that is left to ask of an asset that is looked at anyway. */
  rest: string | null
  check: RawBuilder<SqlBool> | null
  /** What an asset has to have a colour near to, each of these (nearCells), when the check tells nothing else; null: it does. */
  near: readonly Buffer[] | null
  needsAsset: boolean
  /** What was asked for is to be alike to something: the assets in the order in which they are, nearest first. */
  nearest: readonly number[] | null
}

/** A condition within others: `except` are tsqueries that must not match. null: no asset can fit. */
export type Part = (Condition & { except: readonly string[] }) | null

export const EVERYTHING = {
  query: null,
  rest: null,
  check: null,
  near: [],
  needsAsset: false,
  nearest: null,
  except: [],
} as const

export function queryPart(query: string): Part {
  return { ...EVERYTHING, query, rest: query }
}

/** Helps the index to find what a check then tells by itself. */
export function narrowing(part: Part): Part {
  return part && { ...part, rest: null }
}

export function checkPart(check: RawBuilder<SqlBool>, needsAsset = false): Part {
  return { ...EVERYTHING, check, near: null, needsAsset }
}

/** @param fine as nearCells gives it */
export function nearPart(fine: Buffer): Part {
  return {
    ...EVERYTHING,
    check: sql<SqlBool>`has_color(s.color_cells, ${fine}::bytea)`,
    near: [fine],
  }
}

/** Any of these operands of a tsquery. */
export function anyOperand(operands: readonly string[]): Part {
  const [first] = operands
  if (first === undefined) return null
  return queryPart(operands.length === 1 ? first : `(${operands.join(' | ')})`)
}

export function allOf(parts: readonly Part[]): Part {
  const present = parts.filter((part) => part !== null)
  if (present.length < parts.length) return null
  const checks = present.flatMap(({ check }) => check ?? [])
  return {
    query: joinQueries(present.map(({ query }) => query)),
    rest: joinQueries(present.map(({ rest }) => rest)),
    check: joinChecks(checks, sql` and `),
    near: present.some(({ near }) => near === null)
      ? null
      : present.flatMap(({ near }) => near ?? []),
    needsAsset: present.some(({ needsAsset }) => needsAsset),
    nearest: present.find(({ nearest }) => nearest !== null)?.nearest ?? null,
    except: present.flatMap(({ except }) => except),
  }
}

/** The query of the whole is one only if each part has one; the checks then tell the parts apart. */
export function anyOf(parts: readonly Part[]): Part {
  const present = parts.flatMap((part) => finish(part) ?? [])
  if (present.length === 0) return null
  if (present.some(({ query, check }) => query === null && check === null)) return EVERYTHING
  const plain = present.filter(({ check }) => check === null).flatMap(({ query }) => query ?? [])
  const queries = present.flatMap(({ query }) => query ?? [])
  const whole = anyOperand(queries)?.query ?? null
  if (plain.length === present.length) return anyOperand(queries)
  const checks = [
    ...(plain.length === 0 ? [] : [matches(anyOperand(plain)?.query ?? '')]),
    ...present.filter(({ check }) => check !== null).map(toCheck),
  ]
  return {
    query: queries.length < present.length ? null : whole,
    rest: null,
    check: joinChecks(checks, sql` or `),
    near: null,
    needsAsset: present.some(({ needsAsset }) => needsAsset),
    nearest: null,
    except: [],
  }
}

export function notOf(part: Part): Part {
  if (part === null) return EVERYTHING
  if (part.check === null && part.query === null && part.except.length === 0) return null
  if (part.check === null && part.query !== null && part.except.length === 0) {
    return { ...EVERYTHING, except: [part.query] }
  }
  const whole = finish(part)
  if (whole === null) return EVERYTHING
  return checkPart(sql<SqlBool>`(${toCheck(whole)}) is not true`, whole.needsAsset)
}

/** Exclusions go into the query when there is one, else they are a check. */
export function finish(part: Part): Condition | null {
  if (part === null) return null
  const { except, ...condition } = part
  const { query, check } = condition
  if (except.length === 0) return condition
  const excluded = except.map((one) => `!${one}`).join(' & ')
  if (query !== null) {
    const rest = joinQueries([condition.rest, excluded])
    return { ...condition, query: `(${query} & ${excluded})`, rest }
  }
  const others = anyOperand(except.filter((one) => !NO_DAY.test(one)))
  const unwanted = [
    ...(except.some((one) => NO_DAY.test(one)) ? [hasDay('s')] : []),
    ...(others?.query ? [sql<SqlBool>`not ${matches(others.query)}`] : []),
  ]
  const checks = [...unwanted, ...(check ? [check] : [])]
  return { ...condition, check: joinChecks(checks, sql` and `), near: null }
}

const NO_DAY_LEXEME = filterLexeme('h', `-${HAS.dateTaken}`)
const NO_DAY = new RegExp(`^'\\d+/${NO_DAY_LEXEME}'$`)

/**
 * A row of asset_search does not lack a day taken: in words that are the same for all Sources, since an index of those that have
 * one goes by them.
 */
export function hasDay(table: string): RawBuilder<SqlBool> {
  const [quote, lexeme] = [sql.lit("'"), sql.lit(`/${NO_DAY_LEXEME}'`)]
  const [fts, sourceId] = [sql.ref(`${table}.fts`), sql.ref(`${table}.source_id`)]
  return sql<SqlBool>`not ${fts} @@ (${quote} || ${sourceId}::text || ${lexeme})::tsquery`
}

export function matches(query: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`s.fts @@ ${query}::tsquery`
}

/**
 * The same for the index to find: it looks each asset that has one of many alternatives up in all of them, and is twice as fast
 * when they are asked for in some parts.
 * @param beside operands that it has to have as well
 */
export function finds(query: string, beside: readonly string[] = []): RawBuilder<SqlBool> {
  const also = (part: string) => (beside.length === 0 ? part : [...beside, `(${part})`].join(' & '))
  const operands = ALTERNATIVES.test(query) ? (query.match(OPERAND) ?? []) : []
  if (operands.length <= PART) return matches(also(query))
  const parts = Array.from({ length: Math.ceil(operands.length / PART) }, (_, at) =>
    matches(also(operands.slice(at * PART, (at + 1) * PART).join(' | '))),
  )
  return sql<SqlBool>`(${sql.join(parts, sql` or `)})`
}

/** Planning each costs what looking at some hundred assets does. */
const PART = 12

function toCheck({ rest, check }: Condition): RawBuilder<SqlBool> {
  const checks = [...(rest === null ? [] : [matches(rest)]), ...(check ? [check] : [])]
  return joinChecks(checks, sql` and `) ?? sql<SqlBool>`true`
}

function joinChecks(
  checks: readonly RawBuilder<SqlBool>[],
  word: RawBuilder<unknown>,
): RawBuilder<SqlBool> | null {
  return checks.length === 0 ? null : sql<SqlBool>`(${sql.join(checks, word)})`
}

/** Of a prefix, and of many alternatives, the index reads all that they stand for. */
export function hasManyTerms(query: string | null): boolean {
  return query !== null && (PREFIX.test(query) || query.split(' | ').length > MOST_OPERANDS)
}

const PREFIX = /':\*/
/** As quoteLexeme writes one. */
const OPERAND = /'(?:[^'\\]|''|\\\\)*'(?::\*)?/g
const ALTERNATIVES = new RegExp(`^\\(${OPERAND.source}(?: \\| ${OPERAND.source})*\\)$`)
const MOST_OPERANDS = 10

export function joinAlternatives(operands: readonly string[]): string {
  return operands.length === 1 ? operands.join('') : `(${operands.join(' | ')})`
}

/**
 * Without many terms that only help to find what the check tells, such as the cells of a colour, where something else
 * was asked as well: each asset that has this would be looked up in each of the terms.
 */
export function withoutHelp<Asked extends Condition>(asked: Asked): Asked {
  const { query, rest } = asked
  return rest !== null && hasManyTerms(query) && !hasManyTerms(rest)
    ? { ...asked, query: rest }
    : asked
}

/** All of them; null when there are none. */
export function joinQueries(queries: readonly (string | null)[]): string | null {
  const present = queries.flatMap((query) => query ?? [])
  return present.length > 1 ? `(${present.join(' & ')})` : (present[0] ?? null)
}
