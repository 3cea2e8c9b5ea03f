export interface Neighbours<Item> {
  /** Position in the list, from 0; -1 while nobody knows where the asset stands. */
  index: number
  previous: Item | null
  next: Item | null
  /** A few items around it, for the filmstrip. */
  strip: Item[]
}

export const BEFORE = 6
export const AFTER = 12

/** What lies beside an item in the list it was opened from, as far as it is at hand. */
export function findNeighbours<Item>(
  at: (index: number) => Item | undefined,
  index: number | null,
): Neighbours<Item> {
  if (index === null) return { index: -1, previous: null, next: null, strip: [] }
  const strip: Item[] = []
  for (let near = Math.max(0, index - BEFORE); near <= index + AFTER; near++) {
    const item = at(near)
    if (item !== undefined) strip.push(item)
  }
  return { index, previous: at(index - 1) ?? null, next: at(index + 1) ?? null, strip }
}
