import { CircleAlert, Eye, EyeOff } from 'lucide-react'
import { type ComponentProps, type ReactNode, useId, useState } from 'react'
import { t } from '../texts/ui.ts'
import { joinClasses } from './classes.ts'
import { inputClass } from './Field.tsx'
import styles from './FormField.module.css'

interface Around {
  label: string
  hint?: ReactNode
  error?: string | undefined
}

/** A labelled line of text with a hint below it, or what is wrong with it. */
export function FormField({
  label,
  hint,
  error,
  after,
  ...input
}: Around & ComponentProps<'input'> & { after?: ReactNode }) {
  const id = useId()
  const noteId = `${id}-note`
  const hasNote = error !== undefined || hint !== undefined
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <div className={styles.group}>
        <input
          {...input}
          id={id}
          className={joinClasses(inputClass, input.className)}
          aria-invalid={error !== undefined || undefined}
          aria-describedby={hasNote ? noteId : undefined}
        />
        {after}
      </div>
      <Note id={noteId} hint={hint} error={error} />
    </div>
  )
}

function Note({ id, hint, error }: { id: string; hint: ReactNode; error: string | undefined }) {
  if (error !== undefined) {
    return (
      <p id={id} className={styles.error}>
        <CircleAlert size={14} aria-hidden /> {error}
      </p>
    )
  }
  return hint === undefined || hint === null ? null : (
    <p id={id} className={styles.hint}>
      {hint}
    </p>
  )
}

/** A labelled text of several lines. */
export function TextField({ label, hint, error, ...text }: Around & ComponentProps<'textarea'>) {
  const id = useId()
  const noteId = `${id}-note`
  return (
    <div className={joinClasses(styles.field, styles.whole)}>
      <label htmlFor={id}>{label}</label>
      <textarea
        {...text}
        id={id}
        className={inputClass}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={noteId}
      />
      <Note id={noteId} hint={hint} error={error} />
    </div>
  )
}

/** A secret: hidden unless asked for, and nothing that a browser would keep. */
export function SecretField(props: Around & ComponentProps<'input'>) {
  const [isShown, setShown] = useState(false)
  const Icon = isShown ? EyeOff : Eye
  return (
    <FormField
      {...props}
      type={isShown ? 'text' : 'password'}
      autoComplete="off"
      spellCheck={false}
      className="mono"
      after={
        <FieldButton
          aria-label={isShown ? t.hide(props.label) : t.show(props.label)}
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
        >
          <Icon size={14} aria-hidden />
        </FieldButton>
      }
    />
  )
}

/** A button that is the end of its field. */
export function FieldButton(props: Omit<ComponentProps<'button'>, 'type' | 'className'>) {
  return <button {...props} type="button" className={styles.affix} />
}

/** The class of a choice that stands alone, in a sentence or a row. */
export const selectClass = `${inputClass} ${styles.select}`

/** One of a few values. */
export function SelectField({
  label,
  hint,
  error,
  choices,
  ...select
}: Around & ComponentProps<'select'> & { choices: readonly { value: string; label: string }[] }) {
  const id = useId()
  const noteId = `${id}-note`
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <select
        {...select}
        id={id}
        className={selectClass}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={noteId}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      <Note id={noteId} hint={hint} error={error} />
    </div>
  )
}

/** On or off, at once. */
export function Switch({ label, ...input }: ComponentProps<'input'> & { label: string }) {
  return (
    <input
      {...input}
      type="checkbox"
      role="switch"
      aria-checked={input.checked === true}
      className={styles.switch}
      aria-label={label}
    />
  )
}

/** Fields in two columns where there is room. */
export function FieldPairs({ children }: { children: ReactNode }) {
  return <div className={styles.pairs}>{children}</div>
}
