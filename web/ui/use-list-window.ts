import { useCallback, useEffect, useRef, useState } from 'react'

/** So many pixels beyond the screen are in the page, too. */
const MARGIN = 600

/** Which rows of a list, all of the same height, are near the screen while something around it scrolls. */
export function useListWindow<Target extends HTMLElement>(count: number, rowHeight: number) {
  const list = useRef<Target | null>(null)
  const [range, setRange] = useState({ from: 0, to: 0 })
  const update = useCallback(() => {
    if (!list.current) return
    const { top } = list.current.getBoundingClientRect()
    const from = Math.max(0, Math.floor((-top - MARGIN) / rowHeight))
    const to = Math.min(count, Math.ceil((innerHeight - top + MARGIN) / rowHeight))
    setRange((old) => (old.from === from && old.to === to ? old : { from, to }))
  }, [count, rowHeight])
  useEffect(() => {
    update()
    // Scrolling does not bubble, but it can be caught on its way down.
    document.addEventListener('scroll', update, { capture: true, passive: true })
    window.addEventListener('resize', update)
    return () => {
      document.removeEventListener('scroll', update, { capture: true })
      window.removeEventListener('resize', update)
    }
  }, [update])
  return { list, ...range }
}
