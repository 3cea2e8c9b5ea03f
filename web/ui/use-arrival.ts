import { type RefObject, useEffect } from 'react'
import { useLocation } from 'react-router'

/** Where the focus was brought last; null until the first page is there, which nobody is led to. */
let arrivedAt: string | null = null
/** Whether anybody has gone anywhere since the app was opened; until then no focus is lost. */
let hasMoved = false
/** A page may stand in another one and come after it: both are the first. */
const OPENED_AT = globalThis.location?.pathname

/**
 * Brings the focus to a new page: what had it may be gone, and a screen reader reads on from there. A field of the page
 * that has taken the focus keeps it. `target` needs a tabIndex of −1; `place` says what the page is, without it the address.
 */
export function useArrival(target: RefObject<HTMLElement | null>, place?: string): void {
  const { pathname } = useLocation()
  const here = place ?? pathname
  useEffect(() => {
    const isFirst = arrivedAt === null || (!hasMoved && pathname === OPENED_AT)
    const isNew = arrivedAt !== here
    arrivedAt = here
    hasMoved ||= isNew && !isFirst
    const { activeElement } = document
    const isLost = activeElement === null || activeElement === document.body
    const isInside = target.current?.closest('main')?.contains(activeElement) ?? false
    if (!isFirst && !isInside && (isNew || (isLost && hasMoved)))
      target.current?.focus({ preventScroll: true })
  }, [here, pathname, target])
}
