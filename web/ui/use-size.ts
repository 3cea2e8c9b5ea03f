import { useCallback, useRef, useState } from 'react'

/** The width and height of an element in CSS pixels, as they change; `ref` goes on the element. */
export function useSize<Target extends HTMLElement>() {
  const element = useRef<Target | null>(null)
  const [size, setSize] = useState({ width: 0, height: 0 })
  // A function, so that an element that is replaced by another is measured anew.
  const ref = useCallback((target: Target | null) => {
    element.current = target
    if (!target) return
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = target
      setSize((old) => (old.width === width && old.height === height ? old : { width, height }))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(target)
    return () => observer.disconnect()
  }, [])
  return { ref, element, ...size }
}
