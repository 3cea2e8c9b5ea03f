/**
 * The lines of an export that are wanted, as a file like the whole. The export comes in the order of the list, so
 * whatever was selected in it stands near its beginning: reading ends with the last one.
 */

export interface WantedLines {
  format: 'csv' | 'json'
  isWanted: (path: string) => boolean
  /** How many there are; null to read to the end. */
  count: number | null
}

export interface PickedLines {
  /** Parts of the file, in order. */
  parts: string[]
  count: number
}

export async function pickLines(
  text: AsyncIterable<string>,
  wanted: WantedLines,
): Promise<PickedLines> {
  const lines: string[] = []
  const isCsv = wanted.format === 'csv'
  let header: { line: string; column: number } | null = null
  for await (const line of isCsv ? splitRecords(text) : splitLines(text)) {
    if (isCsv && header === null) {
      header = { line, column: readCells(line.replace(/^\ufeff/, '')).indexOf('origin_path') }
      continue
    }
    const path = header ? readCells(line)[header.column] : readJsonPath(line)
    if (path === undefined || !wanted.isWanted(path)) continue
    lines.push(header ? line : line.replace(/,$/, ''))
    if (lines.length === wanted.count) break
  }
  const parts = header
    ? [`${header.line}\r\n`, ...lines.map((line) => `${line}\r\n`)]
    : ['{"data":[\n', lines.join(',\n'), '\n]}\n']
  return { parts, count: lines.length }
}

async function* splitLines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const piece of text) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}

/** Records of a CSV file: a line break inside of quotation marks ends none. */
async function* splitRecords(text: AsyncIterable<string>): AsyncGenerator<string> {
  let record = ''
  for await (const line of splitLines(text)) {
    record = record === '' ? line : `${record}\n${line}`
    if ((record.split('"').length - 1) % 2 === 1) continue
    if (record.trim() !== '') yield record.replace(/\r$/, '')
    record = ''
  }
}

function readCells(record: string): string[] {
  const cells = record.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)
  return [...cells].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '')
}

/** undefined: no asset stands in this line. */
function readJsonPath(line: string): string | undefined {
  if (!line.startsWith('{"')) return undefined
  try {
    return JSON.parse(line.replace(/,$/, '')).attributes?.origin_path
  } catch {
    return undefined
  }
}
