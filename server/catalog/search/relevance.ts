import { type SqlBool, sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { Failure } from '../../lib/failures.ts'
import type { AssetTerm } from './asset-terms.ts'
import { matches } from './condition-logic.ts'
import { fileNameQuery } from './lexemes.ts'
import type { Wanted } from './search-stretch.ts'
import { foldText } from './words.ts'

/**
 * What a file would be called that is most relevant.
 * @throws Failure `invalid_parameter` when nothing was asked that could be more or less relevant
 */
export function namesAskedFor(filter: AssetTerm): string[] {
  const texts = keywordsOf(filter)
  if (texts.length === 0) {
    const detail = 'Sorting by relevance needs filter[keyword] or filter[similar_to].'
    throw new Failure('invalid_parameter', detail, { parameter: 'sort' })
  }
  return texts.map((text) => foldText(text.replaceAll('"', '').trim())).filter(Boolean)
}

/**
 * Sorting by relevance: first the assets whose file name is what was asked for, with or without its extension, then
 * the others; each tier is searched by itself, newest first. null: nobody is in it.
 */
export async function planTiers(
  db: Db,
  names: readonly string[],
  wanted: Wanted,
): Promise<(Wanted | null)[]> {
  if (names.length === 0) return [wanted]
  const { sourceId, query, rest, check } = wanted
  const named = `(${names.map((name) => fileNameQuery(sourceId, name)).join(' | ')})`
  const { rows } = await sql`
    select from asset_search s where ${matches(named)} limit 1`.execute(db)
  // Mostly no file is called so, and the others are found sooner when none has to be left out.
  if (rows.length === 0) return [null, wanted]
  if (query === null) {
    const others = sql<SqlBool>`not ${matches(named)}`
    return [
      { ...wanted, query: named, rest: named },
      { ...wanted, check: check ? sql<SqlBool>`${check} and ${others}` : others, near: null },
    ]
  }
  const also = (tier: string) => ({
    ...wanted,
    query: `(${query}) & ${tier}`,
    rest: rest === null ? tier : `(${rest}) & ${tier}`,
  })
  return [also(named), also(`!${named}`)]
}

function keywordsOf(term: AssetTerm): string[] {
  if (term.kind === 'keyword') return [term.text]
  return term.kind === 'and' || term.kind === 'or' ? term.terms.flatMap(keywordsOf) : []
}
