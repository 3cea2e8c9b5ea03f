import type { LucideIcon } from 'lucide-react'
import { joinClasses } from './classes.ts'
import styles from './Segmented.module.css'

interface SegmentedProps<Value extends string> {
  label: string
  value: Value
  choices: readonly { value: Value; label: string; icon?: LucideIcon }[]
  /** Their words are seen beside their icons. */
  showsWords?: boolean
  /** As wide as there is room, each choice alike. */
  isBlock?: boolean
  onChange: (value: Value) => void
}

/** A few choices side by side, one of them pressed. */
export function Segmented<Value extends string>({
  label,
  value,
  choices,
  showsWords = false,
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
          title={Icon && !showsWords ? name : undefined}
          aria-label={Icon && !showsWords ? name : undefined}
          className={Icon && !showsWords ? styles.icon : styles.word}
          aria-pressed={choice === value}
          onClick={() => onChange(choice)}
        >
          {Icon && <Icon size={14} strokeWidth={1.75} aria-hidden />}
          {(!Icon || showsWords) && name}
        </button>
      ))}
    </div>
  )
}
