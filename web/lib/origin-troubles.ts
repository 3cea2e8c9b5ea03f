import { useSyncExternalStore } from 'react'

/** An Origin that does not give what is asked of it, as pictures noticed. */
export interface OriginTrouble {
  /** Of its source. */
  subdomain: string
  /** Said by the server. */
  text: string
  /** Pictures that it did not give. */
  urls: readonly string[]
}

let trouble: OriginTrouble | null = null
const watchers = new Set<() => void>()

export function noteOriginTrouble(next: OriginTrouble | null): void {
  trouble = next
  for (const watcher of watchers) watcher()
}

/** @param subdomain of the source that is asked about */
export function useOriginTrouble(subdomain: string | undefined): OriginTrouble | null {
  return useSyncExternalStore(subscribe, () => (trouble?.subdomain === subdomain ? trouble : null))
}

function subscribe(watcher: () => void) {
  watchers.add(watcher)
  return () => {
    watchers.delete(watcher)
  }
}
