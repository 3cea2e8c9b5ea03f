import { type ComponentProps, type ReactNode, useEffect, useRef } from 'react'
import styles from './HoverNote.module.css'
import { usePopup } from './use-popup.ts'

interface HoverNoteProps extends Pick<ComponentProps<'div'>, 'onPointerEnter' | 'onPointerLeave'> {
  id: string
  /** What it is about, as it lies on the screen. */
  anchor: DOMRect
  onHide: () => void
  children: ReactNode
}

/** A few words about something, above everything else, below it or over it where there is no room. */
export function HoverNote({ id, anchor, onHide, children, ...hold }: HoverNoteProps) {
  const note = useRef<HTMLDivElement>(null)
  usePopup(note, { anchor: () => anchor })
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
