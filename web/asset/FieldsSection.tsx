import { Pencil, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { AssetAttributes } from '../../contract/resources.ts'
import { Button, IconButton, LinkButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { inputClass } from '../ui/Field.tsx'
import { VocabularyPicker } from './CategoriesSection.tsx'
import { PanelSection } from './PanelSection.tsx'
import styles from './sections.module.css'
import type { AssetEdits } from './use-asset-edits.ts'

interface Draft {
  /** null while the key of a new field is being chosen. */
  key: string | null
  isNew: boolean
}

/** Key and value that people attach. */
export function FieldsSection({ asset, edits }: { asset: AssetAttributes; edits: AssetEdits }) {
  const [draft, setDraft] = useState<Draft | null>(null)
  const fields = Object.entries(asset.custom_fields)
  const save = (key: string, value: string) => {
    setDraft(null)
    if (asset.custom_fields[key] === value) return
    edits.save({ custom_fields: { ...asset.custom_fields, [key]: value } })
  }
  const remove = (key: string) => {
    const { [key]: _removed, ...rest } = asset.custom_fields
    edits.save({ custom_fields: rest })
  }
  const close = () => setDraft(null)
  return (
    <PanelSection
      title="Custom fields"
      count={fields.length}
      action={
        <LinkButton
          aria-label="Add a custom field"
          onClick={() => setDraft({ key: null, isNew: true })}
        >
          Add
        </LinkButton>
      }
    >
      {fields.length === 0 && !draft && <p className={styles.none}>None</p>}
      <ul className={styles.fields}>
        {fields.map(([key, value]) =>
          draft?.key === key && !draft.isNew ? (
            <li key={key}>
              <FieldForm
                name={key}
                start={value}
                onSave={(next) => save(key, next)}
                onCancel={close}
              />
            </li>
          ) : (
            <li key={key} className={styles.field}>
              <span className={joinClasses(styles.key, 'truncate')} title={key}>
                {key}
              </span>
              <span className="truncate" title={value}>
                {value}
              </span>
              <IconButton
                small
                label={`Edit ${key}`}
                onClick={() => setDraft({ key, isNew: false })}
              >
                <Pencil size={14} aria-hidden />
              </IconButton>
              <IconButton small label={`Remove ${key}`} onClick={() => remove(key)}>
                <Trash2 size={14} aria-hidden />
              </IconButton>
            </li>
          ),
        )}
      </ul>
      {draft?.isNew && draft.key === null && (
        <div className={styles.editor}>
          <VocabularyPicker
            list="custom_field_keys"
            label="Choose a key or type a new one"
            taken={Object.keys(asset.custom_fields)}
            onPick={(key) => setDraft({ key, isNew: !Object.hasOwn(asset.custom_fields, key) })}
            onCancel={close}
          />
        </div>
      )}
      {draft?.isNew && draft.key !== null && (
        <FieldForm
          name={draft.key}
          start=""
          onSave={(value) => save(draft.key ?? '', value)}
          onCancel={close}
        />
      )}
    </PanelSection>
  )
}

interface FieldFormProps {
  name: string
  start: string
  onSave: (value: string) => void
  onCancel: () => void
}

function FieldForm({ name, start, onSave, onCancel }: FieldFormProps) {
  const [value, setValue] = useState(start)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSave(value.trim())
  }
  return (
    <form className={styles.editor} onSubmit={submit}>
      <label>
        {name}
        <input
          // biome-ignore lint/a11y/noAutofocus: it appears because somebody asked for it
          autoFocus
          className={inputClass}
          value={value}
          onChange={(event) => setValue(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            event.stopPropagation()
            onCancel()
          }}
        />
      </label>
      <div className={styles.buttons}>
        <Button size="small" variant="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <Button size="small" type="submit" disabled={value.trim() === ''}>
          Save
        </Button>
      </div>
    </form>
  )
}
