import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { duplicateCountQuery } from '../lib/duplicates.ts'
import { readBoolean, readStored, writeStored } from '../lib/preferences.ts'

export interface DuplicateRow {
  /** How many groups of copies nobody has decided about; undefined while they are counted. */
  count: number | undefined
  isShown: boolean
}

/**
 * Folders stand below the row and wait for no count, which may take long, so the row has its place at once: as it was
 * when it was last counted. Who comes for the first time keeps it even without any, or folders would move up.
 */
export function useDuplicateRow(sourceId: string): DuplicateRow {
  const { data: count } = useQuery(duplicateCountQuery(sourceId))
  const name = `duplicates-${sourceId}`
  const wasShown = useMemo(() => readStored(name, readBoolean), [name])
  useEffect(() => {
    if (count !== undefined) writeStored(name, count > 0)
  }, [name, count])
  const isShown = count === undefined || wasShown === null ? wasShown !== false : count > 0
  return { count, isShown }
}
