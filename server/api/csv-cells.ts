import { Failure } from '../lib/failures.ts'

/**
 * What stands in one cell of a CSV file, written and read: whatever was written is read as the same value, by us and,
 * as far as can be, by people in front of a spreadsheet.
 */

/** What spreadsheets take for a formula, also in its wide form, and what we put before it. */
const DANGEROUS = /^[=+\-@\t\r\n＝＋－＠']/u
const DEFUSED = /^'(?=[=+\-@\t\r\n＝＋－＠']|$)/u

/** A text that no spreadsheet runs, behind an apostrophe if need be; so is the empty text, unlike nothing at all. */
export function writeText(text: string): string {
  return text === '' || DANGEROUS.test(text) ? `'${text}` : text
}

/** @returns null for an empty cell */
export function readText(cell: string): string | null {
  return cell === '' ? null : cell.replace(DEFUSED, '')
}

/** RFC 4180: a record, quoted where it has to be, with the end of its line. */
export function writeRecord(cells: readonly string[]): string {
  return `${cells.map(quoteCell).join(',')}\r\n`
}

function quoteCell(cell: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** Names with a semicolon between them; one that could not be told apart stands in quotation marks. */
export function writeNames(names: readonly string[]): string {
  return names.map((name) => quoteName(name, /^$|[;"\r\n]|^\s|\s$/)).join('; ')
}

/** @throws Failure `invalid_body` */
export function readNames(text: string): string[] {
  return splitItems(text).map(({ name, rest }) => {
    if (rest === '') return name
    throw bad(`"${cut(rest)}" stands behind the quotation marks of "${cut(name)}".`)
  })
}

/** `label:0.93; other:1`. */
export function writeTags(tags: Readonly<Record<string, number>>): string {
  return Object.entries(tags)
    .map(([label, confidence]) => `${quoteName(label, /^$|[;":\r\n]|^\s|\s$/)}:${confidence}`)
    .join('; ')
}

/** A label without a number is one that somebody adds. @throws Failure `invalid_body` */
export function readTags(text: string): Record<string, number> {
  const tags = splitItems(text).map(({ name, rest, quoted }): [string, number] => {
    if (quoted) return [name, rest === '' ? 1 : readConfidence(name, rest.replace(/^:/, ''))]
    const colon = name.lastIndexOf(':')
    if (colon < 0) return [name, 1]
    const label = name.slice(0, colon).trimEnd()
    return [label, readConfidence(label, name.slice(colon + 1))]
  })
  // A cell may hold a hundred thousand: each is looked at once.
  const seen = new Set<string>()
  for (const [label] of tags) {
    if (seen.has(label)) throw bad(`The tag "${cut(label)}" stands there twice.`)
    seen.add(label)
  }
  return Object.fromEntries(tags)
}

function readConfidence(label: string, text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && number >= 0 && number <= 1) return number
  const shown = `"${cut(text.trim())}" behind its colon`
  throw bad(`The tag "${cut(label)}" has ${shown}, which is no number from 0 to 1.`)
}

function quoteName(name: string, ambiguous: RegExp): string {
  return ambiguous.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}

interface Item {
  name: string
  quoted: boolean
  /** What stands behind the quotation marks. */
  rest: string
}

/** Items without a name are left out, as in `a; b;`. */
function splitItems(text: string): Item[] {
  const items: Item[] = []
  const pattern = /\s*(?:"((?:[^"]|"")*)"(?!")([^;]*)|([^;]*))(?:;|$)/gy
  while (pattern.lastIndex < text.length) {
    const [, inQuotes, rest = '', plain = ''] = pattern.exec(text) ?? []
    if (inQuotes !== undefined) {
      items.push({ name: inQuotes.replaceAll('""', '"'), quoted: true, rest: rest.trim() })
    } else if (plain.startsWith('"')) {
      throw bad('A quotation mark is opened and not closed.')
    } else if (plain.trim() !== '') {
      items.push({ name: plain.trim(), quoted: false, rest: '' })
    }
  }
  return items
}

/** For a sentence. */
function cut(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40).toWellFormed()}…` : text
}

function bad(detail: string): Failure {
  return new Failure('invalid_body', detail)
}
