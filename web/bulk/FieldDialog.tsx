import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { vocabularyQuery } from '../lib/vocabulary.ts'
import { joinClasses } from '../ui/classes.ts'
import { FormField } from '../ui/FormField.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import styles from './BulkDialog.module.css'
import { BulkDialog, type BulkDialogProps } from './BulkDialog.tsx'

const WAYS = [
  { value: 'set', label: 'Set a value' },
  { value: 'remove', label: 'Remove the field' },
] as const

/** Gives a custom field of all selected assets one value, or takes it from them. */
export function FieldDialog(props: BulkDialogProps) {
  const [way, setWay] = useState<'set' | 'remove'>('set')
  const [key, setKey] = useState('')
  const [value, setValue] = useState('')
  const known = useQuery(vocabularyQuery('custom_field_keys')).data ?? []
  const list = useId()
  const name = key.trim()
  const isReady = name !== '' && (way === 'remove' || value.trim() !== '')
  const operations =
    way === 'set'
      ? { set_custom_fields: { [name]: value.trim() } }
      : { remove_custom_fields: [name] }
  return (
    <BulkDialog {...props} title="Custom field" operations={isReady ? operations : {}}>
      <div className={joinClasses(styles.part, styles.choices)}>
        <Segmented label="What to do" value={way} choices={WAYS} onChange={setWay} />
      </div>
      <FormField
        label="Key"
        list={list}
        value={key}
        data-autofocus
        autoComplete="off"
        onChange={(event) => setKey(event.target.value)}
      />
      <datalist id={list}>
        {known.map((word) => (
          <option key={word.name} value={word.name} />
        ))}
      </datalist>
      {way === 'set' && (
        <FormField
          label="Value"
          hint="In place of any value they have."
          value={value}
          autoComplete="off"
          onChange={(event) => setValue(event.target.value)}
        />
      )}
    </BulkDialog>
  )
}
