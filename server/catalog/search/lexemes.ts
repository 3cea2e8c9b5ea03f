import { hash } from 'node:crypto'

/**
 * The terms of asset_search.fts. Each starts with its source, `7/`, which makes the one GIN index as fast as
 * one per source. Behind it stands a word, or `#` and a filter; no word can begin with `#`. Only the terms of pairs of words,
 * `#1z0`, are those of all sources (word-pairs.ts).
 *
 *     red                word, see words.ts
 *     #t:5 #c:5 #k:5     tag, category, custom field key, by id: renaming one touches no asset
 *     #T:5:7             this tag with a confidence from 0.7 to below 0.8; there is none for 1
 *     #f:5=value         custom field with exactly this value
 *     #r:5:+02.1250      custom field with this number or day, see value-cells.ts
 *     #p:a/b             somewhere below this folder (one for every ancestor; the root has none)
 *     #d:a/b             directly in this folder
 *     #b:img_1.jpg       file name, folded
 *     #x:jpg             extension
 *     #m:image           media kind
 *     #y:image/jpeg      content type
 *     #o:landscape       or portrait, square; and the turn of EXIF, 1 to 8
 *     #l:…               a dominant colour, see color-cells.ts
 *     #a:1 #e:1          has frames, edited by a user; most are neither
 *     #h:t #h:-t         has tags, has none; c categories, k custom fields, d description, a alt text,
 *                        y date taken
 *     #h:u               marked as a copy of another asset
 *     #n:3               so many faces (10: ten or more); #n:none: not analysed
 *     #w:adult:4         this warning at this level, or none; #w:none: none of the five is known
 *     #C:… #M:… #S:…    what lists are ordered by, in steps, see order-cells.ts
 *     #z:5 #Z:700        one of 64 and one of 1,024 buckets, by chance but always the same: a fair sample
 */
export type LexemeKind =
  | ('t' | 'c' | 'k' | 'T' | 'f' | 'r')
  | ('p' | 'd' | 'b' | 'x')
  | ('m' | 'y' | 'o' | 'l' | 'a' | 'e' | 'h' | 'n' | 'w')
  | ('C' | 'M' | 'S')
  | ('z' | 'Z')

/** PostgreSQL's limit is 2,046; the source's prefix comes on top. */
const MAX_LEXEME_BYTES = 500

export function filterLexeme(kind: LexemeKind, value: string | number): string {
  const lexeme = `#${kind}:${value}`
  if (Buffer.byteLength(lexeme) <= MAX_LEXEME_BYTES) return lexeme
  return `#${kind}~${hash('sha256', lexeme, 'base64url')}`
}

/** Ten or more faces are one term. */
export const MOST_FACES = 10

/** What an asset may have or not have: the letter of its `#h` lexeme. */
export const HAS = {
  tags: 't',
  categories: 'c',
  customFields: 'k',
  description: 'd',
  altText: 'a',
  dateTaken: 'y',
} as const

/** Marked as a copy of a preferred asset; few are, so those that are not have no lexeme that says so. */
export const DUPLICATE = filterLexeme('h', 'u')

/** Few have them, as above. */
export const WEAK_ALT_TEXT = filterLexeme('h', 'w')
export const ANALYSIS_TROUBLES = { partial: filterLexeme('h', 'i'), failed: filterLexeme('h', 'x') }

export const SAMPLE_BUCKETS = 64
export const FINE_SAMPLE_BUCKETS = 1024

/** Which 64th and which 1,024th of all assets one belongs to; neither tells anything of the other. */
export function sampleBuckets(sourceId: number, originPath: string): [number, number] {
  const sum = hash('sha256', `${sourceId}/${originPath}`, 'buffer')
  return [sum.readUInt16BE(0) % SAMPLE_BUCKETS, sum.readUInt16BE(2) % FINE_SAMPLE_BUCKETS]
}

/** The tenth a confidence below 1 lies in, 0 to 9. */
export function confidenceClass(confidence: number): number {
  // So that 0.7, which is a little less than seven tenths, is in class 7.
  return Math.min(9, Math.floor(confidence * 10 + 1e-9))
}

/** One operand of a tsvector, with the places in which the word stands. */
export function quotePlaces(sourceId: number, word: string, places: readonly number[]): string {
  return `${quoteLexeme(sourceId, word)}:${places.join(',')}`
}

/** One operand of a tsquery, or of a tsvector. @param prefix whether longer lexemes that begin with it match, too */
export function quoteLexeme(sourceId: number, lexeme: string, prefix = false): string {
  return `${writeLexeme(`${sourceId}/${lexeme}`)}${prefix ? ':*' : ''}`
}

/** The operand of a lexeme with the prefix of its Source, as PostgreSQL has it. */
export function writeLexeme(lexeme: string): string {
  // Hardly any has them, and all of a large library are written here.
  const text = /['\\]/.test(lexeme) ? lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''") : lexeme
  return `'${text}'`
}

/** And back. */
export function readLexeme(operand: string): string {
  return operand.slice(1, -1).replaceAll("''", "'").replaceAll('\\\\', '\\')
}

/** A tsquery for files with exactly this name, with or without an extension. @param name folded */
export function fileNameQuery(sourceId: number, name: string): string {
  const whole = quoteLexeme(sourceId, filterLexeme('b', name))
  return `(${whole} | ${quoteLexeme(sourceId, filterLexeme('b', `${name}.`), true)})`
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
