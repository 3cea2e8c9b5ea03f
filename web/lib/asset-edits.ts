import type { AssetAttributes, AssetPatch } from '../../contract/resources.ts'

type Editable = Pick<
  AssetAttributes,
  'name' | 'description' | 'alt_text' | 'categories' | 'custom_fields' | 'tags'
>

/** The patch that takes `patch` back, from the asset as it was before. */
export function planUndo(before: Editable, patch: AssetPatch): AssetPatch {
  const undo: AssetPatch = {}
  if ('name' in patch) undo.name = before.name
  if ('description' in patch) undo.description = before.description
  if ('alt_text' in patch) undo.alt_text = before.alt_text
  if (patch.categories) undo.categories = before.categories
  if (patch.custom_fields) undo.custom_fields = before.custom_fields
  if (patch.tags) {
    undo.tags = Object.fromEntries(
      Object.keys(patch.tags).map((label) => [label, before.tags[label] ?? 0]),
    )
  }
  return undo
}

/** The asset as it will be once the patch is saved. */
export function applyPatch<Asset extends Editable>(asset: Asset, patch: AssetPatch): Asset {
  return { ...asset, ...patch, tags: { ...asset.tags, ...patch.tags } }
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

/** What the patch changes, in words: "name", "tags and categories". */
export function describePatch(patch: AssetPatch): string {
  const words: Record<keyof AssetPatch, string> = {
    name: 'name',
    description: 'description',
    alt_text: 'alt text',
    categories: 'categories',
    custom_fields: 'custom fields',
    tags: 'tags',
  }
  const parts = (Object.keys(words) as (keyof AssetPatch)[]).filter((key) => key in patch)
  return parts.map((key) => words[key]).join(' and ')
}

/** One part of an asset as a line of text, to put two versions side by side. */
export function describePart(asset: Editable, part: keyof Editable): string {
  if (part === 'categories') return asset.categories.join(', ') || 'none'
  if (part === 'custom_fields') {
    return (
      Object.entries(asset.custom_fields)
        .map(([key, value]) => `${key}: ${value}`)
        .join(', ') || 'none'
    )
  }
  if (part === 'tags') {
    const kept = Object.entries(asset.tags).filter(([, confidence]) => confidence > 0)
    return kept.map(([label]) => label).join(', ') || 'none'
  }
  return asset[part] || 'empty'
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
  const changed = Object.entries(after).filter(([label, value]) => before[label] !== value)
  return changed.length > 0 ? { tags: Object.fromEntries(changed) } : null
}
