import { X } from 'lucide-react'
import { type KeyboardEvent, useId, useState } from 'react'
import { t } from '../texts/ui.ts'
import styles from './TokenField.module.css'
import { useActiveOption } from './use-active-option.ts'
import pickerStyles from './WordPicker.module.css'
import { WordOptions } from './WordPicker.tsx'
import { type PickerWord, planPickerOptions } from './word-picker.ts'

interface TokenFieldProps {
  /** The name of the field, "Add a tag". */
  label: string
  tokens: readonly string[]
  /** Offered with their counts; others may be typed. */
  words: readonly PickerWord[]
  /** Has the focus of its dialog first. */
  isFirst?: boolean
  onChange: (tokens: string[]) => void
  /** Told what is being typed, for which other words may be offered. */
  onType?: (text: string) => void
}

/** Words as tokens in a field: typing offers known words, Enter takes one, Backspace takes the last away. */
export function TokenField({ label, tokens, words, isFirst, ...on }: TokenFieldProps) {
  const { onChange } = on
  const [text, setText] = useState('')
  const [isOpen, setOpen] = useState(false)
  const options = isOpen ? planPickerOptions(words, tokens, text) : []
  const [active, setActive] = useActiveOption(options)
  const id = useId()
  const type = (typed: string) => {
    setText(typed)
    on.onType?.(typed)
    setActive(-1)
  }
  const add = (word: string) => {
    onChange([...tokens, word])
    type('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter and arrows belong to the input method while it composes a word.
    if (event.nativeEvent.isComposing) return
    const typed = text.trim()
    if (event.key === 'ArrowDown') {
      setOpen(true)
      setActive((active + 1) % Math.max(1, options.length))
    } else if (event.key === 'ArrowUp') setActive((active <= 0 ? options.length : active) - 1)
    // With nothing typed it is the form's.
    else if (event.key === 'Enter' && (typed || options[active])) {
      const known = options.find(({ name }) => name.toLowerCase() === typed.toLowerCase())
      const picked = options[active]?.name ?? known?.name ?? typed
      if (picked && !tokens.includes(picked)) add(picked)
    } else if (event.key === 'Escape' && (options.length > 0 || text)) {
      type('')
      setOpen(false)
    } else if (event.key === 'Backspace' && text === '' && tokens.length > 0) {
      onChange(tokens.slice(0, -1))
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className={pickerStyles.picker}>
      <div className={styles.field}>
        <Tokens {...{ tokens, onChange }} />
        <input
          data-autofocus={isFirst || undefined}
          role="combobox"
          aria-label={label}
          aria-expanded={options.length > 0}
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={options[active] ? `${id}-${active}` : undefined}
          placeholder={label}
          autoComplete="off"
          spellCheck={false}
          value={text}
          // What it would cover is to be seen first.
          onFocus={() => !isFirst && setOpen(true)}
          onClick={() => setOpen(true)}
          onChange={(event) => {
            type(event.target.value)
            setOpen(true)
          }}
          onKeyDown={onKeyDown}
          onBlur={() => setOpen(false)}
        />
      </div>
      <WordOptions {...{ id, label, options, active }} onPick={add} describeNew={t.quoted} />
    </div>
  )
}

function Tokens({ tokens, onChange }: Pick<TokenFieldProps, 'tokens' | 'onChange'>) {
  return tokens.map((token, i) => (
    <span key={token} className={styles.token}>
      <span className="truncate">{token}</span>
      <button
        type="button"
        aria-label={t.remove(token)}
        onClick={() => onChange(tokens.toSpliced(i, 1))}
      >
        <X size={12} strokeWidth={2} aria-hidden />
      </button>
    </span>
  ))
}
