import { type FocusEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { t } from '../texts/ui.ts'
import styles from './EditableText.module.css'
import { inputClass } from './Field.tsx'
import { hasLeft } from './has-left.ts'
import { isMac, usePressedBy } from './keys.ts'
import { ariaKeys, type ShortcutName } from './shortcuts.ts'

interface EditableTextProps {
  label: string
  /** Said more quietly beside the label. */
  aside?: string | null
  value: string | null
  placeholder: string
  lines?: boolean
  /** The shortcut that opens it, too, wherever the focus is. */
  pressedBy?: ShortcutName
  onSave: (value: string | null) => void
}

/** A text that becomes a field when clicked: Enter or leaving it saves, Esc cancels. */
export function EditableText({
  label,
  aside = null,
  value,
  placeholder,
  lines = false,
  pressedBy,
  onSave,
}: EditableTextProps) {
  const [draft, setDraft] = useState<string | null>(null)
  const button = usePressedBy(pressedBy)
  const wasEditing = useRef(false)
  useEffect(() => {
    if (draft === null && wasEditing.current && document.activeElement === document.body) {
      button.current?.focus()
    }
    wasEditing.current = draft !== null
  }, [draft, button])
  if (draft === null) {
    return (
      <button
        type="button"
        ref={button}
        className={styles.text}
        aria-keyshortcuts={pressedBy && ariaKeys(pressedBy, isMac)}
        onClick={() => setDraft(value ?? '')}
      >
        <small className={styles.label}>{aside === null ? label : t.labelled(label, aside)}</small>
        {value ? value : <span className={styles.none}>{placeholder}</span>}
      </button>
    )
  }
  const save = () => {
    setDraft(null)
    const next = draft.trim() || null
    if (next !== (value || null)) onSave(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setDraft(null)
    else if (event.key === 'Enter' && !event.shiftKey) save()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const field = {
    className: inputClass,
    'aria-label': label,
    value: draft,
    autoFocus: true,
    onChange: (event: { target: { value: string } }) => setDraft(event.target.value),
    onKeyDown,
    onBlur: (event: FocusEvent) => hasLeft(event) && save(),
  }
  return (
    <div className={styles.editor}>
      <small className={styles.label} aria-hidden>
        {label}
      </small>
      {lines ? <textarea {...field} /> : <input {...field} />}
    </div>
  )
}
