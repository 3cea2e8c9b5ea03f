const NUMBERS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/** Labels of the detector as they are said. */
const SPOKEN: Record<string, string> = {
  'sports ball': 'ball',
  tv: 'TV',
  mouse: 'computer mouse',
  remote: 'remote control',
  'hair drier': 'hair dryer',
  'cell phone': 'mobile phone',
}
const PLURALS: Record<string, string> = {
  person: 'people',
  sheep: 'sheep',
  knife: 'knives',
  'computer mouse': 'computer mice',
}
const PAIRS = ['scissors', 'skis']
const UNCOUNTED = ['broccoli']

/** A thing and how many there are, in words: `a dog`, `three buses`, `two pairs of scissors`, `many birds`. */
export function countInWords(label: string, count: number): string {
  const word = SPOKEN[label] ?? label
  if (UNCOUNTED.includes(word)) return word
  if (PAIRS.includes(word)) return `${countInWords('pair', count)} of ${word}`
  if (count === 1) return `${/^[aeiou]/i.test(word) ? 'an' : 'a'} ${word}`
  const number = NUMBERS[count - 1]
  if (number) return `${number} ${pluralOf(word)}`
  return word === 'person' ? 'a large group of people' : `many ${pluralOf(word)}`
}

function pluralOf(word: string): string {
  const known = PLURALS[word]
  if (known) return known
  return /(s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`
}

/** `a, b and c` */
export function joinWords(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('')
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

/** In one line and not longer than that, cut between words where it can be. */
export function shorten(text: string, maxLength: number): string {
  const line = text.replace(/\s+/g, ' ').trim().toWellFormed()
  if (line.length <= maxLength) return line
  const space = line.slice(0, maxLength).lastIndexOf(' ')
  const end = space > maxLength / 2 ? space : maxLength - 1
  return `${line
    .slice(0, end)
    .toWellFormed()
    .replace(/[\s,;:.\uFFFD]+$/, '')}…`
}
