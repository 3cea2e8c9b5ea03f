import { useSyncExternalStore } from 'react'
import { readBoolean, readStored, writeStored } from './preferences.ts'

const NAME = 'single-keys'
const listeners = new Set<() => void>()
/** As chosen since the page was loaded, so that it holds where storage is forbidden, too. */
let chosen: boolean | null = null

/** Whether shortcuts of one character work: speech input and slips would set them off (WCAG 2.1.4). */
export function areSingleKeysOn(): boolean {
  chosen ??= readStored(NAME, readBoolean) ?? true
  return chosen
}

export function setSingleKeys(areOn: boolean): void {
  chosen = areOn
  writeStored(NAME, areOn)
  for (const listener of listeners) listener()
}

/** The same for a switch: what is chosen in one place shows in all. */
export function useSingleKeys(): [areOn: boolean, change: (areOn: boolean) => void] {
  return [useSyncExternalStore(subscribe, areSingleKeysOn), setSingleKeys]
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
