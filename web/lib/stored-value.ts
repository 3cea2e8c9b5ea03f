import { readStored, writeStored } from './preferences.ts'

export interface StoredValue<Value> {
  read(): Value
  set(value: Value): void
  /** @returns a function that ends it */
  subscribe(notify: () => void): () => void
}

/**
 * A choice this browser remembers: made in one place, it shows in all, and in other tabs. `readValue` refuses what is no
 * longer valid with null. Where storage is forbidden it holds until the page goes.
 */
export function storedValue<Value>(
  name: string,
  start: Value,
  readValue: (stored: unknown) => Value | null,
): StoredValue<Value> {
  let known: Value | null = null
  const watchers = new Set<() => void>()
  const tell = () => {
    for (const notify of watchers) notify()
  }
  const hearOtherTabs = ({ key }: StorageEvent) => {
    if (key !== `vitrine-${name}`) return
    known = null
    tell()
  }
  return {
    read: () => {
      known ??= readStored(name, readValue) ?? start
      return known
    },
    set: (value) => {
      known = value
      writeStored(name, value)
      tell()
    },
    subscribe: (notify) => {
      if (watchers.size === 0) addEventListener('storage', hearOtherTabs)
      watchers.add(notify)
      return () => {
        watchers.delete(notify)
        if (watchers.size === 0) removeEventListener('storage', hearOtherTabs)
      }
    },
  }
}
