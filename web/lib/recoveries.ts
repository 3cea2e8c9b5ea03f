import { useSyncExternalStore } from 'react'

let count = 0
const watchers = new Set<() => void>()

/** The server is back after it was away: whatever gave up meanwhile may try again. */
export function noteRecovery(): void {
  count += 1
  for (const watcher of watchers) watcher()
}

/** How often that has happened since the page was loaded. */
export function useRecoveries(): number {
  return useSyncExternalStore(subscribe, () => count)
}

function subscribe(watcher: () => void) {
  watchers.add(watcher)
  return () => {
    watchers.delete(watcher)
  }
}
