import type { LucideIcon } from 'lucide-react'
import { joinClasses } from './classes.ts'
import styles from './Segmented.module.css'

interface SegmentedProps<Value extends string> {
  label: string
  value: Value
  choices: readonly { value: Value; label: string; icon?: LucideIcon }[]
  /** As wide as there is room, each choice alike. */
  isBlock?: boolean
  onChange: (value: Value) => void
}

/** A few choices side by side, one of them pressed. */
export function Segmented<Value extends string>({
  label,
  value,
  choices,
  isBlock = false,
  onChange,
}: SegmentedProps<Value>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend and its reset
    <div
      className={joinClasses(styles.group, isBlock && styles.block)}
      role="group"
      aria-label={label}
    >
      {choices.map(({ value: choice, label: name, icon: Icon }) => (
        <button
          key={choice}
          type="button"
          title={Icon && name}
          aria-label={Icon && name}
          className={Icon ? styles.icon : styles.word}
          aria-pressed={choice === value}
          onClick={() => onChange(choice)}
        >
          {Icon ? <Icon size={14} strokeWidth={1.75} aria-hidden /> : name}
        </button>
      ))}
    </div>
  )
}
