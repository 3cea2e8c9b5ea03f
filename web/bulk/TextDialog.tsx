import { useId, useState } from 'react'
import { t } from '../texts/bulk.ts'
import { joinClasses } from '../ui/classes.ts'
import { inputClass } from '../ui/Field.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import styles from './BulkDialog.module.css'
import { BulkDialog, type BulkDialogProps } from './BulkDialog.tsx'

type TextName = 'description' | 'alt_text'

function names() {
  return [
    { value: 'description', label: t.description },
    { value: 'alt_text', label: t.altText },
  ] as const
}

function ways() {
  return [
    { value: 'set', label: t.set },
    { value: 'empty', label: t.empty },
  ] as const
}

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
      title={t.descriptionOrAltText}
      operations={written === '' ? {} : { [name]: written }}
    >
      <div className={joinClasses(styles.part, styles.choices)}>
        <Segmented label={t.whichText} value={name} choices={names()} onChange={setName} />
        <Segmented label={t.whatToDo} value={way} choices={ways()} onChange={setWay} />
      </div>
      {way === 'set' && (
        <div className={styles.part}>
          <label htmlFor={id}>{t.text}</label>
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
