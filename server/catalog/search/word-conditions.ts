import { type SqlBool, sql } from 'kysely'
import { KEPT } from '../../db/connection.ts'
import type { Db } from '../../db/tables.ts'
import { allOf, anyOperand, checkPart, matches, narrowing, type Part } from './condition-logic.ts'
import { filterLexeme, quoteLexeme, writeLexeme } from './lexemes.ts'
import { MAY_HAVE_OLDER_ROWS } from './renew-index.ts'
import { pairLexeme } from './word-pairs.ts'
import { type PlacedWord, placeRuns, placeWords, type Run } from './words.ts'

/** What somebody looks for by keyword, as a tsquery. */

/** Shorter beginnings stand for thousands of words; in a long search longer ones, too, are too many to ask for. */
const MIN_PREFIX = 3
const MIN_PREFIX_OF_MANY = 5
const MANY_PIECES = 8
/** Parts of words are looked for from this length on. */
const MIN_PART = 4
/**
 * So many words are tried that have what was asked for as a part, short ones first; and a beginning that stands for no
 * more words than these is asked for word by word: PostgreSQL reads all places of all words that a prefix stands for
 * before it looks at anything else that was asked.
 */
const MOST_WORDS = { parts: 64, beginnings: 200 }
/** Of all labels whose names fit one piece of a search. */
const MAX_FITTING_NAMES = 1000

interface WordScope {
  sourceId: number
  /** What categories and custom field keys are called; they are not in the index, so that they can be renamed. */
  names: readonly LabelName[]
  /** Words and phrases of the whole search: the more there are, the fewer words are tried for each. */
  pieces: number
}

export interface LabelName {
  lexeme: string
  words: readonly PlacedWord[]
}

/**
 * These runs next to each other in one text, or in the name of a category or key. Unless `exact`, the last word may be
 * unfinished from three letters on, and a single one of four letters or more may be a part of a word.
 */
export async function resolveWords(
  db: Db,
  { sourceId, names, pieces }: WordScope,
  { runs, exact }: { runs: readonly Run[]; exact: boolean },
): Promise<Part> {
  const [only] = runs
  const many = pieces > MANY_PIECES
  const most = many ? { parts: 8, beginnings: 20 } : MOST_WORDS
  const minPrefix = many ? MIN_PREFIX_OF_MANY : MIN_PREFIX
  const single = runs.length === 1 && !exact ? only : undefined
  const known = single
    ? await findWordsWith(db, single.folded, { minLength: MIN_PART, limit: most.parts })
    : null
  const begun = single
    ? await findWordsBeginning(db, single.folded, { known, minPrefix, most })
    : null
  const spellings = spell(runs, exact ? null : minPrefix)
  const quote = (word: string, prefix = false) => quoteLexeme(sourceId, word, prefix)
  const fitting = names.filter(
    ({ words }) =>
      spellings.some((spelling) => stands(spelling, words)) ||
      (known !== null && words.some(({ word }) => word.includes(single?.folded ?? ''))),
  )
  const asked = spellings.map((spelling) =>
    begun && spelling.words.length === 1 ? { ...spelling, prefix: false } : spelling,
  )
  const others = [
    ...[...(known ?? []), ...(begun ?? [])].map((word) => quote(word)),
    ...fitting.slice(0, MAX_FITTING_NAMES).map(({ lexeme }) => quote(lexeme)),
  ]
  const operands = asked.map((spelling) => writePhrase(spelling, quote))
  const exactly = anyOperand([...new Set([...operands, ...others])])
  if (exactly === null || asked.every(({ words }) => words.length === 1)) return exactly
  // The index knows where no word stands: what it finds for a phrase are those with all its words and pairs.
  const nearly = await writeNearly(db, asked, quote)
  return allOf([
    narrowing(anyOperand([...new Set([...nearly, ...others])])),
    // In a form that the planner does not hand to the index, which would know no better.
    checkPart(sql<SqlBool>`(${matches(exactly.query ?? '')}) is true`),
  ])
}

/** Words at their distances; `prefix`: the last one may be longer. */
interface Spelling {
  words: readonly PlacedWord[]
  prefix: boolean
}

/** `redShoe 12` is found where it is written so, or `red shoe 12`, or `redshoe 12`. */
function spell(runs: readonly Run[], minPrefix: number | null): Spelling[] {
  const whole = runs.map(({ folded }, place) => ({ word: folded, place }))
  const parts = placeRuns(runs)
  const differ = parts.some(({ word }, at) => word !== whole[at]?.word)
  return (differ ? [whole, parts] : [whole]).map((words) => {
    const length = Array.from(words.at(-1)?.word ?? '').length
    return { words, prefix: minPrefix !== null && length >= minPrefix }
  })
}

function writePhrase({ words, prefix }: Spelling, quote: Quote): string {
  const text = words.map(({ word, place }, at) => {
    const distance = place - (words[at - 1]?.place ?? place)
    const operand = quote(word, prefix && at === words.length - 1)
    return at === 0 ? operand : ` <${distance}> ${operand}`
  })
  return words.length === 1 ? text.join('') : `(${text.join('')})`
}

type Quote = (word: string, prefix: boolean) => string

/** Rows of an older version have no pairs. */
async function writeNearly(
  db: Db,
  spellings: readonly Spelling[],
  quote: Quote,
): Promise<string[]> {
  const pairs = spellings.map(pairsOf)
  const known = pairs.some(({ length }) => length > 0) && !(await mayHaveOlderRows(db))
  return spellings.map((spelling, at) =>
    writeTogether(spelling, { pairs: known ? (pairs[at] ?? []) : [], quote }),
  )
}

async function mayHaveOlderRows(db: Db): Promise<boolean> {
  const { rows } = await sql<{ older: boolean }>`
    select ${KEPT} ${MAY_HAVE_OLDER_ROWS} as older`.execute(db)
  return rows[0]?.older ?? true
}

function pairsOf({ words, prefix }: Spelling): string[] {
  const whole = prefix ? words.slice(0, -1) : words
  return whole.flatMap(({ word, place }, at) => {
    const next = whole[at + 1]
    const pair = next?.place === place + 1 ? pairLexeme(word, next.word) : null
    return pair ?? []
  })
}

/** All words and pairs of a phrase, wherever they stand. */
function writeTogether(
  { words, prefix }: Spelling,
  { pairs, quote }: { pairs: readonly string[]; quote: Quote },
): string {
  const operands = words.map(({ word }, at) => quote(word, prefix && at === words.length - 1))
  const all = [...operands, ...pairs.map(writeLexeme)]
  return words.length === 1 ? operands.join('') : `(${all.join(' & ')})`
}

/** Whether the words stand in a text at these distances. */
function stands({ words, prefix }: Spelling, text: readonly PlacedWord[]): boolean {
  const last = words.length - 1
  const fits = (asked: string, word: string, at: number) =>
    word === asked || (prefix && at === last && word.startsWith(asked))
  const origin = words[0]?.place ?? 0
  return text.some(({ place: from }) =>
    words.every(({ word: asked, place }, at) =>
      text.some((one) => one.place === from + place - origin && fits(asked, one.word, at)),
    ),
  )
}

const MAX_NAMES = 10_000

/** All names of the account, those that labels were merged into. */
export async function findNames(db: Db, accountId: number): Promise<LabelName[]> {
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
    words: wordsOfName(name),
  }))
}

const MAX_KEPT_NAMES = 20_000
const keptWords = new Map<string, readonly PlacedWord[]>()

/** Names hardly change and are asked for with every keyword. */
function wordsOfName(name: string): readonly PlacedWord[] {
  const kept = keptWords.get(name)
  if (kept) return kept
  const words = [...placeWords(name)]
  if (keptWords.size === MAX_KEPT_NAMES) keptWords.clear()
  keptWords.set(name, words)
  return words
}

/**
 * All words of the index that begin so; null when they are too many, or when it is too short to ask.
 * @param known some of the words that hold it, shortest first; all when there are fewer than most.parts
 */
async function findWordsBeginning(
  db: Db,
  beginning: string,
  {
    known,
    minPrefix,
    most,
  }: { known: readonly string[] | null; minPrefix: number; most: typeof MOST_WORDS },
): Promise<readonly string[] | null> {
  if (Array.from(beginning).length < minPrefix) return null
  if (known && known.length < most.parts) return known
  const { rows } = await sql<{ word: string }>`
    select word from lexicon where word >= ${beginning} and word < ${`${beginning}\u{10ffff}`}
    limit ${most.beginnings + 1}`.execute(db)
  return rows.length > most.beginnings ? null : rows.map(({ word }) => word)
}

/** Words of the index that hold this part; null when it is too short to ask. */
export async function findWordsWith(
  db: Db,
  part: string,
  { minLength, limit }: { minLength: number; limit: number },
): Promise<string[] | null> {
  if (Array.from(part).length < minLength) return null
  // Words are letters, digits and marks alone: nothing in them means anything to LIKE.
  const { rows } = await sql<{ word: string }>`
    select word from lexicon where word like ${`%${part}%`}
    order by length(word), word limit ${limit}`.execute(db)
  return rows.map(({ word }) => word)
}
