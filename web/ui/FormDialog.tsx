import type { ReactNode, RefObject } from 'react'
import { common } from '../texts/common.ts'
import { Button } from './Button.tsx'
import { DialogForm } from './DialogForm.tsx'

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

/** A question with a few fields, which can be sent or left. */
export function FormDialog({ title, action, isReady = true, isBusy, ...props }: FormDialogProps) {
  return (
    <DialogForm
      label={title}
      form={props.form}
      onSubmit={() => {
        if (isReady && !isBusy) props.onSubmit()
      }}
      onClose={props.onClose}
      actions={
        <>
          <Button onClick={props.onClose}>{common.cancel}</Button>
          <Button type="submit" variant="primary" disabled={!isReady} busy={isBusy}>
            {action}
          </Button>
        </>
      }
    >
      {props.children}
    </DialogForm>
  )
}
