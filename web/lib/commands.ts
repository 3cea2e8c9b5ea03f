import type { LucideIcon } from 'lucide-react'
import { createContext, useContext, useId, useLayoutEffect } from 'react'

/** Something the command palette offers beside the shortcuts that work, which it knows by itself. */
export interface Command {
  /** Stays the same from one visit to the next: what was used last is offered first. */
  id: string
  /** In the language of the reader. */
  title: string
  icon?: LucideIcon
  /** Other words by which it may be looked for, separated by spaces. */
  words?: string
  /** An address to go to, */
  to?: string
  /** or something to be done. */
  run?: () => void
}

const contributed = new Map<string, readonly Command[]>()

/** Offers commands in the palette for as long as they make sense, which is while this screen is shown. */
export function useCommands(commands: readonly Command[], isActive = true): void {
  const id = useId()
  useLayoutEffect(() => {
    if (isActive) contributed.set(id, commands)
    return () => {
      contributed.delete(id)
    }
  })
}

/** What the screens offer now, the latest first. */
export function listCommands(): Command[] {
  return [...contributed.values()].reverse().flat()
}

export type PaletteScope = 'sources' | 'folders'

/** How a screen opens the palette or the sheet of shortcuts without importing them. */
export interface PaletteDoor {
  openPalette: (scope?: PaletteScope) => void
  openSheet: () => void
}

export const PaletteDoorContext = createContext<PaletteDoor>({
  openPalette: () => {},
  openSheet: () => {},
})

export function usePaletteDoor(): PaletteDoor {
  return useContext(PaletteDoorContext)
}
