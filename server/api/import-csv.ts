import { type CsvError, type Info, parse } from 'csv-parse'
import type { ImportRow } from '../catalog/bulk/bulk-imports.ts'
import { Failure, isFailure } from '../lib/failures.ts'
import { ASSET } from './asset-resource.ts'
import { readNames, readTags, readText } from './csv-cells.ts'
import { CUSTOM } from './export-csv.ts'
import { cut, readImportRow } from './import-rows.ts'

const MAX_COLUMNS = 2000
const MAX_RECORD_BYTES = 2 * 2 ** 20
/** Parsed before it is asked how long the row is that has begun. */
const PIECE = 2 ** 16

const DELIMITERS = [',', ';', '\t'] as const

/**
 * The rows of a CSV file with a header. What concerns one row alone is said of that row.
 * @throws Failure `invalid_body`: the header does not do, or it is not known where the rows begin and end
 */
export async function* readCsvRows(
  text: AsyncIterable<string>,
  sid: string,
): AsyncGenerator<ImportRow> {
  let header: Column[] | null = null
  for await (const { record, line } of readRecords(text)) {
    if (header === null) header = readHeader(record)
    else yield readCells(sid, header, { record, line })
  }
  if (header === null) throw bad('The file is empty: its first line has to name the columns.')
}

interface FoundRecord {
  record: string[]
  /** In which it begins, from 1 on. */
  line: number
}

async function* readRecords(text: AsyncIterable<string>): AsyncGenerator<FoundRecord> {
  const pieces = cutText(text)
  const first = (await pieces.next()).value ?? Buffer.alloc(0)
  const parser = parse({
    delimiter: findDelimiter(first.toString()),
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    // Spreadsheets leave some behind.
    skip_records_with_empty_values: true,
    info: true,
  })
  const found: FoundRecord[] = []
  let last = 0
  let twice = 0
  parser.on('data', ({ record, info }: { record: string[]; info: Info }) => {
    const breaks = record.flatMap((cell) => cell.match(/\r\n|\n|\r/g) ?? [])
    // Within quotation marks the parser takes \r\n for two.
    twice += breaks.filter((text) => text.length === 2).length
    last = info.lines - twice
    found.push({ record, line: last - breaks.length })
  })
  let failure: unknown = null
  parser.on('error', (error) => {
    failure = error
  })
  let records = 0
  let begun = 0
  for (
    let piece: Buffer | undefined = first;
    piece !== undefined;
    piece = (await pieces.next()).value
  ) {
    const bytes = piece
    await new Promise<void>((resolve) => void parser.write(bytes, () => resolve()))
    begun = parser.info.records > records ? 0 : begun + bytes.length
    records = parser.info.records
    yield* found.splice(0)
    if (failure !== null) throw explain(failure, last + 1)
    if (begun > MAX_RECORD_BYTES) throw endless(last + 1)
  }
  if (!parser.closed) {
    await new Promise<void>((resolve) => {
      parser.once('close', resolve)
      parser.end()
    })
  }
  yield* found.splice(0)
  if (failure !== null) throw explain(failure, last + 1)
}

/** As bytes, which may be cut anywhere. */
async function* cutText(text: AsyncIterable<string>): AsyncGenerator<Buffer, undefined> {
  for await (const part of text) {
    const bytes = Buffer.from(part)
    for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
  }
}

/** A quotation mark that is never closed, or nothing but commas, would take all memory there is. */
function endless(line: number): Failure {
  return bad(`The row that begins in line ${line} does not end. Is a quotation mark not closed?`)
}

/** @param line where the row begins that is broken */
function explain(error: unknown, line: number): unknown {
  const { code } = error as CsvError
  if (code === 'CSV_QUOTE_NOT_CLOSED') return endless(line)
  if (code !== 'CSV_INVALID_CLOSING_QUOTE' && code !== 'INVALID_OPENING_QUOTE') return error
  const detail = `The row that begins in line ${line} has a quotation mark where none may be: a cell with one stands in quotation marks itself, and each in it is written twice.`
  return new Failure('invalid_body', detail, { cause: error })
}

/** That of the header; names of columns hold none of them. */
function findDelimiter(text: string): string {
  const [line = ''] = text.split(/[\r\n]/, 1)
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length)
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ','
}

/** What a column does with its cell: text, or null for an empty one. */
type Column = { name: string } & (
  | { is: 'ignored' | 'origin_path' | 'id' }
  | { is: 'member'; read(text: string | null): unknown }
  | { is: 'custom'; key: string }
)

const READERS: Readonly<Record<string, (text: string | null) => unknown>> = {
  name: (text) => text,
  description: (text) => text,
  alt_text: (text) => text,
  categories: (text) => readNames(text ?? ''),
  // What analysis has found is not to go because a cell is empty.
  tags: (text) => (text === null ? undefined : readTags(text)),
  custom_fields: (text) => readJson(text ?? '{}'),
}

function readHeader(record: readonly string[]): Column[] {
  const names = record.map((cell) => cell.trim())
  while (names.at(-1) === '') names.pop()
  if (names.length > MAX_COLUMNS) throw bad(`The header has more than ${MAX_COLUMNS} columns.`)
  const columns = names.map(readColumn)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw bad(`The header has the column "${cut(twice)}" twice.`)
  const has = (is: Column['is'], name?: string) =>
    columns.some((column) => column.is === is && (name === undefined || column.name === name))
  if (!has('origin_path') && !has('id')) {
    throw bad('The header has no column "origin_path" or "id", which say what a row is about.')
  }
  if (!has('member') && !has('custom')) {
    const writable = [...Object.keys(READERS), `${CUSTOM}<key>`].join(', ')
    throw bad(`The header has no column that can be changed: ${writable}.`)
  }
  if (has('custom') && has('member', 'custom_fields')) {
    throw bad(`The header has "custom_fields" and "${CUSTOM}…": it is one or the other.`)
  }
  return columns
}

function readColumn(name: string, at: number): Column {
  if (name === '') throw bad(`Column ${at + 1} has no name.`)
  if (name === 'origin_path' || name === 'id') return { name, is: name }
  const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined
  if (read) return { name, is: 'member', read }
  if (name === CUSTOM)
    throw bad(`Column ${at + 1} has no key of a custom field behind "${CUSTOM}".`)
  if (name.startsWith(CUSTOM)) return { name, is: 'custom', key: name.slice(CUSTOM.length) }
  // What an export has beside it.
  if (Object.hasOwn(ASSET.attributes.shape, name.split('.')[0] ?? ''))
    return { name, is: 'ignored' }
  throw bad(`There is no column "${cut(name)}". For a custom field it is "${CUSTOM}${cut(name)}".`)
}

function readCells(
  sid: string,
  header: readonly Column[],
  { record, line }: FoundRecord,
): ImportRow {
  const said = {
    row: line,
    originPath: null as string | null,
    id: null as string | null,
    patch: {},
  }
  const refuse = (problem: string) => ({ row: line, path: null, patch: null, problem })
  if (record.slice(header.length).some((cell) => cell !== '')) {
    return refuse(`It has ${record.length} cells, the header only ${header.length}.`)
  }
  if (record.length < header.length) {
    return refuse(`It has only ${record.length} cells, the header ${header.length}.`)
  }
  const patch: Record<string, unknown> = {}
  const set: [string, string][] = []
  const removed: string[] = []
  for (const [at, column] of header.entries()) {
    const text = readText(record[at] ?? '')
    try {
      if (column.is === 'origin_path') said.originPath = text
      else if (column.is === 'id') said.id = text
      else if (column.is === 'member') patch[column.name] = column.read(text)
      else if (column.is === 'custom' && text === null) removed.push(column.key)
      else if (column.is === 'custom') set.push([column.key, text ?? ''])
    } catch (error) {
      if (!isFailure(error)) throw error
      return { ...refuse(`${column.name}: ${error.detail}`), path: null }
    }
  }
  if (set.length > 0) patch.set_custom_fields = Object.fromEntries(set)
  if (removed.length > 0) patch.remove_custom_fields = removed
  return readImportRow(sid, { ...said, patch })
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw bad('This is not valid JSON.')
  }
}

function bad(detail: string): Failure {
  return new Failure('invalid_body', detail)
}
