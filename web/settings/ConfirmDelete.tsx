import { type ReactNode, useState } from 'react'
import { describeFailure } from '../lib/failure-text.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { FormField } from '../ui/FormField.tsx'
import styles from './Dialogs.module.css'

interface ConfirmDeleteProps {
  title: string
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
  const { title, text, name, typeLabel, failure, isBusy, onDelete, onClose } = props
  const [typed, setTyped] = useState('')
  return (
    <Dialog label={title} onClose={onClose}>
      <form
        className={styles.dialog}
        onSubmit={(event) => {
          event.preventDefault()
          if (typed === name && !isBusy) onDelete(typed)
        }}
      >
        <h2>{title}</h2>
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
          data-autofocus
          onChange={(event) => setTyped(event.target.value)}
        />
        <div className={styles.dialogEnd}>
          <Button onClick={onClose}>{props.keepLabel}</Button>
          <Button
            type="submit"
            className={styles.delete}
            busy={isBusy}
            disabled={typed !== name || isBusy}
          >
            {props.deleteLabel}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
