import { texts as english } from '../texts/en/origins.ts'
import { t as lib } from '../texts/lib.ts'
import { t } from '../texts/origins.ts'

type Name = keyof typeof english

const NAMES = new Map(Object.entries(english).map(([name, text]) => [text, name as Name]))

/** What the server says in the reader's language, of a kind of storage above all; as it came, where it is not known. */
export function translated(text: string): string {
  const name = NAMES.get(text)
  return name === undefined ? lib.said(text) : t[name]
}
