import { type SqlBool, sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import {
  allOf,
  anyOperand,
  checkPart,
  EVERYTHING,
  narrowing,
  type Part,
  queryPart,
} from './condition-logic.ts'
import { filterLexeme, quoteLexeme } from './lexemes.ts'
import { findWordsWith } from './word-conditions.ts'
import { foldText, placeRuns, readRuns } from './words.ts'

interface Scope {
  sourceId: number
}

/** The folders by the index; of an unfinished last segment the beginning, in any case. */
export function resolvePathPrefix({ sourceId }: Scope, prefix: string): Part {
  const slash = prefix.lastIndexOf('/')
  const folder = slash === -1 ? null : filterLexeme('p', prefix.slice(0, slash))
  const complete = slash === prefix.length - 1
  return allOf([
    folder ? queryPart(quoteLexeme(sourceId, folder)) : EVERYTHING,
    complete
      ? EVERYTHING
      : checkPart(sql<SqlBool>`starts_with(s.path_folded, ${foldText(prefix)})`),
  ])
}

/** Exactly those whose path has the part, in any case. */
export async function resolvePathPart(db: Db, scope: Scope, part: string): Promise<Part> {
  const check = sql<SqlBool>`position(${foldText(part)} in s.path_folded) > 0`
  return allOf([narrowing(await narrowByPart(db, scope, part)), checkPart(check)])
}

/** pg_trgm needs three characters to be of use. */
const MIN_LOOKUP = 3
/** With more words than these the index would be slower than looking at the texts in order. */
const MAX_LOOKUP_WORDS = 1000
const MAX_LOOKUPS = 3

/**
 * What has this part in one of its texts, and more: a text that has it has words that have the longest words of it, or
 * all its pairs of Chinese and Japanese characters, so that a rare one is found through the index.
 */
export async function narrowByPart(db: Db, { sourceId }: Scope, part: string): Promise<Part> {
  const runs = readRuns(part).toSorted((one, other) => other.folded.length - one.folded.length)
  const pairs = placeRuns(
    runs.map((run) => ({
      ...run,
      parts: run.parts.filter(({ characters }) => characters !== null),
    })),
  )
  if (pairs.length > 0)
    return allOf(pairs.map(({ word }) => queryPart(quoteLexeme(sourceId, word))))
  const limit = MAX_LOOKUP_WORDS + 1
  const parts: Part[] = [EVERYTHING]
  for (const { folded } of runs.slice(0, MAX_LOOKUPS)) {
    const words = await findWordsWith(db, folded, { minLength: MIN_LOOKUP, limit })
    if (words === null || words.length === limit) continue
    parts.push(anyOperand(words.map((word) => quoteLexeme(sourceId, word))))
  }
  return allOf(parts)
}
