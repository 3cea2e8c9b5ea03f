import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'react-router'
import { readAssetPath } from '../lib/addresses.ts'
import type { Library } from '../lib/use-library.ts'
import type { AssetList } from './use-asset-list.ts'

/** Selecting loads a panel; while arrows are held down it waits for this rest. */
const SELECT_REST_MS = 120

/** Where the keys have gone last. The place alone is known while the asset there has not arrived. */
interface Moved {
  list: string
  index: number
  path: string | null
}

/** The tile with the tab stop: where the keys were last, else the selected one, else the first. */
export function useActive(library: Library, list: AssetList) {
  const { query, show } = library
  const { key, indexOf, at } = list
  const [moved, setMoved] = useState<Moved | null>(null)
  const timer = useRef(0)
  const note = (index: number) => {
    clearTimeout(timer.current)
    const path = at(index)?.origin_path ?? null
    setMoved({ list: key, index, path })
    return path
  }
  const showLater = (path: string) => {
    timer.current = window.setTimeout(() => show({ at: path }, { replace: true }), SELECT_REST_MS)
  }
  useSeenLast(library, (path) => setMoved({ list: key, index: indexOf(path) ?? -1, path }))
  const arrived = moved?.path === null && moved.list === key ? at(moved.index) : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: when it has arrived, and no more often
  useEffect(() => {
    if (arrived && moved) {
      setMoved({ ...moved, path: arrived.origin_path })
      showLater(arrived.origin_path)
    }
  }, [arrived])
  // Whatever else changes the address meanwhile wins over a selection that still waits.
  const { pathname } = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: they say when to forget it
  useEffect(() => () => clearTimeout(timer.current), [query, pathname])
  const remembered = moved?.list === key && moved.index >= 0 ? moved.index : null
  const found = moved?.path ? indexOf(moved.path) : null
  const selected = query.at === null ? null : indexOf(query.at)
  return {
    active: Math.min(found ?? remembered ?? selected ?? 0, Math.max(0, (list.total ?? 1) - 1)),
    current: selected,
    move: (index: number) => {
      const path = note(index)
      if (path) showLater(path)
    },
    /** Takes the focus without being selected alone. */
    visit: (index: number) => void note(index),
    select: (index: number) => {
      const path = note(index)
      if (path) show({ at: path }, { replace: true })
    },
    open: (index: number) => {
      clearTimeout(timer.current)
      const path = at(index)?.origin_path
      // What the address says by now: the second click of two comes before the first was drawn.
      if (path && readAssetPath(window.location.pathname) === null) library.open(path)
    },
  }
}

/** Whoever comes back from the detail view finds the focus on what was seen last. */
function useSeenLast({ assetPath, query, show }: Library, note: (path: string) => void) {
  const seen = useRef(assetPath)
  const latest = useRef(note)
  latest.current = note
  useEffect(() => {
    const last = seen.current
    seen.current = assetPath
    if (assetPath) latest.current(assetPath)
    else if (last && last !== query.at) show({ at: last }, { replace: true })
  }, [assetPath, query.at, show])
}
