import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { vocabularyQuery } from '../lib/vocabulary.ts'
import { t } from '../texts/bulk.ts'
import { joinClasses } from '../ui/classes.ts'
import { FormField } from '../ui/FormField.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import styles from './BulkDialog.module.css'
import { BulkDialog, type BulkDialogProps } from './BulkDialog.tsx'

function ways() {
  return [
    { value: 'set', label: t.setValue },
    { value: 'remove', label: t.removeField },
  ] as const
}

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
    <BulkDialog {...props} title={t.customField} operations={isReady ? operations : {}}>
      <div className={joinClasses(styles.part, styles.choices)}>
        <Segmented label={t.whatToDo} value={way} choices={ways()} onChange={setWay} />
      </div>
      <FormField
        label={t.key}
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
          label={t.value}
          hint={t.inPlaceOfAny}
          value={value}
          autoComplete="off"
          onChange={(event) => setValue(event.target.value)}
        />
      )}
    </BulkDialog>
  )
}
