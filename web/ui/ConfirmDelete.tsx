import { type ReactNode, useState } from 'react'
import { describeFailure } from '../lib/failure-text.ts'
import { Banner } from './Banner.tsx'
import { Button } from './Button.tsx'
import { DialogForm } from './DialogForm.tsx'
import { FormField } from './FormField.tsx'

interface ConfirmDeleteProps {
  label: string
  /** The same, where a name in it may run the other way than the text. */
  title?: ReactNode
  /** What goes, and what stays. */
  text: ReactNode
  /** Some of what it touches. */
  children?: ReactNode
  /** What has to be typed. */
  name: string
  typeLabel: string
  keepLabel: string
  deleteLabel: string
  failureTitle: string
  failure: Error | null
  isBusy: boolean
  onDelete(typed: string): void
  onClose(): void
}

/** Asks before something goes for good; who means it types its name. */
export function ConfirmDelete(props: ConfirmDeleteProps) {
  const { label, title, text, name, typeLabel, failure, isBusy, onDelete, onClose } = props
  const [typed, setTyped] = useState('')
  return (
    <DialogForm
      {...{ label, title, onClose }}
      onSubmit={() => {
        if (typed === name && !isBusy) onDelete(typed)
      }}
      actions={
        <>
          <Button onClick={onClose}>{props.keepLabel}</Button>
          <Button type="submit" variant="danger" busy={isBusy} disabled={typed !== name || isBusy}>
            {props.deleteLabel}
          </Button>
        </>
      }
    >
      <p className="t2">{text}</p>
      {props.children}
      {failure && (
        <Banner tone="danger" title={props.failureTitle}>
          {describeFailure(failure).text}
        </Banner>
      )}
      <FormField
        label={typeLabel}
        value={typed}
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        data-autofocus
        onChange={(event) => setTyped(event.target.value)}
      />
    </DialogForm>
  )
}
