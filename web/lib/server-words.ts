import { texts as english } from '../texts/en/origins.ts'
import { t } from '../texts/origins.ts'

type Name = keyof typeof english

const NAMES = new Map(Object.entries(english).map(([name, text]) => [text, name as Name]))

/** What the server says of a kind of storage in the reader's language; as it came, where it is not known here. */
export function translated(text: string): string {
  const name = NAMES.get(text)
  return name === undefined ? text : t[name]
}
