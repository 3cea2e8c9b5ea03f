import { Failure } from '../lib/failures.ts'

export interface AssetSort {
  column: 'date_created' | 'date_modified' | 'file_size'
  descending: boolean
}

const COLUMNS: readonly string[] = ['date_created', 'date_modified', 'file_size']

/** imgix: `-date_created`; what follows a comma would only decide between equals, which ids do. */
export function readAssetSort(value: string | undefined): AssetSort {
  const fields = (value ?? '').split(',').filter((field) => field !== '')
  const wrong = fields.find((field) => !COLUMNS.includes(field.replace(/^-/, '')))
  if (wrong !== undefined) {
    const detail = `Assets cannot be sorted by "${wrong}", only by ${COLUMNS.join(', ')}.`
    throw new Failure('invalid_parameter', detail, { parameter: 'sort' })
  }
  const [first = '-date_created'] = fields
  const column = first.replace(/^-/, '') as AssetSort['column'] // one of COLUMNS, as seen above
  return { column, descending: first.startsWith('-') }
}

/** Where an asset stands in an order; the id decides between equal values. */
export interface Place {
  id: number
  /** As PostgreSQL writes it: dates have microseconds, which a Date has not. */
  value: string
}

export function writePlace(sort: AssetSort, { id, value }: Place): string {
  return Buffer.from(JSON.stringify([writeSort(sort), value, id])).toString('base64url')
}

/** @throws Failure `invalid_parameter` for what writePlace did not make for this order */
export function readPlace(sort: AssetSort, cursor: string): Place {
  const parts = parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  if (Array.isArray(parts)) {
    const [order, value, id] = parts
    const valid = sort.column === 'file_size' ? /^\d{1,18}$/ : DATE
    if (order === writeSort(sort) && Number.isSafeInteger(id) && valid.test(String(value))) {
      return { id, value: String(value) }
    }
  }
  throw badCursor()
}

export function badCursor(): Failure {
  const detail = 'page[after] has to be the meta.cursor.after of an answer with the same sort.'
  return new Failure('invalid_parameter', detail, { parameter: 'page[after]' })
}

const DATE =
  /^\d{4,6}-[01]\d-[0-3]\d [0-2]\d:[0-5]\d:[0-5]\d(\.\d{1,6})?[+-]\d\d(:\d\d){0,2}( BC)?$/

function writeSort({ column, descending }: AssetSort): string {
  return `${descending ? '-' : ''}${column}`
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
