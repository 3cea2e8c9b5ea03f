import { type PointerEvent, useRef } from 'react'
import styles from './InfoPanel.module.css'

/** Pulled down so far, a sheet closes. */
const FAR_PX = 80

/** The handle of the sheet that the panel is on narrow screens; the button beside the name does the same. */
export function SheetGrip({ onClose }: { onClose: () => void }) {
  const start = useRef<number | null>(null)
  const move = ({ currentTarget, clientY }: PointerEvent, isOver: boolean) => {
    if (start.current === null) return
    const pulled = Math.max(0, clientY - start.current)
    const sheet = currentTarget.parentElement
    if (sheet) sheet.style.translate = isOver ? '' : `0 ${pulled}px`
    if (!isOver) return
    start.current = null
    if (pulled > FAR_PX) onClose()
  }
  return (
    <span
      className={styles.grab}
      aria-hidden
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        start.current = event.clientY
      }}
      onPointerMove={(event) => move(event, false)}
      onPointerUp={(event) => move(event, true)}
      onPointerCancel={(event) => move({ ...event, clientY: start.current ?? 0 }, true)}
    />
  )
}
