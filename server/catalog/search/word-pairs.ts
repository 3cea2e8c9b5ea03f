import type { Run } from './words.ts'

/**
 * Words that are next to each other, as terms of the index: of two frequent words each asset that has both would have to be
 * looked at for a phrase. A pair is one of 2,048 terms, by its hash: assets that are written together share them, which is
 * what writing costs. One in a hundred that a term finds has another pair, and the places of the words tell.
 */

const TERMS = 2048
/** Left out: characters of Chinese and Japanese, whose pairs are words; single letters and long numbers, which name files. */
const UNPAIRED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|^.$|\d{5}/u

/** Of two words as they are in the index, in this order; null: of these there is none. */
export function pairLexeme(first: string, second: string): string | null {
  if (UNPAIRED.test(first) || UNPAIRED.test(second)) return null
  return `#${(hash(`${first} ${second}`) % TERMS).toString(36)}`
}

/** All pairs that stand in a text: of each run its parts, and at its ends the run as a whole, too. */
export function* pairNeighbours(runs: readonly Run[]): Generator<[string, string]> {
  let before: string[] = []
  for (const { folded, parts } of runs) {
    const [first, last] = [parts[0]?.word ?? folded, parts.at(-1)?.word ?? folded]
    for (const one of before) {
      yield [one, first]
      if (folded !== first) yield [one, folded]
    }
    for (const [at, { word }] of parts.entries()) {
      const next = parts[at + 1]
      if (next) yield [word, next.word]
    }
    before = folded === last ? [folded] : [last, folded]
  }
}

/** FNV-1a: the same on every machine. */
function hash(text: string): number {
  let sum = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193)
  }
  return sum >>> 0
}
