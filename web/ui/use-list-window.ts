import { useEffect, useRef, useState } from 'react'

/** So many pixels beyond the screen are in the page, too. */
const MARGIN = 600

/**
 * Which rows of a list, all of the same height, are near the screen while something around it scrolls. The list itself is as
 * high as all of its rows; how high that is may change with the size of text.
 */
export function useListWindow<Target extends HTMLElement>(count: number) {
  const list = useRef<Target | null>(null)
  const [range, setRange] = useState({ from: 0, to: 0 })
  useEffect(() => {
    const { current } = list
    if (!current) return
    const update = () => {
      const { top, height } = current.getBoundingClientRect()
      const rowHeight = height / count
      const from = Math.max(0, Math.floor((-top - MARGIN) / rowHeight))
      const to = Math.min(count, Math.ceil((innerHeight - top + MARGIN) / rowHeight))
      setRange((old) => (old.from === from && old.to === to ? old : { from, to }))
    }
    update()
    const resizes = new ResizeObserver(update)
    resizes.observe(current)
    // Scrolling does not bubble, but it can be caught on its way down.
    document.addEventListener('scroll', update, { capture: true, passive: true })
    window.addEventListener('resize', update)
    return () => {
      resizes.disconnect()
      document.removeEventListener('scroll', update, { capture: true })
      window.removeEventListener('resize', update)
    }
  }, [count])
  return { list, ...range }
}
