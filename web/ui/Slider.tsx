import type { ComponentProps, CSSProperties } from 'react'
import { joinClasses } from './classes.ts'
import styles from './Slider.module.css'

interface SliderProps {
  /** What the slider is called. */
  label: string
  min: number
  max: number
  value: number
  /** The value in words, for a screen reader. */
  text: string
  step?: number
  /** No choice that is set or not, only how something looks. */
  isQuiet?: boolean
  onChange: (value: number) => void
  onBlur?: () => void
}

/** One value between two ends. */
export function Slider({ label, text, isQuiet = false, onChange, ...input }: SliderProps) {
  const { min, max, value } = input
  const share = (value - min) / (max - min)
  return (
    <input
      {...input}
      type="range"
      aria-label={label}
      aria-valuetext={text}
      className={joinClasses(styles.range, styles.single, isQuiet && styles.quiet)}
      style={{ '--to': `${share * 100}%` } as CSSProperties}
      onChange={(event) => onChange(Number(event.target.value))}
    />
  )
}

interface RangeSliderProps {
  /** What both ends are called. */
  labels: readonly [from: string, to: string]
  min: number
  max: number
  value: readonly [from: number, to: number]
  describe: (value: number) => string
  /** Nothing is set: both ends are where they start. */
  isIdle: boolean
  onChange: (from: number, to: number) => void
  onBlur?: () => void
}

/** Two ends of a range; neither passes the other. */
export function RangeSlider({ labels, min, max, value, ...props }: RangeSliderProps) {
  const [from, to] = value
  const share = (end: number) => `${((end - min) / (max - min)) * 100}%`
  const end = (at: 0 | 1): ComponentProps<'input'> => ({
    type: 'range',
    min,
    max,
    value: value[at],
    'aria-label': labels[at],
    'aria-valuetext': props.describe(value[at]),
    className: styles.range,
    onBlur: props.onBlur,
    onChange: (event) => {
      const next = Number(event.target.value)
      if (at === 0) props.onChange(Math.min(next, to), to)
      else props.onChange(from, Math.max(next, from))
    },
  })
  return (
    <div
      className={joinClasses(styles.two, props.isIdle && styles.idle)}
      style={{ '--from': share(from), '--to': share(to) } as CSSProperties}
    >
      {/* Where both meet at the far end, the first has to be the one that can be pulled. */}
      <input {...end(0)} style={{ zIndex: from > (min + max) / 2 ? 1 : 0 }} />
      <input {...end(1)} />
    </div>
  )
}
