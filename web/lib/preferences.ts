import { useCallback, useState } from 'react'

/**
 * A choice this browser remembers, such as an open section or the size of thumbnails. `read`
 * refuses what is no longer valid with null. Falls back to `start` where storage is forbidden.
 */
export function usePreference<Value>(
  name: string,
  start: Value,
  read: (stored: unknown) => Value | null,
): [Value, (value: Value) => void] {
  const [value, setValue] = useState(() => readStored(name, read) ?? start)
  const change = useCallback(
    (next: Value) => {
      setValue(next)
      writeStored(name, next)
    },
    [name],
  )
  return [value, change]
}

export function readBoolean(stored: unknown): boolean | null {
  return typeof stored === 'boolean' ? stored : null
}

export function readStored<Value>(
  name: string,
  read: (stored: unknown) => Value | null,
): Value | null {
  try {
    return read(JSON.parse(localStorage.getItem(`vitrine-${name}`) ?? 'null'))
  } catch {
    return null
  }
}

export function writeStored(name: string, value: unknown): void {
  try {
    localStorage.setItem(`vitrine-${name}`, JSON.stringify(value))
  } catch {
    // A full or forbidden storage only means that the choice is not remembered.
  }
}
