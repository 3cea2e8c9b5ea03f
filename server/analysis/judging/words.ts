const NUMBERS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/** By the last word; all others follow the rules. */
const PLURALS: Record<string, string> = {
  person: 'people',
  child: 'children',
  mouse: 'mice',
  goose: 'geese',
  foot: 'feet',
  tooth: 'teeth',
}
const UNCHANGED = ['sheep', 'fish', 'deer', 'aircraft']
const UNCOUNTED = [
  ...['broccoli', 'food', 'fruit', 'tableware', 'cutlery', 'furniture', 'clothing', 'outerwear'],
  ...['footwear', 'luggage', 'jewelry', 'makeup', 'packaged goods'],
]

/** A thing and how many there are, in words: `a dog`, `three buses`, `two pairs of scissors`, `many birds`. */
export function countInWords(label: string, count: number): string {
  if (UNCOUNTED.includes(label)) return label
  // Two of one kind: scissors, glasses, jeans; but not: bus, glass, tennis
  if (/[^siu]s$|skis$/.test(label)) return `${countInWords('pair', count)} of ${label}`
  if (count === 1) return `${/^[aeiou]/i.test(label) ? 'an' : 'a'} ${label}`
  const number = NUMBERS[count - 1]
  if (number) return `${number} ${pluralOf(label)}`
  return label === 'person' ? 'a large group of people' : `many ${pluralOf(label)}`
}

function pluralOf(label: string): string {
  const [, before = '', word = label] = /^(.* )?(\S+)$/.exec(label) ?? []
  if (UNCHANGED.includes(word)) return label
  return before + (PLURALS[word] ?? addEnding(word))
}

function addEnding(word: string): string {
  if (/(knife|leaf|loaf|shelf|wolf|calf)$/.test(word)) return word.replace(/fe?$/, 'ves')
  if (/[^aeiou]y$/.test(word)) return word.replace(/y$/, 'ies')
  if (/[a-z]man$/.test(word)) return word.replace(/man$/, 'men')
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
