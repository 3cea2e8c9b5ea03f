import type { BulkOperations } from '../../../contract/searching.ts'
import type { BulkLabelIds, Db } from '../../db/tables.ts'
import { ensureLabels, findNamed, type LabelKind } from '../labels/labels.ts'
import type { ImportPatch, SaidEdit } from './bulk-asset.ts'
import { findNames, type LabelNames, ofEachKind } from './bulk-assets.ts'

/** From the names that people write to the ids that assets have. */

const KINDS = ['category', 'custom_field_key', 'tag'] as const satisfies LabelKind[]
type Names = Record<LabelKind, string[]>
type Ids = Record<LabelKind, ReadonlyMap<string, number>>

/** Names of an edit that assets may get; those that are only taken away are not made. */
function addedNames(operations: BulkOperations): Names {
  return {
    category: operations.add_categories ?? [],
    custom_field_key: Object.keys(operations.set_custom_fields ?? {}),
    tag: operations.add_tags ?? [],
  }
}

function removedNames(operations: BulkOperations): Names {
  return {
    category: operations.remove_categories ?? [],
    custom_field_key: operations.remove_custom_fields ?? [],
    tag: operations.remove_tags ?? [],
  }
}

function patchNames(patches: readonly ImportPatch[]): Names {
  return {
    category: patches.flatMap(({ categories }) => categories ?? []),
    custom_field_key: patches.flatMap(({ custom_fields: all, set_custom_fields: some }) =>
      Object.keys({ ...all, ...some }),
    ),
    tag: patches.flatMap(({ tags }) => Object.keys(tags ?? {})),
  }
}

/** Makes what is new and keeps which label each name means, whatever these are called later. */
export async function fixLabels(
  tx: Db,
  accountId: number,
  operations: BulkOperations,
): Promise<BulkLabelIds> {
  const added = addedNames(operations)
  const removed = removedNames(operations)
  const ids: BulkLabelIds = {}
  for (const kind of KINDS) {
    const made = await ensureLabels(tx, { kind, accountId, labels: added[kind] })
    const known = await findNamed(tx, { kind, accountId, labels: removed[kind] })
    ids[kind] = Object.fromEntries([...made, ...known])
  }
  return ids
}

export interface PlannedEdits {
  /** For an edit, whose rows are all alike. */
  all: SaidEdit
  /** For a row of an import. */
  ofPatch(patch: ImportPatch): SaidEdit
  names: LabelNames
}

interface Planning {
  accountId: number
  operations: BulkOperations | null
  labelIds: BulkLabelIds
  dryRun: boolean
}

/**
 * What an edit means right now, for some rows. Call it under the lock of labels, after assets have been locked: others
 * make labels in this order, too.
 */
export async function planEdits(
  tx: Db,
  edit: Planning,
  patches: readonly ImportPatch[],
): Promise<PlannedEdits> {
  const { operations } = edit
  if (operations && !edit.dryRun) {
    const { ids, names } = await readFixed(tx, edit.labelIds)
    return {
      all: fromOperations(operations, ids),
      ofPatch: (patch) => fromPatch(patch, ids),
      names,
    }
  }
  const wanted = operations
    ? join(addedNames(operations), removedNames(operations))
    : patchNames(patches)
  const ids = await readNamed(tx, edit, wanted)
  await addRemovedKeys(tx, edit, ids, patches)
  const names = toNames(ids)
  return {
    all: fromOperations(operations ?? {}, ids),
    ofPatch: (patch) => fromPatch(patch, ids),
    names,
  }
}

/** Keys that rows of an import take away are not made for that. */
async function addRemovedKeys(
  tx: Db,
  { accountId }: Planning,
  ids: Ids,
  patches: readonly ImportPatch[],
): Promise<void> {
  const keys = new Set(patches.flatMap(({ remove_custom_fields: removed }) => removed ?? []))
  const labels = [...keys].filter((key) => !ids.custom_field_key.has(key))
  const known = await findNamed(tx, { kind: 'custom_field_key', accountId, labels })
  ids.custom_field_key = new Map([...ids.custom_field_key, ...known])
}

/** A label that was merged stands for the other one; one that was deleted meanwhile is left out. */
async function readFixed(tx: Db, labelIds: BulkLabelIds): Promise<{ ids: Ids; names: LabelNames }> {
  const fixed = (kind: LabelKind) => Object.entries(labelIds[kind] ?? {})
  const names = await findNames(
    tx,
    ofEachKind((kind) => fixed(kind).map(([, id]) => id)),
  )
  const current = (kind: LabelKind) =>
    fixed(kind).flatMap(([name, id]) => {
      const standsFor = names[kind].get(id)?.standsFor
      return standsFor === undefined ? [] : [[name, standsFor] as const]
    })
  const ids = ofEachKind((kind) => new Map(current(kind)))
  return { ids, names }
}

/** By name; in a dry run nothing is made, and what is new has an id that no label has. */
async function readNamed(tx: Db, { accountId, dryRun }: Planning, wanted: Names): Promise<Ids> {
  const read = async (kind: LabelKind) => {
    const labels = [...new Set(wanted[kind])]
    if (!dryRun) return await ensureLabels(tx, { kind, accountId, labels })
    const known = await findNamed(tx, { kind, accountId, labels })
    return new Map(labels.map((label, place) => [label, known.get(label) ?? -1 - place]))
  }
  return {
    category: await read('category'),
    custom_field_key: await read('custom_field_key'),
    tag: await read('tag'),
  }
}

function toNames(ids: Ids): LabelNames {
  const named = (kind: LabelKind) =>
    [...ids[kind]].map(([label, id]) => [id, { label, standsFor: id, rank: 0 }] as const)
  return ofEachKind((kind) => new Map(named(kind)))
}

function join(some: Names, more: Names): Names {
  return ofEachKind((kind) => [...some[kind], ...more[kind]])
}

function fromOperations(operations: BulkOperations, ids: Ids): SaidEdit {
  const added = (kind: LabelKind) => idsOf(addedNames(operations)[kind], ids[kind])
  const removed = (kind: LabelKind) => idsOf(removedNames(operations)[kind], ids[kind])
  return {
    description: operations.description,
    altText: operations.alt_text,
    addCategories: added('category'),
    removeCategories: removed('category'),
    setCustomFields: byId(operations.set_custom_fields ?? {}, ids.custom_field_key),
    removeCustomFields: removed('custom_field_key'),
    setTags: Object.fromEntries(added('tag').map((id) => [id, 1])),
    removeTags: removed('tag'),
  }
}

function fromPatch(patch: ImportPatch, ids: Ids): SaidEdit {
  const { name, description, alt_text: altText, categories, custom_fields: fields, tags } = patch
  const { set_custom_fields: some, remove_custom_fields: removed } = patch
  return {
    name,
    description,
    altText,
    keepsFoundAltText: true,
    categories: categories && idsOf(categories, ids.category),
    customFields: fields && byId(fields, ids.custom_field_key),
    setCustomFields: some && byId(some, ids.custom_field_key),
    removeCustomFields: removed && idsOf(removed, ids.custom_field_key),
    setTags: byId(tags ?? {}, ids.tag),
  }
}

function idsOf(names: readonly string[], ids: ReadonlyMap<string, number>): number[] {
  return names.flatMap((name) => ids.get(name) ?? [])
}

function byId<Value>(values: Record<string, Value>, ids: ReadonlyMap<string, number>) {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const id = ids.get(name)
      return id === undefined ? [] : [[String(id), value]]
    }),
  )
}
