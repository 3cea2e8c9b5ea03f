import type { KeyboardEvent } from 'react'

const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, video[controls], audio[controls], [tabindex="0"]'

/** What lies below an overlay is not reached by Tab: behind the last element comes the first. */
export function keepFocusInside(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'Tab') return
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>(FOCUSABLE)]
  const reachable = all.filter((one) => one.tabIndex >= 0 && one.checkVisibility())
  const [first, last] = [reachable[0], reachable.at(-1)]
  const { activeElement } = document
  const isAtStart = activeElement === first || activeElement === event.currentTarget
  const target = event.shiftKey ? isAtStart && last : activeElement === last && first
  if (!target) return
  event.preventDefault()
  target.focus()
}
