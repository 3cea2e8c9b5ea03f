import { useCallback, useEffect, useRef, useState } from 'react'

/** Above this speed only colours are shown; pictures load when the scroll bar has rested. */
const SCRUB_PIXELS_PER_MS = 6
const REST_MS = 120

/** Whether somebody scrolls, and too fast to look at anything. `onRest` is called each time they have stopped. */
export function useScrubbing(onRest: () => void) {
  const [isScrubbing, setScrubbing] = useState(false)
  const latest = useRef(onRest)
  latest.current = onRest
  const last = useRef({ time: 0, timer: 0, isFast: false })
  useEffect(() => () => clearTimeout(last.current.timer), [])
  return {
    isScrubbing,
    isMoving: useCallback(() => last.current.timer !== 0, []),
    /** @returns whether it is too fast */
    note: (pixels: number): boolean => {
      const time = performance.now()
      const passed = time - last.current.time
      clearTimeout(last.current.timer)
      const timer = window.setTimeout(() => {
        last.current.timer = 0
        setScrubbing(false)
        latest.current()
      }, REST_MS)
      // A jump after a rest is not scrubbing: the first event only starts the clock.
      const isBegun = passed < REST_MS && pixels / Math.max(1, passed) > SCRUB_PIXELS_PER_MS
      const isFast = isBegun || (passed < REST_MS && last.current.isFast)
      setScrubbing(isFast)
      last.current = { time, timer, isFast }
      return isFast
    },
  }
}
