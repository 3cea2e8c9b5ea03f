import { useLayoutEffect } from 'react'

/** Takes away what index.html shows, as soon as something else is drawn. */
export function Started() {
  useLayoutEffect(() => document.getElementById('start')?.remove(), [])
  return null
}
