import type { ReactNode } from 'react'
import { common } from '../texts/common.ts'
import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'
import styles from './FormDialog.module.css'

interface FormDialogProps {
  title: string
  /** What the button that sends it says. */
  action: string
  isReady: boolean
  isBusy: boolean
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}

/** A question with a few fields; Enter sends it. */
export function FormDialog({ title, action, isReady, isBusy, ...props }: FormDialogProps) {
  return (
    <Dialog label={title} onClose={props.onClose}>
      <form
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
