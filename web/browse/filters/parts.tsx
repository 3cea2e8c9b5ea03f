import { type ComponentProps, type ReactNode, useId } from 'react'
import { joinClasses } from '../../ui/classes.ts'
import { inputClass } from '../../ui/Field.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { useDraft } from '../../ui/use-draft.ts'
import styles from './FilterPanel.module.css'

export interface PickChoice {
  value: string
  label: string
  /** How many assets have it, in words. */
  count?: string | undefined
}

interface PicksProps {
  label: string
  choices: readonly PickChoice[]
  chosen: readonly string[]
  onToggle: (value: string) => void
}

/** Values side by side, any of which can be pressed. */
export function Picks({ label, choices, chosen, onToggle }: PicksProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend and its reset
    <div role="group" aria-label={label} className={styles.pick}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={chosen.includes(choice.value)}
          onClick={() => onToggle(choice.value)}
        >
          <span className="truncate">{choice.label}</span>
          {choice.count !== undefined && <small>{choice.count}</small>}
        </button>
      ))}
    </div>
  )
}

export function toggleIn<Value>(list: readonly Value[], value: Value): Value[] {
  return list.includes(value) ? list.filter((one) => one !== value) : [...list, value]
}

interface TriProps {
  label: string
  value: boolean | null
  /** Words for any, true and false. */
  words: readonly [any: string, yes: string, no: string]
  onChange: (value: boolean | null) => void
}

/** Yes, no, or no matter. */
export function TriState({ label, value, words: [any, yes, no], onChange }: TriProps) {
  return (
    <Segmented
      isBlock
      label={label}
      value={value === null ? 'any' : value ? 'yes' : 'no'}
      choices={[
        { value: 'any', label: any },
        { value: 'yes', label: yes },
        { value: 'no', label: no },
      ]}
      onChange={(choice) => onChange(choice === 'any' ? null : choice === 'yes')}
    />
  )
}

export function Check({ children, ...input }: ComponentProps<'input'> & { children: ReactNode }) {
  return (
    <label className={styles.check}>
      <input {...input} type="checkbox" />
      <span>{children}</span>
    </label>
  )
}

interface DraftInputProps {
  label: string
  value: string
  /** True when the text means something; it is handed on then. */
  isGood?: (text: string) => boolean
  onCommit: (text: string) => void
  placeholder?: string
  hidesLabel?: boolean
  type?: 'text' | 'date'
  inputMode?: 'numeric' | 'decimal'
  className?: string
  list?: string
}

/** A line of text that is searched for while it is typed; what means nothing is marked and not searched for. */
export function DraftInput({
  label,
  value,
  isGood,
  onCommit,
  hidesLabel,
  ...rest
}: DraftInputProps) {
  const id = useId()
  const accepts = (text: string) => text.trim() === '' || isGood?.(text.trim()) !== false
  const draft = useDraft(value, (text) => {
    if (accepts(text) && text.trim() !== value) onCommit(text.trim())
  })
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={hidesLabel ? 'vh' : undefined}>
        {label}
      </label>
      <input
        {...rest}
        id={id}
        className={joinClasses(inputClass, rest.className)}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={!accepts(draft.shown) || undefined}
        value={draft.shown}
        onChange={(event) => draft.set(event.target.value)}
        onBlur={draft.end}
      />
    </div>
  )
}
