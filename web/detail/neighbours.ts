export interface Neighbours<Item> {
  /** Position in the list, from 0; -1 while the asset is not among what is loaded. */
  index: number
  previous: Item | null
  next: Item | null
  /** A few items around it, for the filmstrip. */
  strip: Item[]
}

const BEFORE = 6
const AFTER = 12

/** What lies beside an asset in the list it was opened from. */
export function findNeighbours<Item extends { origin_path: string }>(
  items: readonly Item[],
  path: string,
): Neighbours<Item> {
  const index = items.findIndex((item) => item.origin_path === path)
  if (index < 0) return { index, previous: null, next: null, strip: [] }
  return {
    index,
    previous: items[index - 1] ?? null,
    next: items[index + 1] ?? null,
    strip: items.slice(Math.max(0, index - BEFORE), index + AFTER + 1),
  }
}
