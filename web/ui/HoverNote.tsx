import { type ComponentProps, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import styles from './HoverNote.module.css'

interface HoverNoteProps extends Pick<ComponentProps<'div'>, 'onPointerEnter' | 'onPointerLeave'> {
  id: string
  /** What it is about, as it lies on the screen. */
  anchor: DOMRect
  onHide: () => void
  children: ReactNode
}

const GAP = 6

/** A few words about something, above everything else, below it or over it where there is no room. */
export function HoverNote({ id, anchor, onHide, children, ...hold }: HoverNoteProps) {
  const note = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = note.current
    if (!element) return
    element.showPopover()
    const { width, height } = element.getBoundingClientRect()
    const { clientWidth, clientHeight } = document.documentElement
    const left = Math.max(GAP, Math.min(anchor.left, clientWidth - width - GAP))
    const below = anchor.bottom + GAP
    const isRoom = below + height <= clientHeight - GAP
    element.style.left = `${left}px`
    element.style.top = `${isRoom ? below : Math.max(GAP, anchor.top - height - GAP)}px`
  }, [anchor])
  const hide = useRef(onHide)
  hide.current = onHide
  useEffect(() => {
    const leave = (event: Event) => {
      if (event.target instanceof Node && note.current?.contains(event.target)) return
      hide.current()
    }
    // What scrolls leaves its note behind; a tap elsewhere has read enough.
    document.addEventListener('scroll', leave, true)
    document.addEventListener('pointerdown', leave)
    return () => {
      document.removeEventListener('scroll', leave, true)
      document.removeEventListener('pointerdown', leave)
    }
  }, [])
  return (
    <div {...hold} id={id} ref={note} popover="manual" role="tooltip" className={styles.note}>
      {children}
    </div>
  )
}
