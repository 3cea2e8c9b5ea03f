import { X } from 'lucide-react'
import { type FormEvent, type ReactNode, type RefObject, useLayoutEffect, useRef } from 'react'
import { common } from '../texts/common.ts'
import { IconButton } from './Button.tsx'
import { Dialog } from './Dialog.tsx'
import styles from './DialogForm.module.css'

interface DialogFormProps {
  label: string
  /** The same, where a name in it may run the other way than the text. */
  title?: ReactNode
  onSubmit: () => void
  onClose: () => void
  form?: RefObject<HTMLFormElement | null> | undefined
  /** What can be done. */
  actions: ReactNode
  children: ReactNode
}

/** A small dialog with a few fields, of which the first has the focus; Enter sends it. */
export function DialogForm({ label, title = label, onSubmit, onClose, ...props }: DialogFormProps) {
  const own = useRef<HTMLFormElement>(null)
  const form = props.form ?? own
  useLayoutEffect(() => {
    // Not the ×, which comes before it.
    if (form.current?.querySelector('[data-autofocus]')) return
    form.current?.querySelector<HTMLElement>('input, textarea, select')?.focus()
  }, [form])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <Dialog label={label} onClose={onClose}>
      <form ref={form} className={styles.form} noValidate onSubmit={submit}>
        <header className={styles.head}>
          <h2>{title}</h2>
          <IconButton small label={common.close} onClick={onClose}>
            <X size={16} aria-hidden />
          </IconButton>
        </header>
        <div className={styles.body}>{props.children}</div>
        <footer className={styles.actions}>{props.actions}</footer>
      </form>
    </Dialog>
  )
}
