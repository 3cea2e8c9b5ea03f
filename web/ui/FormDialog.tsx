import type { ReactNode, RefObject } from 'react'
import { common } from '../texts/common.ts'
import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'
import styles from './FormDialog.module.css'

interface FormDialogProps {
  title: string
  /** What the button that sends it says. */
  action: string
  /** Absent: it can always be sent, and says then what is missing. */
  isReady?: boolean
  isBusy: boolean
  onSubmit: () => void
  onClose: () => void
  form?: RefObject<HTMLFormElement | null>
  children: ReactNode
}

/** A question with a few fields; Enter sends it. */
export function FormDialog({ title, action, isReady = true, isBusy, ...props }: FormDialogProps) {
  return (
    <Dialog label={title} onClose={props.onClose}>
      <form
        ref={props.form}
        noValidate
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady && !isBusy) props.onSubmit()
        }}
      >
        <h2>{title}</h2>
        {props.children}
        <div className={styles.actions}>
          <Button onClick={props.onClose}>{common.cancel}</Button>
          <Button type="submit" variant="primary" disabled={!isReady} busy={isBusy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
