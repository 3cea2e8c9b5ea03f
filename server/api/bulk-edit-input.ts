import { z } from 'zod'
import type { BulkOperations, BulkSelection } from '../../contract/searching.ts'
import type { Features } from '../catalog/analysis-choices.ts'
import { MOST_LABELS } from '../catalog/bulk/bulk-asset.ts'
import type { NewBulkEdit } from '../catalog/bulk/bulk-edits.ts'
import { Failure, isFailure } from '../lib/failures.ts'
import { ALT_TEXT, CUSTOM_FIELDS, LABEL, TAG, WRITABLE } from './asset-input.ts'
import { ASSET_LIST_QUERY, readAssetList } from './asset-query.ts'
import { readFilters } from './filter-query.ts'
import { readQueryString } from './query-string.ts'
import { readOriginPath } from './routes.ts'
import { refuseHidden } from './shown-features.ts'

/** The body of a new bulk edit. */

export const MOST_PATHS = 10_000
/** So many paths as long as storages allow, whichever way JSON writes their characters. */
export const MAX_BODY_BYTES = 32 * 2 ** 20

const labels = (label: typeof LABEL) => z.array(label).max(MOST_LABELS)

export const OPERATIONS = z
  .strictObject({
    add_categories: labels(LABEL),
    remove_categories: labels(LABEL),
    set_custom_fields: CUSTOM_FIELDS.meta({ description: 'Key → value; other keys stay.' }),
    remove_custom_fields: labels(LABEL).meta({ description: 'Keys.' }),
    add_tags: labels(TAG).meta({ description: 'With the confidence 1.' }),
    remove_tags: labels(TAG).meta({ description: 'Analysis does not bring them back.' }),
    description: WRITABLE.description.meta({ description: 'null empties it.' }),
    alt_text: ALT_TEXT.meta({ description: 'null empties it.' }),
    refresh: z.literal(true).meta({
      description:
        'Fetched and read again, renderings forgotten. Alone, and with the permission Asset Purge, too; cannot be undone.',
    }),
    analyze: z.literal(true).meta({
      description: 'Looked at again by analysis, as the settings are now. Alone; cannot be undone.',
    }),
  })
  .partial() satisfies z.ZodType<BulkOperations>

const PATHS = z.array(z.string().max(MAX_BODY_BYTES)).max(MOST_PATHS)

export const SELECTION = z.union([
  z.strictObject({
    paths: PATHS.min(1).meta({ description: 'With a leading slash.' }),
  }),
  z.strictObject({
    query: z.string().meta({
      description:
        'As behind the ? of the list of assets: `filter[tags]=sea&filter[keyword]=boat`; empty for all. Sorting and paging mean nothing here.',
    }),
    excluded_paths: PATHS.optional().meta({ description: 'Not these. With a leading slash.' }),
  }),
]) satisfies z.ZodType<BulkSelection>

export const BULK_EDIT_INPUT = z.strictObject({
  selection: SELECTION,
  operations: OPERATIONS,
  dry_run: z.boolean().default(false).meta({
    description: 'Only count what would change; `run` then does it, with the same assets.',
  }),
})

const OPERATIONS_POINTER = '/data/attributes/operations'
/** What cannot be undone. */
const LONE = ['refresh', 'analyze'] as const
const PAIRS = [
  ['add_categories', 'remove_categories'],
  ['add_tags', 'remove_tags'],
  ['set_custom_fields', 'remove_custom_fields'],
] as const

/**
 * Without what asks for nothing.
 * @throws Failure `invalid_body` when nothing is left, or two operations contradict each other
 */
export function readOperations(sent: z.output<typeof OPERATIONS>): BulkOperations {
  const operations: BulkOperations = Object.fromEntries(
    Object.entries(sent).filter(([, value]) => value !== undefined && !isEmpty(value)),
  )
  const names = Object.keys(operations)
  if (names.length === 0) {
    throw wrong('operations: At least one of them has to ask for something.', OPERATIONS_POINTER)
  }
  const lone = LONE.find((name) => operations[name])
  if (lone && names.length > 1) {
    const others = names.filter((name) => name !== lone).join(', ')
    throw wrong(`${lone} stands alone, not with ${others}.`, `${OPERATIONS_POINTER}/${lone}`)
  }
  for (const [added, removed] of PAIRS) {
    const wanted = new Set(namesIn(operations[added]))
    const both = namesIn(operations[removed]).find((name) => wanted.has(name))
    if (both === undefined) continue
    const detail = `${added} and ${removed} both name "${both}".`
    throw wrong(detail, `${OPERATIONS_POINTER}/${removed}`)
  }
  return operations
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

function namesIn(value: string[] | Record<string, string> | undefined): string[] {
  return Array.isArray(value) ? value : Object.keys(value ?? {})
}

const SELECTION_POINTER = '/data/attributes/selection'

/** @throws Failure `invalid_body` naming the filter or path that is wrong */
export function readSelection(
  selection: z.output<typeof SELECTION>,
  features: Features,
): NewBulkEdit['selection'] {
  if ('paths' in selection) return { paths: readPaths(selection.paths, 'paths') }
  const { excluded_paths: excluded = [] } = selection
  const query = selection.query.replace(/^\?/, '')
  const filters = readSearch(query, features)
  return { query, filters, excludedPaths: readPaths(excluded, 'excluded_paths') }
}

/** The filters of a query that the list of assets would take. */
function readSearch(text: string, features: Features) {
  const pointer = `${SELECTION_POINTER}/query`
  try {
    const query = readQueryString(text)
    const parsed = ASSET_LIST_QUERY.safeParse(query)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      throw wrong(`${issue?.path.join('.')}: ${issue?.message}`, pointer)
    }
    readAssetList(parsed.data)
    refuseHidden(Object.keys(query), features)
    const isFilter = (name: string) => name.startsWith('filter[')
    return readFilters(
      Object.fromEntries(Object.entries(query).filter(([name]) => isFilter(name))),
      {},
    )
  } catch (error) {
    if (!isFailure(error)) throw error
    const { detail, parameter } = error
    const said = parameter === undefined || detail.includes(parameter) ? '' : `${parameter}: `
    throw wrong(`${said}${detail}`, pointer)
  }
}

function readPaths(paths: readonly string[], member: string): string[] {
  return paths.map((path, place) => {
    const pointer = `${SELECTION_POINTER}/${member}/${place}`
    if (!path.startsWith('/')) throw wrong('A path has to begin with a slash.', pointer)
    try {
      return readOriginPath(path.slice(1))
    } catch (error) {
      if (!isFailure(error)) throw error
      throw wrong(error.detail, pointer)
    }
  })
}

function wrong(detail: string, pointer: string): Failure {
  return new Failure('invalid_body', detail, { pointer })
}
