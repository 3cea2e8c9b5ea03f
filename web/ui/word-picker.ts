import { foldText } from '../lib/fold-text.ts'

export interface PickerWord {
  name: string
  /** null: not known. */
  count: number | null
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
  const typed = text.trim().normalize('NFC')
  const wanted = foldText(typed)
  const found = words
    .filter(({ name }) => !taken.includes(name))
    .map((word) => ({ word, rank: rankName(foldText(word.name), wanted) }))
    .filter(({ rank }) => rank < RANKS.length)
    .sort((a, b) => a.rank - b.rank || (b.word.count ?? 0) - (a.word.count ?? 0))
    .slice(0, MAX_OPTIONS)
    .map(({ word }) => ({ ...word, isNew: false }))
  const isKnown = [...words.map(({ name }) => name), ...taken].some(
    (name) => name.toLowerCase() === typed.toLowerCase(),
  )
  if (typed === '' || isKnown) return found
  return [...found, { name: typed, count: 0, isNew: true }]
}

/** The name itself, what begins so, what has a word that does, and the rest of what has it, as the server orders tags. */
const RANKS: readonly ((name: string, wanted: string) => boolean)[] = [
  (name, wanted) => name === wanted,
  (name, wanted) => name.startsWith(wanted),
  (name, wanted) => name.includes(` ${wanted}`),
  (name, wanted) => name.includes(wanted),
]

function rankName(name: string, wanted: string): number {
  const rank = RANKS.findIndex((holds) => holds(name, wanted))
  return rank < 0 ? RANKS.length : rank
}

/** Known words and what else was found. */
export function joinWords(
  known: readonly PickerWord[],
  found: readonly PickerWord[],
): readonly PickerWord[] {
  const names = new Set(known.map(({ name }) => name))
  return [...known, ...found.filter(({ name }) => !names.has(name))]
}
