import { useCallback, useState } from 'react'
import { readBoolean } from '../lib/preferences.ts'
import { usePreference } from '../lib/use-preference.ts'
import { useShortcut } from '../ui/keys.ts'
import { useMedia } from '../ui/use-media.ts'

/** Beside the results where there is room, and remembered if it was folded away; a drawer elsewhere. */
export function useSideBar(hasPanel: boolean, hasKeys: boolean) {
  const isWide = useMedia(hasPanel ? '(min-width: 1280px)' : '(min-width: 1024px)')
  const [isDocked, setDocked] = usePreference('side-bar', true, readBoolean)
  const [isDrawn, setDrawn] = useState(false)
  const close = useCallback(() => setDrawn(false), [])
  const open = useCallback(() => (isWide ? setDocked(true) : setDrawn(true)), [isWide, setDocked])
  const toggleDrawer = isDrawn ? close : open
  useShortcut('close', close, isDrawn)
  useShortcut('sideBar', isWide ? () => setDocked(!isDocked) : toggleDrawer, hasKeys)
  return { isDrawer: isDrawn, isFolded: isWide && !isDocked && !isDrawn, open, close }
}
