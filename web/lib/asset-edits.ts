import type { AlertName } from '../../contract/analysis.ts'
import type { AssetAttributes, AssetPatch } from '../../contract/resources.ts'
import { t } from '../texts/lib.ts'
import { allOf } from '../texts/plural.ts'
import { ALERT_NAMES, alertWord, levelWord, warningKey } from './analysis-words.ts'

type Editable = Pick<AssetAttributes, keyof AssetPatch | 'warnings_by_person'>

/** The patch that takes `patch` back, from the asset as it was before. */
export function planUndo(before: Editable, patch: AssetPatch): AssetPatch {
  const undo: AssetPatch = {}
  if ('name' in patch) undo.name = before.name
  if ('description' in patch) undo.description = before.description
  if ('alt_text' in patch) undo.alt_text = before.alt_text
  if (patch.categories) undo.categories = before.categories
  if (patch.custom_fields) undo.custom_fields = before.custom_fields
  if (patch.tags) {
    const present = new Map(Object.entries(before.tags))
    undo.tags = Object.fromEntries(
      Object.keys(patch.tags).map((label) => [label, present.get(label) ?? 0]),
    )
  }
  for (const alert of patchedAlerts(patch)) {
    // A level that analysis gave is not made a person's by taking an edit back.
    const isByPerson = before.warnings_by_person.includes(alert)
    undo[warningKey(alert)] = isByPerson ? before[warningKey(alert)] : null
  }
  return undo
}

/** The alerts that a patch sets or gives back. */
function patchedAlerts(patch: AssetPatch): AlertName[] {
  return ALERT_NAMES.filter((alert) => warningKey(alert) in patch)
}

/** The asset as it will be once the patch is saved. */
export function applyPatch<Asset extends Editable>(asset: Asset, patch: AssetPatch): Asset {
  const patched = patchedAlerts(patch)
  const isSet = (alert: AlertName) => patch[warningKey(alert)] !== null
  const after = { ...asset, ...patch, tags: { ...asset.tags, ...patch.tags } }
  // What analysis says of an alert that is given back is not known here.
  for (const alert of patched) {
    if (!isSet(alert)) after[warningKey(alert)] = asset[warningKey(alert)]
  }
  const others = asset.warnings_by_person.filter((alert) => !patched.includes(alert))
  return { ...after, warnings_by_person: [...others, ...patched.filter(isSet)] }
}

/**
 * The patch that keeps both versions when somebody else saved first: what was added and taken away
 * is done to their list. A single text has no middle; mine stands in the patch.
 */
export function planMerge(before: Editable, mine: AssetPatch, theirs: Editable): AssetPatch {
  const merged = { ...mine }
  if (mine.categories) {
    const { categories } = mine
    const added = categories.filter((name) => !before.categories.includes(name))
    const removed = before.categories.filter((name) => !categories.includes(name))
    merged.categories = [...new Set([...theirs.categories, ...added])].filter(
      (name) => !removed.includes(name),
    )
  }
  if (mine.custom_fields) {
    const fields = { ...theirs.custom_fields }
    for (const [key, value] of Object.entries(mine.custom_fields)) {
      if (before.custom_fields[key] !== value) fields[key] = value
    }
    for (const key of Object.keys(before.custom_fields)) {
      if (!(key in mine.custom_fields)) delete fields[key]
    }
    merged.custom_fields = fields
  }
  return merged
}

/** Whether nobody else has changed the parts that a patch is about: then there is nothing to decide. */
export function isUntouched(before: Editable, theirs: Editable, patch: AssetPatch): boolean {
  return (Object.keys(patch) as (keyof AssetPatch)[]).every((part) => {
    if (part !== 'tags') return isSame(before[part], theirs[part])
    return Object.keys(patch.tags ?? {}).every((label) => before.tags[label] === theirs.tags[label])
  })
}

/** Of texts, levels, lists of names, and values by key. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** What the patch changes, in words: "name", "tags and categories". */
export function describePatch(patch: AssetPatch): string {
  const words: Record<keyof AssetPatch, string> = {
    name: t.parts.name,
    description: t.parts.description,
    alt_text: t.parts.altText,
    categories: t.parts.categories,
    custom_fields: t.parts.customFields,
    tags: t.parts.tags,
    ...fromAlerts(() => t.parts.alerts),
  }
  const parts = (Object.keys(words) as (keyof AssetPatch)[]).filter((key) => key in patch)
  return allOf([...new Set(parts.map((key) => words[key]))])
}

function fromAlerts<Value>(of: (alert: AlertName) => Value) {
  const pairs = ALERT_NAMES.map((alert) => [warningKey(alert), of(alert)])
  return Object.fromEntries(pairs) as Record<`warning_${AlertName}`, Value> // of all of them
}

/** One part of an asset as a line of text, to put two versions side by side. */
export function describePart(asset: Editable, part: keyof AssetPatch): string {
  if (part === 'categories') return asset.categories.join(', ') || t.none
  if (part === 'custom_fields') {
    return (
      Object.entries(asset.custom_fields)
        .map(([key, value]) => `${key}: ${value}`)
        .join(', ') || t.none
    )
  }
  if (part === 'tags') {
    const kept = Object.entries(asset.tags).filter(([, confidence]) => confidence > 0)
    return kept.map(([label]) => label).join(', ') || t.none
  }
  const alert = ALERT_NAMES.find((name) => warningKey(name) === part)
  if (alert) return `${alertWord(alert)}: ${levelWord(asset[warningKey(alert)])}`
  return String(asset[part] || t.empty)
}

export interface Tag {
  label: string
  /** 0 to 1; 0 is removed. */
  confidence: number
}

/** By confidence, the removed ones last. */
export function sortTags(tags: Record<string, number>): Tag[] {
  return Object.entries(tags)
    .map(([label, confidence]) => ({ label, confidence }))
    .sort((a, b) => b.confidence - a.confidence || a.label.localeCompare(b.label))
}

/** The tags whose confidence was changed, as the patch to send; null when none was. */
export function planTagPatch(
  before: Record<string, number>,
  after: Record<string, number>,
): AssetPatch | null {
  const changed = Object.entries(after).filter(([label, value]) => (before[label] ?? 0) !== value)
  return changed.length > 0 ? { tags: Object.fromEntries(changed) } : null
}
