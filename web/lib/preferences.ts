export function readBoolean(stored: unknown): boolean | null {
  return typeof stored === 'boolean' ? stored : null
}

/** A choice this browser remembers; null where there is none, or `read` refuses it with null. */
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
