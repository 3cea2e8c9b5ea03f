import type { ComponentProps } from 'react'
import { joinClasses } from './classes.ts'
import styles from './Field.module.css'

/** A labelled field of one line. */
export function Field({ label, ...rest }: ComponentProps<'input'> & { label: string }) {
  return (
    <label className={styles.field}>
      {label}
      <input {...rest} className={joinClasses(styles.input, styles.large)} />
    </label>
  )
}

export const inputClass = styles.input
