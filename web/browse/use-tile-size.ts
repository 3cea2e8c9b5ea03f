import { usePreference } from '../lib/use-preference.ts'
import { useMedia } from '../ui/use-media.ts'

const SMALLEST = 72
const LARGEST = 320

export interface TileSize {
  /** Height of a row or side of a square in pixels. */
  size: number
  gap: number
  /** What may be chosen. */
  range: { min: number; max: number; step: number }
  change: (size: number) => void
}

/** The size of thumbnails: as chosen in this browser, else what suits the width. */
export function useTileSize(): TileSize {
  const isPhone = useMedia('(max-width: 639px)')
  const isWall = useMedia('(min-width: 1920px)')
  const isHuge = useMedia('(min-width: 3200px)')
  // More of them than could be looked at would only fill the page.
  const min = isHuge ? 136 : isWall ? 88 : SMALLEST
  const [chosen, change] = usePreference<number | null>('tile', null, readSize)
  const start = isPhone ? 104 : isWall ? 200 : 144
  const size = isPhone ? start : Math.max(min, chosen ?? start)
  return { size, gap: isPhone ? 3 : 6, range: { min, max: LARGEST, step: 4 }, change }
}

function readSize(stored: unknown): number | null {
  if (typeof stored !== 'number' || !Number.isFinite(stored)) return null
  return Math.min(LARGEST, Math.max(SMALLEST, stored))
}
