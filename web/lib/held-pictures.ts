/** So long after a letter somebody is hardly about to type the next one. */
const REST_MS = 150

let timer: ReturnType<typeof setTimeout> | undefined
/** What begins to load, in the order in which it was drawn. */
const held = new Set<() => void>()

/**
 * Pictures wait until nobody types any more: those found by half a word are looked at by nobody, and would take the
 * connections and the server away from the search for the rest of it.
 */
export function holdPictures(): void {
  clearTimeout(timer)
  timer = setTimeout(release, REST_MS)
}

function release(): void {
  timer = undefined
  const all = [...held]
  held.clear()
  for (const begin of all) begin()
}

/** Calls `begin` as soon as pictures may load, which mostly is at once; what this returns takes it back. */
export function beginPicture(begin: () => void): () => void {
  if (timer === undefined) begin()
  else held.add(begin)
  return () => held.delete(begin)
}
