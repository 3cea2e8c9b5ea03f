import { useSyncExternalStore } from 'react'
import { readBoolean } from './preferences.ts'
import { storedValue } from './stored-value.ts'

const singleKeys = storedValue('single-keys', true, readBoolean)

/** Whether shortcuts of one character work: speech input and slips would set them off (WCAG 2.1.4). */
export const areSingleKeysOn = singleKeys.read
export const setSingleKeys = singleKeys.set

/** The same for a switch: what is chosen in one place shows in all. */
export function useSingleKeys(): [areOn: boolean, change: (areOn: boolean) => void] {
  return [useSyncExternalStore(singleKeys.subscribe, areSingleKeysOn), setSingleKeys]
}
