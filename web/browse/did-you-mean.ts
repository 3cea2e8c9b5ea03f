/** Shorter words have too many neighbours. */
const SHORTEST = 4

/**
 * What somebody may have meant who found nothing: every word that is not known gives way to the known one that is
 * nearest to it. Null when none is near, or when words are asked for in a way that must not be changed.
 */
export function guessWords(text: string, known: readonly string[]): string | null {
  if (/["-]|\bOR\b|:/.test(text)) return null
  const words = new Set(known.flatMap((one) => one.toLowerCase().split(/[\s/_.-]+/)))
  let hasChanged = false
  const guessed = text.split(/\s+/).map((word) => {
    const near = words.has(word.toLowerCase()) ? null : findNearest(word.toLowerCase(), words)
    hasChanged ||= near !== null
    return near ?? word
  })
  return hasChanged ? guessed.join(' ') : null
}

function findNearest(word: string, words: Iterable<string>): string | null {
  let nearest: string | null = null
  let distance = word.length < SHORTEST ? 0 : word.length < 7 ? 1 : 2
  for (const one of words) {
    if (one.length < SHORTEST || Math.abs(one.length - word.length) > distance) continue
    const away = countEdits(word, one)
    if (away > distance || (away === distance && nearest !== null)) continue
    nearest = one
    distance = away
  }
  return nearest
}

/** How many letters have to be added, taken away, replaced or swapped with their neighbour. */
function countEdits(one: string, other: string): number {
  let [before, last]: [number[], number[]] = [
    [],
    Array.from({ length: other.length + 1 }, (_, i) => i),
  ]
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const isSame = one[i - 1] === other[j - 1]
      const replaced = (last[j - 1] ?? 0) + (isSame ? 0 : 1)
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      const swapped = isSwapped ? (before[j - 2] ?? 0) + 1 : replaced
      row.push(Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced, swapped))
    }
    before = last
    last = row
  }
  return last[other.length] ?? 0
}
