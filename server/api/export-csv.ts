import type { Resource } from '../../contract/document.ts'
import type { AssetAttributes } from '../../contract/resources.ts'
import { Failure } from '../lib/failures.ts'
import { ASSET } from './asset-resource.ts'
import { writeNames, writeRecord, writeTags, writeText } from './csv-cells.ts'

/** Assets as CSV: one column for each member, and one for each custom field, so that an import reads it back. */

export const CUSTOM = 'custom:'

/** What people change stands first. */
const FIRST = [
  'origin_path',
  'name',
  'description',
  'alt_text',
  'categories',
  'tags',
  'custom_fields',
]

/** Excel takes a file for UTF-8 by this mark alone. */
export const BYTE_ORDER_MARK = '\uFEFF'

interface Column {
  header: string
  /** As in `fields[assets]`. */
  field: string
  write(value: unknown): string
}

export interface CsvWriter {
  header: string
  writeAsset(asset: Resource<'assets', object>): string
}

/**
 * @param fields as readFields gives them; null: all but the metadata
 * @param keys of custom fields that get a column each; null: too many, so they stand in one column as JSON
 */
export function csvWriter(
  fields: readonly string[] | null,
  keys: readonly string[] | null,
): CsvWriter {
  const members = fields ?? [
    ...FIRST,
    ...Object.keys(ASSET.attributes.shape).filter(
      (name) => !FIRST.includes(name) && name !== 'metadata',
    ),
  ]
  const known = members.includes('custom_fields') && keys ? new Set(keys) : null
  const columns = members.flatMap((field) => columnsOf(field, keys))
  return {
    header: writeRecord(columns.map(({ header }) => header)),
    writeAsset: ({ attributes }) => {
      if (known) requireColumns(attributes, known)
      return writeRecord(columns.map(({ field, write }) => write(findMember(attributes, field))))
    },
  }
}

/** A key that somebody has made or renamed since the header was written would be left out without a word. */
function requireColumns(attributes: object, known: ReadonlySet<string>): void {
  const { custom_fields: fields = {} } = attributes as Partial<AssetAttributes>
  const missing = Object.keys(fields).find((key) => !known.has(key))
  if (missing === undefined) return
  const detail = `Somebody has made or renamed the custom field "${missing}" while it was exported.`
  throw new Failure('changed_meanwhile', detail)
}

function columnsOf(field: string, keys: readonly string[] | null): Column[] {
  const custom = /^custom_fields(?:\.(?<key>.+))?$/s.exec(field)
  const key = custom?.groups?.key
  if (key !== undefined) return [{ header: CUSTOM + key, field, write: writeValue }]
  if (custom && keys) return keys.flatMap((one) => columnsOf(`custom_fields.${one}`, null))
  return [{ header: field, field, write: WRITERS[field] ?? writeValue }]
}

const WRITERS: Readonly<Record<string, (value: unknown) => string>> = {
  categories: (value) => defuseList(writeNames(value as string[])),
  tags: (value) => defuseList(writeTags(value as Record<string, number>)),
  date_created: writeDate,
  date_modified: writeDate,
  date_taken: writeDate,
  date_origin_modified: writeDate,
}

/** An empty list is an empty cell. */
function defuseList(text: string): string {
  return text === '' ? '' : writeText(text)
}

function writeDate(seconds: unknown): string {
  return typeof seconds === 'number'
    ? new Date(seconds * 1000).toISOString().replace('.000', '')
    : ''
}

function writeValue(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return writeText(value)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** The member itself, or one within it: what stands behind the first dot is a name, whatever it holds. */
function findMember(attributes: object, field: string): unknown {
  const [name = '', ...rest] = field.split('.')
  const member = (attributes as Record<string, unknown>)[name] // any object may be asked for its members
  if (rest.length === 0) return member
  const inner = rest.join('.')
  if (typeof member !== 'object' || member === null) return undefined
  if (Object.hasOwn(member, inner)) return (member as Record<string, unknown>)[inner]
  return rest.length > 1 ? findMember(member, inner) : undefined
}
