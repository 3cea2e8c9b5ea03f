import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { type FolderList, foldersQuery, loadMoreFolders } from '../lib/vocabulary.ts'
import { ancestorsOf, planTree } from './folder-tree.ts'

/** Open folders; the way to the current one is opened when it changes. */
export function useOpenFolders(current: string | null) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => {
    if (current) setOpen((before) => new Set([...before, ...ancestorsOf(current)]))
  }, [current])
  const toggle = (path: string) =>
    setOpen((before) => {
      const after = new Set(before)
      if (!after.delete(path)) after.add(path)
      return after
    })
  return { open, toggle }
}

/** The rows of the tree, loaded as folders are opened. */
export function useFolderRows(sourceId: string, open: ReadonlySet<string>) {
  const parents = useMemo(() => ['', ...open], [open])
  const { lists, hasFailed, isLoaded } = useQueries({
    queries: parents.map((parent) => foldersQuery(sourceId, parent)),
    combine: readResults,
  })
  const rows = useMemo(() => {
    const children = parents.map((parent, i): [string, FolderList] => [
      parent,
      lists[i] ?? { folders: [], after: null },
    ])
    return planTree(new Map(children), open)
  }, [parents, lists, open])
  return { rows, hasFailed, isLoaded }
}

interface Result {
  data: FolderList | undefined
  isError: boolean
  isSuccess: boolean
}

function readResults(results: Result[]) {
  return {
    lists: results.map(({ data }) => data),
    hasFailed: results.some(({ isError }) => isError),
    isLoaded: results[0]?.isSuccess ?? false,
  }
}

/** Loads what follows in each of these folders, one page at a time, as long as its place is near the screen. */
export function useMoreFolders(sourceId: string, near: readonly string[]) {
  const client = useQueryClient()
  const busy = useRef(new Set<string>())
  const [failed, setFailed] = useState<ReadonlySet<string>>(new Set())
  const load = async (parent: string) => {
    if (busy.current.has(parent)) return
    busy.current.add(parent)
    const hasFailed = await loadMoreFolders(client, sourceId, parent).then(
      () => false,
      () => true,
    )
    busy.current.delete(parent)
    setFailed((before) => {
      const after = new Set(before)
      if (hasFailed) after.add(parent)
      else after.delete(parent)
      return after
    })
  }
  useEffect(() => {
    for (const parent of near) if (!failed.has(parent)) load(parent)
  })
  return { failed, load }
}
