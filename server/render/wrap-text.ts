interface Column {
  /** Pixels from side to side. */
  room: number
  /** Lines there is room for; the others are left out. */
  most: number
  /** Of one letter, in pixels. */
  widthOf(letter: string): number
}

/** Breaks at spaces, and inside of words that are longer than a line. Each letter is looked at about once. */
export function wrapText(words: string, { room, most, widthOf }: Column): string[] {
  const lines: string[] = []
  for (const paragraph of words.split('\n')) {
    let letters = [...paragraph]
    do {
      if (lines.length >= most) return lines
      const end = endOfLine(letters, room, widthOf)
      lines.push(letters.slice(0, end).join('').trimEnd())
      letters = letters.slice(end)
    } while (letters.length > 0)
  }
  return lines
}

/** How many letters stand on the next line; one at least. */
function endOfLine(letters: readonly string[], room: number, widthOf: Column['widthOf']): number {
  let width = 0
  let afterSpace = 0
  for (const [at, letter] of letters.entries()) {
    width += widthOf(letter)
    // Spaces may hang over the edge.
    if (/\s/.test(letter)) afterSpace = at + 1
    else if (width > room && at > 0) return afterSpace || at
  }
  return letters.length
}
