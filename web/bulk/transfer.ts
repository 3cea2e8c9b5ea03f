import { callApi } from '../lib/api.ts'
import { type BrowseQuery, writeApiQuery } from '../lib/browse-query.ts'
import type { BulkEdit } from './bulk-calls.ts'

export type FileFormat = 'csv' | 'json'

/** What an import reads back, and nothing else. */
const WRITABLE_FIELDS = [
  'origin_path',
  'name',
  'description',
  'alt_text',
  'categories',
  'tags',
  'custom_fields',
]

/** Where a search is downloaded from as a file. */
export function exportAddress(
  sourceId: string,
  query: BrowseQuery,
  { format, isWhole }: { format: FileFormat; isWhole: boolean },
): string {
  const params = writeApiQuery(query)
  params.set('format', format)
  if (!isWhole) params.set('fields[assets]', WRITABLE_FIELDS.join(','))
  return `/api/v1/sources/${encodeURIComponent(sourceId)}/export?${params}`
}

/** By the end of its name: browsers and systems disagree about the types of files. */
export function readFormat(fileName: string): FileFormat | null {
  const extension = /\.(csv|json)$/i.exec(fileName)?.[1]
  return (extension?.toLowerCase() as FileFormat | undefined) ?? null
}

const TYPES = { csv: 'text/csv', json: 'application/json' } as const

/** Has the file compared with what is there; `run` of the bulk edit then does it. */
export async function tryImport(
  sourceId: string,
  file: File,
  format: FileFormat,
): Promise<BulkEdit> {
  const { data } = await callApi<BulkEdit>(`/sources/${encodeURIComponent(sourceId)}/imports`, {
    method: 'POST',
    query: new URLSearchParams({ format, dry_run: 'true' }),
    file: file.slice(0, file.size, TYPES[format]),
  })
  return data
}

/** Rows as a CSV file that spreadsheets open. */
export function writeRowsCsv(
  rows: readonly { row: number; origin_path: string | null; problem: string | null }[],
): string {
  const lines = rows.map(({ row, origin_path: path, problem }) =>
    [String(row), path ?? '', problem ?? ''].map(quote).join(','),
  )
  return `\ufeff${['line,origin_path,problem', ...lines].join('\r\n')}\r\n`
}

/** What begins like a formula must stay a text in a spreadsheet. */
function quote(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
