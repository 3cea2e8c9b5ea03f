import { type PointerEvent, type SyntheticEvent, useRef } from 'react'

/** As long as phones take for it themselves. */
const LONG_MS = 450
/** A finger never lies still; more than this is scrolling. */
const STILL_PIXELS = 10

interface Press {
  timer: number
  x: number
  y: number
  isTouch: boolean
  wasLong: boolean
}

/** A finger that rests on an item of a grid. `wasLong` tells that the click which follows is the end of it. */
export function useLongPress(onLongPress: (index: number) => void) {
  const press = useRef<Press>({ timer: 0, x: 0, y: 0, isTouch: false, wasLong: false })
  const cancel = () => clearTimeout(press.current.timer)
  return {
    wasLong: () => press.current.wasLong,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        cancel()
        const index = readIndex(event.target)
        const isTouch = event.pointerType === 'touch'
        const { clientX: x, clientY: y } = event
        press.current = { timer: 0, x, y, isTouch, wasLong: false }
        if (!isTouch || index === null) return
        press.current.timer = window.setTimeout(() => {
          press.current.wasLong = true
          onLongPress(index)
        }, LONG_MS)
      },
      onPointerMove: ({ clientX, clientY }: PointerEvent<HTMLElement>) => {
        const { x, y } = press.current
        if (Math.hypot(clientX - x, clientY - y) > STILL_PIXELS) cancel()
      },
      onPointerUp: cancel,
      onPointerCancel: cancel,
      // The browser's own menu of a picture would lie over the selection.
      onContextMenu: (event: SyntheticEvent) => {
        if (press.current.isTouch) event.preventDefault()
      },
    },
  }
}

/** Which item of a grid an event belongs to. */
export function readIndex(target: EventTarget): number | null {
  const tile = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null
  return tile ? Number(tile.dataset.index) : null
}
