import { usePreference } from '../lib/preferences.ts'
import { useMedia } from '../ui/use-media.ts'

export const TILE_SIZES = { min: 72, max: 320, step: 4 } as const

export interface TileSize {
  /** Height of a row or side of a square in pixels. */
  size: number
  gap: number
  change: (size: number) => void
}

/** The size of thumbnails: as chosen in this browser, else what suits the width. */
export function useTileSize(): TileSize {
  const isPhone = useMedia('(max-width: 639px)')
  const isWall = useMedia('(min-width: 1920px)')
  const [chosen, change] = usePreference<number | null>('tile', null, readSize)
  const start = isPhone ? 104 : isWall ? 200 : 144
  return { size: isPhone ? start : (chosen ?? start), gap: isPhone ? 3 : 6, change }
}

function readSize(stored: unknown): number | null {
  if (typeof stored !== 'number' || !Number.isFinite(stored)) return null
  return Math.min(TILE_SIZES.max, Math.max(TILE_SIZES.min, stored))
}
