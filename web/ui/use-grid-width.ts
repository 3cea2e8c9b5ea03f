import { useCallback, useRef, useState } from 'react'

/** Of the grid before, which mostly is that of the next one, too: what is laid out for it need not be drawn twice. */
let lastWidth = 0

/** The width of a grid in CSS pixels, as it changes; `ref` goes on the element. It is measured before anything is seen. */
export function useGridWidth() {
  const element = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(lastWidth)
  const ref = useCallback((target: HTMLDivElement | null) => {
    element.current = target
    if (!target) return
    const measure = () => {
      lastWidth = target.clientWidth
      setWidth(lastWidth)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(target)
    return () => observer.disconnect()
  }, [])
  return { ref, element, width }
}
