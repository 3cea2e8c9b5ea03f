import { useCallback, useState } from 'react'
import { readStored, writeStored } from './preferences.ts'

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
