import type { ImportRow } from '../catalog/bulk/bulk-imports.ts'
import { ASSET } from './asset-resource.ts'
import { cut, readImportRow } from './import-rows.ts'
import { splitJson } from './split-json.ts'

/**
 * The assets of a JSON file: a document with `data`, as lists and exports are, here and at imgix, or the list alone.
 * An asset is a resource with `attributes`, of which those are left aside that cannot be changed, or an object of the
 * attributes themselves.
 * @throws Failure `invalid_body` where it is no JSON
 */
export async function* readJsonRows(
  text: AsyncIterable<string>,
  sid: string,
): AsyncGenerator<ImportRow> {
  let row = 0
  for await (const element of splitJson(text, 'data')) {
    row += 1
    yield readElement(sid, row, element)
  }
}

const WRITABLE = ['name', 'description', 'alt_text', 'categories', 'custom_fields', 'tags']

function readElement(sid: string, row: number, element: unknown): ImportRow {
  const refuse = (problem: string) => ({ row, path: null, patch: null, problem })
  if (!isObject(element)) return refuse('It is no object.')
  const { id, type, attributes, ...rest } = element
  const isResource = isObject(attributes)
  const said = isResource ? attributes : rest
  if (isResource && type !== undefined && type !== 'assets') {
    const named = typeof type === 'string' ? `the type "${cut(type)}"` : 'a type that is no text'
    return refuse(`It is of ${named}, and no asset.`)
  }
  const unknown = Object.keys(said).find(
    (name) => !WRITABLE.includes(name) && !Object.hasOwn(ASSET.attributes.shape, name),
  )
  // imgix may have more attributes than we have.
  if (!isResource && unknown !== undefined) return refuse(`There is no member "${cut(unknown)}".`)
  const { origin_path: path } = said
  const patch = Object.fromEntries(
    WRITABLE.flatMap((name) =>
      Object.hasOwn(said, name) ? [[name, readMember(name, said[name])] as const] : [],
    ),
  )
  const originPath = typeof path === 'string' ? path : null
  return readImportRow(sid, { row, originPath, id: typeof id === 'string' ? id : null, patch })
}

/** null empties lists; of tags it changes none. imgix's custom fields may have null for no text. */
function readMember(name: string, value: unknown): unknown {
  if (name === 'categories') return value ?? []
  if (name === 'tags') return value ?? undefined
  if (name !== 'custom_fields' || !isObject(value)) return value
  const fields = Object.entries(value).map(([key, text]) => [key, toText(text)])
  return Object.fromEntries(fields)
}

function toText(value: unknown): unknown {
  if (value === null) return ''
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
