export interface PickerWord {
  name: string
  count: number
  /** The count comes from a sample. */
  isEstimate?: boolean | undefined
}

export interface PickerOption extends PickerWord {
  isNew: boolean
}

const MAX_OPTIONS = 50

/** Words that contain the text, those that begin with it first; a new one when none is the same. */
export function planPickerOptions(
  words: readonly PickerWord[],
  taken: readonly string[],
  text: string,
): PickerOption[] {
  const wanted = text.trim().toLowerCase()
  const free = words.filter(({ name }) => !taken.includes(name))
  const found = free
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .sort((a, b) => rank(a, wanted) - rank(b, wanted) || b.count - a.count)
    .slice(0, MAX_OPTIONS)
    .map((word) => ({ ...word, isNew: false }))
  const isKnown = [...words.map(({ name }) => name), ...taken].some(
    (name) => name.toLowerCase() === wanted,
  )
  if (wanted === '' || isKnown) return found
  return [...found, { name: text.trim(), count: 0, isNew: true }]
}

function rank({ name }: PickerWord, wanted: string): number {
  return name.toLowerCase().startsWith(wanted) ? 0 : 1
}
