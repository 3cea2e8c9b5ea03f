import { isDeepStrictEqual } from 'node:util'
import type { AssetPatch } from '../../../contract/resources.ts'

/** What becomes of one asset in a bulk edit, and how it is put back: values in, values out, no SQL. */

/** No asset has more categories or more custom fields: each costs room in the index. */
export const MOST_LABELS = 500

/**
 * What people say about an asset. Labels are ids of labels in use: those that were merged into others stand for these
 * already, and deleted ones are left out.
 */
export interface SaidById {
  name: string | null
  description: string | null
  altText: string | null
  altTextSource: 'person' | 'file' | 'analysis' | null
  categories: number[]
  /** Key id → value. */
  customFields: Record<string, string>
  /** Tag id → confidence; 0 = removed by a person. */
  tags: Record<string, number>
}

/** What a bulk edit, or a row of an import, asks for. */
export interface SaidEdit {
  name?: string | null
  description?: string | null
  altText?: string | null
  /** That nothing is said instead is no word about an alt text of analysis, which may have been hidden. */
  keepsFoundAltText?: boolean
  /** Instead of those that are there. */
  categories?: number[]
  addCategories?: number[]
  removeCategories?: number[]
  /** Instead of those that are there. */
  customFields?: Record<string, string>
  setCustomFields?: Record<string, string>
  removeCustomFields?: number[]
  setTags?: Record<string, number>
  /** Set to 0 where they are there. */
  removeTags?: number[]
}

/** What a row of an import asks for: as a PATCH, or of custom fields only some keys. */
export interface ImportPatch extends AssetPatch {
  /** Not beside `custom_fields`. */
  set_custom_fields?: Record<string, string>
  remove_custom_fields?: string[]
}

/** The asset as it is to be. Where nothing is asked for, the parts are the same objects. */
export function applyEdit(said: SaidById, edit: SaidEdit): SaidById {
  const altText = saidAltText(said, edit)
  return {
    name: edit.name === undefined ? said.name : edit.name,
    description: edit.description === undefined ? said.description : edit.description,
    altText,
    altTextSource: altText === said.altText ? said.altTextSource : 'person',
    categories: editCategories(said.categories, edit),
    customFields: editCustomFields(said.customFields, edit),
    tags: editTags(said.tags, edit),
  }
}

function saidAltText({ altText, altTextSource }: SaidById, edit: SaidEdit): string | null {
  const isKept = edit.keepsFoundAltText && !edit.altText && altTextSource === 'analysis'
  return edit.altText === undefined || isKept ? altText : edit.altText
}

function editCategories(present: number[], edit: SaidEdit): number[] {
  const { categories, addCategories = [], removeCategories = [] } = edit
  const kept = (categories ?? present).filter((id) => !removeCategories.includes(id))
  return [...new Set([...kept, ...addCategories])]
}

function editCustomFields(present: Record<string, string>, edit: SaidEdit): Record<string, string> {
  const { customFields, setCustomFields = {}, removeCustomFields = [] } = edit
  const fields = { ...(customFields ?? present), ...setCustomFields }
  for (const id of removeCustomFields) delete fields[id]
  return fields
}

function editTags(present: Record<string, number>, edit: SaidEdit): Record<string, number> {
  const tags = { ...present, ...edit.setTags }
  for (const id of edit.removeTags ?? []) if ((tags[id] ?? 0) > 0) tags[id] = 0
  return tags
}

/** Why an asset cannot become that, for a person; null: it can. */
export function findFault(before: SaidById, after: SaidById): string | null {
  const counts = (said: SaidById) => ({
    categories: said.categories.length,
    'custom fields': Object.keys(said.customFields).length,
  })
  const had = counts(before)
  for (const [what, count] of Object.entries(counts(after))) {
    if (count > MOST_LABELS && count > had[what as keyof typeof had]) {
      return `It would have ${count} ${what}; ${MOST_LABELS} is the most.`
    }
  }
  return null
}

/**
 * Fields that an edit has changed, as they were or as they became: of custom fields and tags only the members that
 * differ, null where there was or is none.
 */
export interface ChangedPart {
  name?: string | null
  description?: string | null
  altText?: string | null
  altTextSource?: SaidById['altTextSource']
  categories?: number[]
  customFields?: Record<string, string | null>
  tags?: Record<string, number | null>
  /** Only before, and only when nobody had edited the asset. */
  editedByUser?: false
}

const TEXTS = ['name', 'description', 'altText', 'altTextSource'] as const

/** @returns null when both are the same */
export function compareSaid(
  from: SaidById,
  to: SaidById,
): { before: ChangedPart; after: ChangedPart } | null {
  const before: Record<string, unknown> = {}
  const after: Record<string, unknown> = {}
  const note = (field: keyof ChangedPart, old: unknown, now: unknown) => {
    if (isDeepStrictEqual(old, now)) return
    before[field] = old
    after[field] = now
  }
  for (const field of TEXTS) note(field, from[field], to[field])
  note('categories', from.categories, to.categories)
  for (const field of ['customFields', 'tags'] as const) {
    const [old, now] = differences<string | number>(from[field], to[field])
    note(field, old, now)
  }
  return Object.keys(after).length === 0 ? null : { before, after }
}

function differences<Value>(from: Record<string, Value>, to: Record<string, Value>) {
  const ids = [...new Set([...Object.keys(from), ...Object.keys(to)])]
  const changed = ids.filter((id) => from[id] !== to[id])
  const pick = (all: Record<string, Value>) =>
    Object.fromEntries(changed.map((id) => [id, all[id] ?? null]))
  return [pick(from), pick(to)] as const
}

const WORDS = {
  name: 'name',
  description: 'description',
  altText: 'alt text',
  categories: 'categories',
  customFields: 'custom fields',
  tags: 'tags',
} as const

/**
 * Puts back what is still as an edit has left it; labels are looked at one by one.
 * @returns `kept`: what somebody has changed since and is therefore left alone, in words; empty when all is put back
 */
export function undoEdit(
  now: SaidById,
  before: ChangedPart,
  after: ChangedPart,
): { said: SaidById; kept: string[] } {
  const said: SaidById = { ...now }
  const kept = new Set<string>()
  for (const field of ['name', 'description', 'altText'] as const) {
    if (before[field] === undefined) continue
    if (now[field] === after[field]) said[field] = before[field]
    else kept.add(WORDS[field])
  }
  if (before.altTextSource !== undefined && !kept.has(WORDS.altText)) {
    said.altTextSource = before.altTextSource
  }
  if (before.categories && after.categories) {
    const undone = undoCategories(now.categories, before.categories, after.categories)
    said.categories = undone.categories
    if (undone.differs) kept.add(WORDS.categories)
  }
  for (const field of ['customFields', 'tags'] as const) {
    const undone = undoMembers<string | number>(now[field], before[field], after[field])
    Object.assign(said, { [field]: undone.members })
    if (undone.differs) kept.add(WORDS[field])
  }
  return { said, kept: [...kept] }
}

/** When nobody has touched them they get their old order, too. */
function undoCategories(now: number[], before: number[], after: number[]) {
  if (isDeepStrictEqual(now, after)) return { categories: before, differs: false }
  const added = after.filter((id) => !before.includes(id))
  const removed = before.filter((id) => !after.includes(id))
  const differs = added.some((id) => !now.includes(id)) || removed.some((id) => now.includes(id))
  const left = now.filter((id) => !added.includes(id))
  return { categories: [...new Set([...left, ...removed])], differs }
}

function undoMembers<Value>(
  now: Record<string, Value>,
  before: Record<string, Value | null> = {},
  after: Record<string, Value | null> = {},
) {
  const members = { ...now }
  let differs = false
  for (const [id, old] of Object.entries(before)) {
    if ((now[id] ?? null) !== after[id]) differs = true
    else if (old === null) delete members[id]
    else members[id] = old
  }
  return { members, differs }
}
