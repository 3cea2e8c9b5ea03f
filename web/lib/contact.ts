/**
 * Whether the server was there when it was last asked, or heard of. A part of the program that could not be loaded is never
 * asked for again by Chromium, so nothing is asked for while this says no.
 */
let isThere = true

export function noteContact(there: boolean): void {
  isThere = there
}

export function wasServerThere(): boolean {
  return isThere
}
