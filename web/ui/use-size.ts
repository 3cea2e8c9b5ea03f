import { useLayoutEffect, useRef, useState } from 'react'

/** The width and height of an element in CSS pixels, as they change. */
export function useSize<Target extends HTMLElement>() {
  const element = useRef<Target>(null)
  const [size, setSize] = useState({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const target = element.current
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
  return { element, ...size }
}
