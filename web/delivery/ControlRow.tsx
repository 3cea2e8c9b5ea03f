import { RotateCcw } from 'lucide-react'
import { type ReactNode, useEffect, useId, useState } from 'react'
import { t } from '../texts/delivery.ts'
import { IconButton } from '../ui/Button.tsx'
import { inputClass } from '../ui/Field.tsx'
import { Switch, selectClass } from '../ui/FormField.tsx'
import { Slider } from '../ui/Slider.tsx'
import { type Control, hasWord, nameOf, toggleWord } from './controls.ts'
import styles from './DeliveryPanel.module.css'
import type { Delivery } from './use-delivery.ts'

/** In place of a value that is up to rendering. */
const NOTHING = '–'

/** One parameter with its name in words and in the address, and the way to take it back. */
export function ControlRow({ control, delivery }: { control: Control; delivery: Delivery }) {
  const { name } = control
  const id = useId()
  const isSet = name in delivery.params
  return (
    <div className={styles.row} data-set={isSet || undefined}>
      <label htmlFor={id} title={name}>
        {nameOf(name)}
      </label>
      <div className={styles.input}>
        <Input {...{ control, delivery, id }} />
      </div>
      <IconButton
        small
        className={styles.reset}
        label={t.resetOne(nameOf(name))}
        disabled={!isSet}
        onClick={() => delivery.set({ [name]: null })}
      >
        <RotateCcw size={14} aria-hidden />
      </IconButton>
    </div>
  )
}

interface InputProps<Kind extends Control['kind']> {
  control: Extract<Control, { kind: Kind }>
  delivery: Delivery
  id: string
}

function Input({ control, delivery, id }: InputProps<Control['kind']>): ReactNode {
  const { name } = control
  const value = delivery.params[name] ?? ''
  const set = (next: string) => delivery.set({ [name]: next }, name)
  switch (control.kind) {
    case 'number':
      return <NumberBox {...{ id, value }} range={control} onChange={set} />
    case 'slider':
      return <SliderBox {...{ control, delivery, id }} />
    case 'choice':
      return <ChoiceBox {...{ id, value }} choices={control.choices} onChange={set} />
    case 'words':
      return <WordBoxes {...{ control, delivery, id }} />
    case 'color':
      return <ColorBox {...{ id, value, name }} onChange={set} />
    case 'flag':
      return (
        <Switch
          id={id}
          label={nameOf(name)}
          checked={value === 'true' || value === '1'}
          onChange={(event) => delivery.set({ [name]: event.target.checked ? 'true' : null })}
        />
      )
    case 'text':
      return <TextBox {...{ id, value }} isLong={control.isLong ?? false} onChange={set} />
  }
}

interface BoxProps {
  id: string
  value: string
  onChange: (value: string) => void
}

interface Range {
  min: number
  max: number
  step?: number
}

/** What is typed counts when it is left or Enter is pressed: halfway it would be another number. */
export function NumberBox({
  id,
  value,
  range,
  onChange,
  ...rest
}: BoxProps & { range: Range; label?: string }) {
  const [draft, setDraft] = useState(value)
  useEffect(() => setDraft(value), [value])
  const keep = () => {
    const typed = Number(draft)
    const isNumber = draft.trim() !== '' && !Number.isNaN(typed)
    const next = isNumber ? String(Math.min(range.max, Math.max(range.min, typed))) : ''
    setDraft(next)
    if (next !== value) onChange(next)
  }
  return (
    <input
      id={id}
      aria-label={rest.label}
      type="number"
      inputMode="decimal"
      className={inputClass}
      {...range}
      step={range.step ?? 1}
      value={draft}
      placeholder={NOTHING}
      onChange={(event) => {
        setDraft(event.target.value)
        // The arrows of the field change it without leaving it.
        const { inputType } = event.nativeEvent as InputEvent // every change of an input is one
        if (!inputType) onChange(event.target.value)
      }}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep()
      }}
    />
  )
}

function SliderBox({ control, delivery, id }: InputProps<'slider'>) {
  const { name, min, max, fallback, step = 1 } = control
  const text = delivery.params[name]
  const value = Number.isFinite(Number(text ?? fallback)) ? Number(text ?? fallback) : fallback
  const set = (next: number) => {
    const rounded = String(Math.round(next / step) * step).slice(0, 6)
    delivery.set({ [name]: Number(rounded) === fallback ? null : rounded }, name)
  }
  return (
    <>
      <Slider
        label={nameOf(name)}
        min={min / step}
        max={max / step}
        value={Math.round(value / step)}
        text={String(value)}
        onChange={(next) => set(next * step)}
      />
      <NumberBox
        id={id}
        value={text ?? ''}
        range={{ min, max, step }}
        onChange={(next) => delivery.set({ [name]: next }, name)}
      />
    </>
  )
}

/** A value that is not among the choices, as a link may bring one, stays. */
function ChoiceBox({ id, value, choices, onChange }: BoxProps & { choices: readonly string[] }) {
  const all = value === '' || choices.includes(value) ? choices : [value, ...choices]
  return (
    <select
      id={id}
      className={selectClass}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">{NOTHING}</option>
      {all.map((choice) => (
        <option key={choice} value={choice}>
          {choice}
        </option>
      ))}
    </select>
  )
}

function WordBoxes({ control, delivery, id }: InputProps<'words'>) {
  const { name, choices } = control
  const value = delivery.params[name]
  return choices.map((word, i) => (
    <label key={word} className={styles.word}>
      <input
        id={i === 0 ? id : undefined}
        type="checkbox"
        checked={hasWord(value, word)}
        onChange={() => delivery.set({ [name]: toggleWord(value, word) })}
      />
      {word}
    </label>
  ))
}

/** A colour to pick, and its digits or name to type. */
function ColorBox({ id, value, name, onChange }: BoxProps & { name: string }) {
  const hex = /^[0-9a-f]{6}$/i.test(value) ? `#${value}` : '#000000'
  return (
    <>
      <input
        type="color"
        aria-label={t.pickColor(nameOf(name))}
        className={styles.color}
        value={hex}
        onChange={(event) => onChange(event.target.value.slice(1))}
      />
      <TextBox {...{ id, value, onChange }} isLong={false} placeholder="ff8800" />
    </>
  )
}

function TextBox(props: BoxProps & { isLong: boolean; placeholder?: string }) {
  const { id, value, isLong, placeholder, onChange } = props
  const [draft, setDraft] = useState(value)
  useEffect(() => setDraft(value), [value])
  const all = {
    id,
    className: inputClass,
    value: draft,
    maxLength: 500,
    placeholder,
    onBlur: () => {
      if (draft.trim() !== value) onChange(draft.trim())
    },
  }
  if (isLong) {
    return <textarea {...all} rows={2} onChange={(event) => setDraft(event.target.value)} />
  }
  return (
    <input
      {...all}
      spellCheck={false}
      onChange={(event) => setDraft(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') all.onBlur()
      }}
    />
  )
}
