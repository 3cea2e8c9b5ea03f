import type { BulkSelection } from '../../contract/searching.ts'
import type { TileAsset } from './assets.ts'

/** A chosen asset; null when only its name is known. */
export type Chosen = ReadonlyMap<string, TileAsset>

/**
 * Several assets that something will be done with: named ones, or all that a search finds but a few.
 * Choosing one alone, for the Info Panel, is no selection of this kind.
 */
export type Selection =
  | { kind: 'named'; assets: Chosen }
  | { kind: 'search'; total: number; isEstimate: boolean; excluded: ReadonlySet<string> }

export const NOTHING: Selection = { kind: 'named', assets: new Map() }

/** The API takes no more by name; above that a search has to say which. */
export const MOST_NAMED = 10_000

export function isSelected(selection: Selection, path: string): boolean {
  return selection.kind === 'named' ? selection.assets.has(path) : !selection.excluded.has(path)
}

export function countSelected(selection: Selection): number {
  return selection.kind === 'named'
    ? selection.assets.size
    : Math.max(0, selection.total - selection.excluded.size)
}

/** In or out; a search from which the last one was taken is nothing. */
export function toggleSelected(selection: Selection, asset: TileAsset): Selection {
  const path = asset.origin_path
  return withRange(selection, [asset], !isSelected(selection, path))
}

/** All of `range` in, or all out; what was chosen before stays. */
export function withRange(
  selection: Selection,
  range: readonly TileAsset[],
  isIn = true,
): Selection {
  if (selection.kind === 'named') {
    const assets = new Map(selection.assets)
    for (const asset of range) {
      if (isIn) assets.set(asset.origin_path, asset)
      else assets.delete(asset.origin_path)
    }
    return { kind: 'named', assets }
  }
  const excluded = new Set(selection.excluded)
  for (const { origin_path: path } of range) {
    if (isIn) excluded.delete(path)
    else excluded.add(path)
  }
  const next: Selection = { ...selection, excluded }
  return countSelected(next) === 0 ? NOTHING : next
}

/** Bytes of all of them; null when not all are known. */
export function selectedBytes(selection: Selection): number | null {
  if (selection.kind === 'search') return null
  let bytes = 0
  for (const asset of selection.assets.values()) bytes += asset.file_size
  return bytes
}

/**
 * As the API takes it.
 * @param filters of the search, as in the query of a list of assets
 */
export function writeSelection(selection: Selection, filters: string): BulkSelection {
  if (selection.kind === 'named') return { paths: [...selection.assets.keys()] }
  const excluded = [...selection.excluded]
  return { query: filters, ...(excluded.length > 0 && { excluded_paths: excluded }) }
}

/** Why nothing can be done with a selection, or null. */
export function selectionTrouble(selection: Selection): string | null {
  const { kind } = selection
  if (kind === 'named' && selection.assets.size > MOST_NAMED)
    return 'At most 10,000 assets can be chosen one by one. Select all of a search instead.'
  if (kind === 'search' && selection.excluded.size > MOST_NAMED)
    return 'At most 10,000 assets can be left out of a search.'
  return null
}
