import { createHash } from 'node:crypto'

/**
 * The terms of asset_search.fts. Each starts with its source, `7/`, which makes the one GIN index as fast as
 * one per source. Behind it stands a word, or `#` and a filter; no word can begin with `#`.
 *
 *     red                word, see words.ts
 *     #t:5 #c:5 #k:5     tag, category, custom field key, by id: renaming one touches no asset
 *     #f:5=value         custom field with exactly this value
 *     #p:a/b             somewhere below this folder (one for every ancestor; the root has none)
 *     #d:a/b             directly in this folder
 *     #m:image           media kind
 *     #y:image/jpeg      content type
 *     #l:3:-1:2          a dominant colour in this cell, see lab-bins.ts
 *     #a:1 #e:1          has frames, edited by a user (0: not)
 *     #n:3               so many faces (10: ten or more)
 *     #w:adult:4         this warning at this level
 */
export type LexemeKind = 't' | 'c' | 'k' | 'f' | 'p' | 'd' | 'm' | 'y' | 'l' | 'a' | 'e' | 'n' | 'w'

/** PostgreSQL's limit is 2,046; the source's prefix comes on top. */
const MAX_LEXEME_BYTES = 500

export function filterLexeme(kind: LexemeKind, value: string | number): string {
  const lexeme = `#${kind}:${value}`
  if (Buffer.byteLength(lexeme) <= MAX_LEXEME_BYTES) return lexeme
  return `#${kind}~${createHash('sha256').update(lexeme).digest('base64url')}`
}

/** Ten or more faces are one term. */
export const MOST_FACES = 10

/** The text form of a tsvector. */
export function writeTsvector(sourceId: number, lexemes: Iterable<string>): string {
  return Array.from(lexemes, (lexeme) => quoteLexeme(sourceId, lexeme)).join(' ')
}

/** One operand of a tsquery. @param prefix whether longer lexemes that begin with it match, too */
export function quoteLexeme(sourceId: number, lexeme: string, prefix = false): string {
  const text = `${sourceId}/${lexeme}`.replaceAll('\\', '\\\\').replaceAll("'", "''")
  return `'${text}'${prefix ? ':*' : ''}`
}

/** The folders a file is in, outermost first, without slashes at the ends: `a/b/c.jpg` → a, a/b. */
export function foldersOf(originPath: string): string[] {
  const folders: string[] = []
  for (
    let slash = originPath.indexOf('/');
    slash !== -1;
    slash = originPath.indexOf('/', slash + 1)
  ) {
    folders.push(originPath.slice(0, slash))
  }
  return folders
}
