import { useState } from 'react'
import type { PickerOption } from './word-picker.ts'

/** The place of the option that Enter takes, -1 for none. It stays with its word when others come. */
export function useActiveOption(options: readonly PickerOption[]) {
  const [name, setName] = useState<string | null>(null)
  const active = options.findIndex((option) => option.name === name)
  return [active, (at: number) => setName(options[at]?.name ?? null)] as const
}
