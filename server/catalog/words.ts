/**
 * Text → words, for what is indexed and for what is asked alike. Done here and not in PostgreSQL, so that
 * every version of it gives the same words, and so that `/a/red-shoe_12.jpg` is five of them.
 */

/** A word longer than this is cut: a lexeme may have 2,046 bytes. */
const MAX_WORD_LENGTH = 400

/** Accents of Latin, Greek and Cyrillic. The marks of other scripts are part of their words. */
const ACCENTS = /[\u0300-\u036f]/g
const RUNS = /[\p{L}\p{N}\p{M}]+/gu
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
const CJK_STRETCH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+/gu
/** Before a capital that starts a word (`redShoe`, `HTMLPage`), and between letters and digits. */
const INNER_BORDER =
  /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/u

/** Lower case, without accents, in one Unicode form: `Ärger`, `ärger` and `A\u0308rger` are the same. */
export function foldText(text: string): string {
  return dropAccents(text).toLowerCase().replaceAll('ς', 'σ')
}

/** Keeps the case, which still tells where words begin. */
function dropAccents(text: string): string {
  return text.toWellFormed().normalize('NFKD').replace(ACCENTS, '').normalize('NFC')
}

/**
 * All words an asset with this text is found by: each run of letters and digits as a whole, its parts
 * (`IMG48213` → img48213, img, 48213), and every character and pair of characters of Chinese and Japanese.
 */
export function readWords(text: string): string[] {
  const words = new Set<string>()
  for (const run of readRuns(text)) {
    words.add(run.folded)
    for (const part of run.parts) words.add(part)
    if (!CJK.test(run.folded)) continue
    for (const [stretch] of run.folded.matchAll(CJK_STRETCH)) {
      for (const word of [...stretch, ...pairs(stretch)]) words.add(word)
    }
  }
  return [...words]
}

/** A run of letters and digits somebody looks for. */
export interface Run {
  folded: string
  /** What it is made of, all of which an asset has when it is written with visible borders. Never empty. */
  parts: string[]
}

export function readRuns(text: string): Run[] {
  return Array.from(dropAccents(text).matchAll(RUNS), ([run]) => {
    const parts = run.split(INNER_BORDER).flatMap((part) => {
      const folded = foldText(part).slice(0, MAX_WORD_LENGTH)
      const cjk = CJK.test(folded) && Array.from(folded).length > 1
      return cjk ? cjkParts(folded) : [folded]
    })
    return { folded: foldText(run).slice(0, MAX_WORD_LENGTH), parts: [...new Set(parts)] }
  })
}

/** `東京タワー` → its pairs; what is not Chinese or Japanese in it stays whole. */
function cjkParts(text: string): string[] {
  const rest = text.replace(CJK_STRETCH, ' ').split(' ')
  const stretches = Array.from(text.matchAll(CJK_STRETCH), ([stretch]) => stretch)
  const words = stretches.flatMap((stretch) => {
    const found = pairs(stretch)
    return found.length > 0 ? found : [stretch]
  })
  return [...rest.filter((word) => word !== ''), ...words]
}

function pairs(text: string): string[] {
  const characters = Array.from(text)
  return characters.slice(1).map((character, at) => `${characters[at]}${character}`)
}
