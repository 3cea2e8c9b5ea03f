import { useEffect, useRef } from 'react'
import { useLocation } from 'react-router'
import type { Anchor } from '../ui/grid-window.ts'
import type { AssetList } from './use-asset-list.ts'

/** Where each entry of the history was scrolled to, for the way back. */
const places = new Map<string, Anchor | null>()

/** Where to begin, and who has to be told where somebody came to rest. */
export function useScrollMemory(list: AssetList) {
  const { key } = useLocation()
  const last = useRef<{ list: string; anchor: Anchor | null }>({ list: list.key, anchor: null })
  useEffect(() => {
    // Moving the selection replaces the address: the same place under a new key.
    const isSame = last.current.list === list.key
    if (isSame && !places.has(key)) places.set(key, last.current.anchor)
    last.current = { list: list.key, anchor: places.get(key) ?? null }
  }, [key, list.key])
  return {
    start: places.get(key) ?? null,
    onRest: (anchor: Anchor | null) => {
      if (list.isStale) return
      last.current.anchor = anchor
      places.set(key, anchor)
    },
  }
}
