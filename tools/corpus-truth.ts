import { readFile } from 'node:fs/promises'
import { matchesGlob } from 'node:path'

/** One line of TRUTH.tsv: what independent tools say of a file, by column. '' where they say nothing. */
export type Truth = Record<string, string> & { path: string; expect: string }

/** What was indexed of one file. */
export interface IndexedFile {
  path: string
  status: 'indexed' | 'error'
  error: string | null
  /** HTTP status of the picture at ?w=320&auto=format; null when there is nothing to render, or it was not asked. */
  rendered: number | null
  /** null when status is error */
  facts: IndexedFacts | null
}

export interface IndexedFacts {
  mediaKind: string
  format: string
  width: number | null
  height: number | null
  displayWidth: number | null
  displayHeight: number | null
  orientation: number | null
  frames: number | null
  hasAlpha: boolean | null
  colorModel: string | null
  colorProfile: string | null
  dpiWidth: number | null
  dpiHeight: number | null
  takenAt: Date | null
  /** EXIF OffsetTimeOriginal, such as +02:00. */
  zone: string | null
  location: { latitude: number; longitude: number } | null
  hasExif: boolean
  hasIptc: boolean
  hasXmp: boolean
}

/** Reads TRUTH.tsv: tab-separated, with \\, \t, \n and \r escaped in cells. */
export async function readTruth(file: string): Promise<Truth[]> {
  const [header = '', ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n')
  const names = header.split('\t')
  return lines.map((line) => {
    const cells = line.split('\t').map(unescapeCell)
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])) as Truth
  })
}

const ESCAPES: Record<string, string> = { '\\\\': '\\', '\\t': '\t', '\\n': '\n', '\\r': '\r' }

function unescapeCell(cell: string): string {
  return cell.replace(/\\[\\tnr]/g, (pair) => ESCAPES[pair] ?? pair)
}

export interface Difference {
  path: string
  column: string
  expected: string
  found: string
}

/** One row of the table in docs/corpus-differences.md. */
export interface Explanation {
  /** A path of the corpus, or a glob. */
  files: string
  columns: string[]
  /** Expected → found; * stands for anything. */
  change: string
  reason: string
}

/** The rows `| files | columns | change | reason |` of the page; all but the reason in backquotes. */
export async function readExplanations(page: string): Promise<Explanation[]> {
  const rows = (await readFile(page, 'utf8')).matchAll(
    /^\| `(.+?)` \| (.+?) \| `(.+?)` \| (.+?) \|$/gm,
  )
  return Array.from(rows, ([, files = '', columns = '', change = '', reason = '']) => ({
    files,
    columns: Array.from(columns.matchAll(/`(.+?)`/g), ([, column = '']) => column),
    change,
    reason,
  }))
}

export function explains(explanation: Explanation, difference: Difference): boolean {
  const { files, columns, change } = explanation
  const [expected = '', found = ''] = change.split('→').map((side) => side.trim())
  return (
    columns.includes(difference.column) &&
    (files === difference.path || matchesGlob(difference.path, files)) &&
    (expected === '*' || expected === difference.expected) &&
    (found === '*' || found === difference.found)
  )
}
