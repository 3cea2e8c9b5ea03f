import { type RefObject, useEffect } from 'react'
import { useLocation } from 'react-router'

/** Where the focus was brought last; null until the first page is there, which nobody is led to. */
let arrivedAt: string | null = null

/**
 * Brings the focus to a new page: what had it may be gone, and a screen reader reads on from there. A field of the page
 * that has taken the focus keeps it. `target` needs a tabIndex of −1.
 */
export function useArrival(target: RefObject<HTMLElement | null>): void {
  const { pathname } = useLocation()
  useEffect(() => {
    const isFirst = arrivedAt === null
    const isNew = arrivedAt !== pathname
    arrivedAt = pathname
    const { activeElement } = document
    const isLost = activeElement === null || activeElement === document.body
    const isInside = target.current?.closest('main')?.contains(activeElement) ?? false
    if (!isFirst && !isInside && (isNew || isLost)) target.current?.focus({ preventScroll: true })
  }, [pathname, target])
}
