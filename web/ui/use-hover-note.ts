import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  useEffect,
  useRef,
  useState,
} from 'react'
import { readIndex, useLongPress } from './use-long-press.ts'

/** Rests this long before it is a question, and may leave as long for a look at the answer. */
const REST_MS = 300

interface Shown {
  index: number
  anchor: DOMRect
}

/**
 * A note on one item of a list, whose items carry `data-index`: shown while the pointer rests on it, while it has the
 * focus of the keyboard, and after a long press. Esc hides it.
 * @param id of the note, by which the focused item is described
 */
export function useHoverNote(id: string) {
  const [shown, setShown] = useState<Shown | null>(null)
  const timer = useRef(0)
  const after = (milliseconds: number, act: () => void) => {
    clearTimeout(timer.current)
    timer.current = window.setTimeout(act, milliseconds)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  const show = (target: EventTarget) => {
    const item = target instanceof Element ? target.closest('[data-index]') : null
    const index = readIndex(target)
    if (item && index !== null) setShown({ index, anchor: item.getBoundingClientRect() })
  }
  const list = useRef<HTMLElement | null>(null)
  const press = useLongPress((index) => {
    const item = list.current?.querySelector(`[data-index="${index}"]`)
    if (item) show(item)
  })
  const leave = () => after(REST_MS, () => setShown(null))
  return {
    shown,
    hide: () => setShown(null),
    /** For the note itself: one may point at it without losing it. */
    hold: { onPointerEnter: () => clearTimeout(timer.current), onPointerLeave: leave },
    describe: (index: number) => (shown?.index === index ? id : undefined),
    handlers: {
      ...press.handlers,
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        list.current = event.currentTarget
        press.handlers.onPointerDown(event)
      },
      onPointerOver: ({ pointerType, target }: PointerEvent) => {
        if (pointerType !== 'touch') after(REST_MS, () => show(target))
      },
      onPointerLeave: ({ pointerType }: PointerEvent) => {
        if (pointerType !== 'touch') leave()
      },
      onFocus: ({ target }: FocusEvent) => {
        if (target.matches(':focus-visible')) show(target)
      },
      onBlur: () => setShown(null),
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key !== 'Escape' || !shown) return
        event.stopPropagation()
        setShown(null)
      },
      // A click ends a long press, and would follow the link.
      onClickCapture: (event: MouseEvent) => {
        if (press.wasLong()) event.preventDefault()
        else setShown(null)
      },
    },
  }
}
