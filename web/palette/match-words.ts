/** How well something matches; more is better. */
export const START = 4
const WORD_START = 3
export const INSIDE = 2
const SCATTERED = 1

export interface Match {
  score: number
  /** What of the label was meant, as places in it, from the left. */
  marks: [from: number, to: number][]
}

/**
 * Whether a label is meant by what was typed: every word of it has to be found, as a whole or, with `isLoose`, letter by
 * letter. A word that is only among `others` (what the same thing may be called) counts, and marks nothing.
 */
export function matchWords(
  label: string,
  typed: string,
  { isLoose = false, others = '' } = {},
): Match | null {
  const low = label.toLowerCase()
  const text = typed.trim().toLowerCase()
  if (text === '') return { score: 0, marks: [] }
  const whole = findWord(low, text)
  if (whole) return asShown(label, low, whole)
  const found = text.split(/\s+/).map((word) => findWord(low, word) ?? findOther(others, word))
  if (found.every((one) => one !== null)) {
    const marks = found.flatMap((one) => one.marks).sort(([a], [b]) => a - b)
    const score = Math.min(...found.map((one) => one.score), WORD_START)
    return asShown(label, low, { score, marks })
  }
  const scattered = isLoose ? findScattered(low, text) : null
  return scattered && asShown(label, low, scattered)
}

/** Where lower case has another length, places would be wrong. */
function asShown(label: string, low: string, match: Match): Match {
  return label.length === low.length ? match : { ...match, marks: [] }
}

function isWordStart(low: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(low[at - 1] ?? '')
}

function findWord(low: string, word: string): Match | null {
  if (low.startsWith(word)) return { score: START, marks: [[0, word.length]] }
  const first = low.indexOf(word)
  if (first < 0) return null
  for (let at = first; at >= 0; at = low.indexOf(word, at + 1)) {
    if (isWordStart(low, at)) return { score: WORD_START, marks: [[at, at + word.length]] }
  }
  return { score: INSIDE, marks: [[first, first + word.length]] }
}

function findOther(others: string, word: string): Match | null {
  const isThere = others
    .toLowerCase()
    .split(/\s+/)
    .some((one) => one.startsWith(word))
  return isThere ? { score: INSIDE, marks: [] } : null
}

/** Each letter after the one before it, the first of them at the start of a word: "oaf" is "Open advanced filters". */
function findScattered(low: string, text: string): Match | null {
  const marks: [number, number][] = []
  let from = 0
  for (const letter of text.replaceAll(' ', '')) {
    let at = low.indexOf(letter, from)
    // The first letters are those of words, as far as there are any.
    for (let next = at; next >= 0; next = low.indexOf(letter, next + 1)) {
      if (!isWordStart(low, next)) continue
      at = next
      break
    }
    if (at < 0 || (marks.length === 0 && !isWordStart(low, at))) return null
    const last = marks.at(-1)
    if (last && last[1] === at) last[1] = at + 1
    else marks.push([at, at + 1])
    from = at + 1
  }
  return { score: SCATTERED, marks }
}
