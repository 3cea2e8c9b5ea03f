import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { duplicateCountQuery } from '../lib/duplicates.ts'
import { readBoolean, readStored, writeStored } from '../lib/preferences.ts'

export interface DuplicateRow {
  /** How many groups of copies nobody has decided about; undefined while they are counted. */
  count: number | undefined
  /** While they are counted, it is there when it was there last. */
  isShown: boolean
  /** Whether what is below it may be shown: it stays where it is. */
  isSettled: boolean
}

/** Folders need not wait for a count that may take long: the browser remembers whether there were duplicates. */
export function useDuplicateRow(sourceId: string): DuplicateRow {
  const { data: count, isPending } = useQuery(duplicateCountQuery(sourceId))
  const name = `duplicates-${sourceId}`
  const wasShown = useMemo(() => readStored(name, readBoolean), [name])
  useEffect(() => {
    if (count !== undefined) writeStored(name, count > 0)
  }, [name, count])
  return {
    count,
    isShown: count === undefined ? wasShown === true : count > 0,
    isSettled: !isPending || wasShown !== null,
  }
}
