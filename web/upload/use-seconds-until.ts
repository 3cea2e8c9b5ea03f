import { useEffect, useState } from 'react'

/** Whole seconds until a moment (milliseconds, as of `Date.now()`), counted down; 0 when it has passed, or is none. */
export function useSecondsUntil(moment: number | null): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (moment === null) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [moment])
  return moment === null ? 0 : Math.max(0, Math.ceil((moment - now) / 1_000))
}
