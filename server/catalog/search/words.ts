/**
 * Text → words, for what is indexed and for what is asked alike. Done here and not in PostgreSQL, so that
 * every version of it gives the same words, and so that `/a/red-shoe_12.jpg` is five of them.
 */

/** A word longer than this is cut: a lexeme may have 2,046 bytes. */
const MAX_WORD_LENGTH = 400

/** Accents of Latin, Greek and Cyrillic. The marks of other scripts are part of their words. */
const ACCENTS = /[\u0300-\u036f]/g
const RUNS = /[\p{L}\p{N}\p{M}]+/gu
const CJK_STRETCH =
  /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]*)/u
/** Before a capital that starts a word (`redShoe`, `HTMLPage`), and between letters and digits. */
const INNER_BORDER =
  /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/u

/** Nothing in it has another form but that of its case; most texts are so, and are told by one look at them. */
const PLAIN = /^[ -~]*$/
/** Is a word as it is. */
const PLAIN_WORD = /^(?:[a-z]+|[0-9]+)$/

/** Lower case, without accents, in one Unicode form: `Ärger`, `ärger`, `A\u0308rger` are the same; `ß` is `ss`. */
export function foldText(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase()
  return dropAccents(text).toLowerCase().replaceAll('ς', 'σ').replaceAll('ß', 'ss')
}

/** Keeps the case, which still tells where words begin. */
function dropAccents(text: string): string {
  if (PLAIN.test(text)) return text
  return text.toWellFormed().normalize('NFKD').replace(ACCENTS, '').normalize('NFC')
}

/** A word and where it stands in its text; words that are next to each other have places that are. */
export interface PlacedWord {
  word: string
  place: number
}

/**
 * All words an asset with this text is found by, from place 0 on: the parts of each run of letters and digits
 * (`IMG48213` → img, 48213), every character and pair of characters of Chinese and Japanese, and the run as a whole,
 * which stands where its first and where its last part is.
 */
export function placeWords(text: string): Generator<PlacedWord> {
  return placeWordsOf(readRuns(text))
}

export function* placeWordsOf(runs: readonly Run[]): Generator<PlacedWord> {
  let next = 0
  for (const { folded, parts } of runs) {
    const first = next
    for (const { word, characters } of parts) {
      if (characters === null) yield { word, place: next }
      else yield* placeCharacters(characters, next)
      next += characters?.length ?? 1
    }
    const last = next - 1
    // A run of one word is that word.
    if (last === first) continue
    yield { word: folded, place: first }
    yield { word: folded, place: last }
  }
}

function* placeCharacters(characters: readonly string[], first: number): Generator<PlacedWord> {
  for (const [at, character] of characters.entries()) {
    yield { word: character, place: first + at }
    const following = characters[at + 1]
    if (following !== undefined) yield { word: character + following, place: first + at }
  }
}

/** The words of a text, each once. */
export function readWords(text: string): string[] {
  return [...new Set(Array.from(placeWords(text), ({ word }) => word))]
}

/** A run of letters and digits. */
export interface Run {
  folded: string
  /** What it is made of, in order. Never empty. */
  parts: Part[]
}

/** `characters` are those of a stretch of Chinese or Japanese; null: any other word. */
interface Part {
  word: string
  characters: string[] | null
}

export function readRuns(text: string): Run[] {
  return (dropAccents(text).match(RUNS) ?? []).map((run) => {
    const folded = cut(foldText(run))
    if (PLAIN_WORD.test(run)) return { folded, parts: [{ word: folded, characters: null }] }
    return { folded, parts: run.split(INNER_BORDER).flatMap((part) => readParts(foldText(part))) }
  })
}

function readParts(folded: string): Part[] {
  const parts = folded.split(CJK_STRETCH).map((text, at) => {
    const characters = at % 2 === 1 ? Array.from(text) : null
    return { word: characters ? text : cut(text), characters }
  })
  return parts.filter(({ word }) => word !== '')
}

function cut(word: string): string {
  return word.slice(0, MAX_WORD_LENGTH).toWellFormed()
}

/** The words, in order and with places, of which each text that has these runs next to each other has all. */
export function placeRuns(runs: readonly Run[]): PlacedWord[] {
  let next = 0
  return runs.flatMap(({ parts }) =>
    parts.flatMap(({ word, characters }) => {
      const first = next
      next += characters?.length ?? 1
      if (characters === null || characters.length === 1) return [{ word, place: first }]
      return characters
        .slice(1)
        .map((character, at) => ({ word: `${characters[at]}${character}`, place: first + at }))
    }),
  )
}

/** Shorter parts of words cannot be looked up. */
const SHORTEST_PART = 3

/** Whether a part of a text can be found through the index: three letters or digits in a row, or a Chinese character. */
export function isLongEnough(text: string): boolean {
  return readRuns(text).some(
    ({ folded, parts }) =>
      Array.from(folded).length >= SHORTEST_PART ||
      parts.some(({ characters }) => characters !== null),
  )
}
