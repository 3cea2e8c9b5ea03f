import { type KeyboardEvent, useId, useState } from 'react'
import { formatShort } from '../lib/format.ts'
import { t } from '../texts/ui.ts'
import { inputClass } from './Field.tsx'
import { useActiveOption } from './use-active-option.ts'
import styles from './WordPicker.module.css'
import { type PickerOption, type PickerWord, planPickerOptions } from './word-picker.ts'

interface WordPickerProps {
  label: string
  words: readonly PickerWord[]
  /** Not offered: what is chosen already. */
  taken: readonly string[]
  onPick: (word: string) => void
  /** Told what is being typed, for which other words may be offered. */
  onType?: (text: string) => void
  onCancel: () => void
  /** Enter with nothing typed. With it the field stays, for one word after the other. */
  onDone?: () => void
}

/** Chooses a known word or makes a new one: a combobox with a list. */
export function WordPicker({ label, words, taken, onCancel, onDone, ...props }: WordPickerProps) {
  const [text, setText] = useState('')
  // In a field that stays the list would lie over what is below it until somebody wants it.
  const [isOpen, setOpen] = useState(!onDone)
  const id = useId()
  const options = isOpen ? planPickerOptions(words, taken, text) : []
  const [active, setActive] = useActiveOption(options)
  const type = (typed: string) => {
    setText(typed)
    setOpen(!onDone || typed !== '')
    props.onType?.(typed)
    setActive(-1)
  }
  const onPick = (word: string) => {
    type('')
    props.onPick(word)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const typed = text.trim()
    if (event.key === 'Escape' && onDone && options.length > 0) setOpen(false)
    else if (event.key === 'Escape') onCancel()
    else if (event.key === 'ArrowDown' && !isOpen) setOpen(true)
    else if (event.key === 'ArrowDown') setActive((active + 1) % Math.max(1, options.length))
    else if (event.key === 'ArrowUp') setActive((active <= 0 ? options.length : active) - 1)
    else if (event.key === 'Enter') {
      const picked = options[active]?.name ?? options.find(({ name }) => same(name, typed))?.name
      if (picked || typed) onPick(picked ?? typed)
      else onDone?.()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className={styles.picker}>
      <input
        // biome-ignore lint/a11y/noAutofocus: it appears because somebody asked for it
        autoFocus={!onDone || !matchMedia('(pointer: coarse)').matches}
        className={inputClass}
        role="combobox"
        aria-label={label}
        aria-expanded={options.length > 0}
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={options[active] ? `${id}-${active}` : undefined}
        placeholder={label}
        value={text}
        onClick={() => setOpen(true)}
        onChange={(event) => type(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => {
          if (onDone) setOpen(false)
          const typed = text.trim()
          if (!onDone && typed === '') onCancel()
          else if (onDone && typed !== '') onPick(typed)
        }}
      />
      <WordOptions {...{ id, label, options, active, onPick }} />
    </div>
  )
}

interface WordOptionsProps {
  id: string
  label: string
  options: readonly PickerOption[]
  /** Index of the one that Enter takes, -1 for none. */
  active: number
  onPick: (word: string) => void
  /** A new word as it is offered. */
  describeNew?: (word: string) => string
}

/** The list below a combobox; the field that owns it keeps the focus and handles the keys. */
export function WordOptions({ id, label, options, active, onPick, ...rest }: WordOptionsProps) {
  const { describeNew = t.add } = rest
  return (
    <div id={id} role="listbox" aria-label={label} className={styles.list} hidden={!options.length}>
      {options.map((option, i) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys
        <div
          key={option.name}
          id={`${id}-${i}`}
          role="option"
          aria-selected={i === active}
          className={styles.option}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onPick(option.name)}
        >
          <span className="truncate">{option.isNew ? describeNew(option.name) : option.name}</span>
          {!option.isNew && option.count !== null && (
            <small className="num">{formatShort(option.count, option.isEstimate ?? false)}</small>
          )}
        </div>
      ))}
    </div>
  )
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
