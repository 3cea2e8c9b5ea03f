import { useId, useState } from 'react'
import { joinClasses } from '../ui/classes.ts'
import { inputClass } from '../ui/Field.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import styles from './BulkDialog.module.css'
import { BulkDialog, type BulkDialogProps } from './BulkDialog.tsx'

type TextName = 'description' | 'alt_text'

const NAMES = [
  { value: 'description', label: 'Description' },
  { value: 'alt_text', label: 'Alt text' },
] as const
const WAYS = [
  { value: 'set', label: 'Set' },
  { value: 'empty', label: 'Empty' },
] as const

/** Gives all selected assets the same description or alt text, or none. */
export function TextDialog(props: BulkDialogProps) {
  const [name, setName] = useState<TextName>('description')
  const [way, setWay] = useState<'set' | 'empty'>('set')
  const [text, setText] = useState('')
  const id = useId()
  const written = way === 'empty' ? null : text.trim()
  return (
    <BulkDialog
      {...props}
      title="Description or alt text"
      operations={written === '' ? {} : { [name]: written }}
    >
      <div className={joinClasses(styles.part, styles.choices)}>
        <Segmented label="Which text" value={name} choices={NAMES} onChange={setName} />
        <Segmented label="What to do" value={way} choices={WAYS} onChange={setWay} />
      </div>
      {way === 'set' && (
        <div className={styles.part}>
          <label htmlFor={id}>Text</label>
          <textarea
            id={id}
            className={joinClasses(inputClass, styles.area)}
            value={text}
            data-autofocus
            onChange={(event) => setText(event.target.value)}
          />
        </div>
      )}
    </BulkDialog>
  )
}
