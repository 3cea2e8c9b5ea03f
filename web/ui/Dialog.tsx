import { type ReactNode, useLayoutEffect, useRef } from 'react'
import { joinClasses } from './classes.ts'
import styles from './Dialog.module.css'

interface DialogProps {
  label: string
  /** Absent: Esc does not close it, and one goes on where one was. */
  onClose?: () => void
  large?: boolean
  /** Room for a list, with a head and a foot that stay. */
  wide?: boolean
  /** Shapes it otherwise. */
  className?: string | undefined
  /** Told of every key; true when it was used. */
  onKey?: (key: string) => boolean
  children: ReactNode
}

/** The browser's own modal dialog: it keeps the focus inside and gives it back. */
export function Dialog({
  label,
  onClose,
  large = false,
  wide = false,
  className,
  onKey,
  children,
}: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  // Before it leaves the page: only then the focus goes back to where it was.
  useLayoutEffect(() => {
    const dialog = element.current
    dialog?.showModal()
    // showModal() takes the first field; the one that is asked for may be another.
    dialog?.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    return () => {
      // Chromium leaves the caret in a field that goes with the dialog: the one that has the focus again took no keys.
      getSelection()?.removeAllRanges()
      dialog?.close()
    }
  }, [])
  return (
    <dialog
      ref={element}
      aria-label={label}
      data-goes-back={onClose ? undefined : true}
      className={joinClasses(styles.dialog, large && styles.large, wide && styles.wide, className)}
      tabIndex={large ? -1 : undefined}
      onKeyDown={(event) => {
        if (onKey?.(event.key)) event.preventDefault()
      }}
      onClick={(event) => {
        if (large && event.target === event.currentTarget) onClose?.()
      }}
      onCancel={(event) => {
        event.preventDefault()
        onClose?.()
      }}
    >
      {children}
    </dialog>
  )
}
