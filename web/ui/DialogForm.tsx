import { X } from 'lucide-react'
import { type FormEvent, type ReactNode, type RefObject, useLayoutEffect, useRef } from 'react'
import { common } from '../texts/common.ts'
import { IconButton } from './Button.tsx'
import { joinClasses } from './classes.ts'
import { Dialog } from './Dialog.tsx'
import styles from './DialogForm.module.css'

interface DialogFormProps {
  label: string
  /** The same, where a name in it may run the other way than the text. */
  title?: ReactNode
  /** What it is about, below the title. */
  text?: ReactNode
  /** Room for lists; head and foot stay while they scroll. */
  wide?: boolean
  /** Absent: its buttons do by themselves what they do. */
  onSubmit?: () => void
  onClose: () => void
  form?: RefObject<HTMLFormElement | null> | undefined
  /** What can be done. */
  actions: ReactNode
  children?: ReactNode
}

const FOCUSABLE = ['input:not([hidden])', 'textarea', 'select', 'button', 'a[href]']

/** A question: what it is about and × at the top, fields to fill in, and below a line what can be done. */
export function DialogForm(props: DialogFormProps) {
  const { label, title = label, text, wide = false, onSubmit, onClose } = props
  const own = useRef<HTMLFormElement>(null)
  const form = props.form ?? own
  useLayoutEffect(() => {
    // Not the ×, which comes before all others.
    if (form.current?.querySelector('[data-autofocus]')) return
    form.current?.querySelector<HTMLElement>(`header ~ * :is(${FOCUSABLE}):not(:disabled)`)?.focus()
  }, [form])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit?.()
  }
  return (
    <Dialog label={label} onClose={onClose} wide={wide}>
      <form
        ref={form}
        className={joinClasses(styles.form, wide && styles.wide)}
        noValidate
        onSubmit={submit}
      >
        <header className={styles.head}>
          <h2>{title}</h2>
          <IconButton small label={common.close} onClick={onClose}>
            <X size={16} aria-hidden />
          </IconButton>
          {text && <div className={styles.text}>{text}</div>}
        </header>
        <div className={styles.body}>{props.children}</div>
        <footer className={styles.foot}>{props.actions}</footer>
      </form>
    </Dialog>
  )
}
