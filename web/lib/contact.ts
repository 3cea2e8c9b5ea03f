/**
 * Whether the server was there when it was last asked, or heard of. A part of the program that could not be loaded is never
 * asked for again by Chromium, so nothing is asked for unless the server was there a moment ago.
 */
let isThere = true
let heardAt = 0

const MOMENT_MS = 1_000

export function noteContact(there: boolean): void {
  isThere = there
  heardAt = performance.now()
}

export function wasServerThereJustNow(): boolean {
  return isThere && performance.now() - heardAt < MOMENT_MS
}
