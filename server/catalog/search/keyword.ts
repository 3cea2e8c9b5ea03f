import type { AssetTerm } from './asset-terms.ts'
import { type Run, readRuns } from './words.ts'

/** What the search box understands: words, "phrases", -exclusion and OR. */

const MAX_WORDS = 40

/** One thing somebody has written. */
interface Piece {
  runs: Run[]
  exact: boolean
  excluded: boolean
  /** Begins another alternative to the piece before. */
  alternative: boolean
}

/**
 * All pieces have to be found; `a OR b` is one piece. Runs that are written without a blank between them have to stand
 * next to each other, as in `IMG_1004.jpg`. What means nothing where it stands (OR at the end, a lone quote or minus) is
 * taken as text. A text without any letter or digit finds nothing.
 * @returns null when there are too many words
 */
export function readKeyword(text: string): AssetTerm | null {
  const groups: Piece[][] = []
  for (const piece of readPieces(text)) {
    const group = groups.at(-1)
    if (piece.alternative && group) group.push(piece)
    else groups.push([piece])
  }
  const different = [...new Map(groups.map((group) => [JSON.stringify(group), group])).values()]
  const words = different.flat().reduce((count, { runs }) => count + runs.length, 0)
  if (words > MAX_WORDS) return null
  if (words === 0) return { kind: 'nothing' }
  const terms = different.map((group): AssetTerm => {
    const terms = group.map(toTerm)
    const [only] = terms
    return only && terms.length === 1 ? only : { kind: 'or', terms }
  })
  return { kind: 'and', terms }
}

function toTerm({ runs, exact, excluded }: Piece): AssetTerm {
  const term: AssetTerm = { kind: 'words', runs, exact }
  return excluded ? { kind: 'not', term } : term
}

const QUOTES = '"“”„‟«»＂'
/** A phrase, or what stands between blanks, commas and quotes, each perhaps with a minus in front. */
const PIECES = new RegExp(
  `(?<minus>-?)(?:[${QUOTES}](?<phrase>[^${QUOTES}]*)[${QUOTES}]|(?<word>[^\\s,;${QUOTES}]+))`,
  'gu',
)

function readPieces(text: string): Piece[] {
  const found = Array.from(text.matchAll(PIECES), ({ groups = {} }) => groups)
  const pieces: Piece[] = []
  let alternative = false
  for (const [at, { minus = '', phrase, word = '' }] of found.entries()) {
    const last = at === found.length - 1
    if (word === 'OR' && minus === '' && !alternative && pieces.length > 0 && !last) {
      alternative = true
      continue
    }
    const runs = readRuns(phrase ?? word)
    if (runs.length > 0) {
      pieces.push({ runs, exact: phrase !== undefined, excluded: minus !== '', alternative })
    }
    alternative = false
  }
  return pieces
}
