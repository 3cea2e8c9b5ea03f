import { Pencil, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'
import type { AssetAttributes } from '../../contract/resources.ts'
import type { BrowseQuery } from '../lib/browse-query.ts'
import { useRights } from '../lib/use-rights.ts'
import { t } from '../texts/asset.ts'
import { common } from '../texts/common.ts'
import { Button, IconButton, LinkButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { inputClass } from '../ui/Field.tsx'
import { VocabularyPicker } from './CategoriesSection.tsx'
import { CopyButton, copyLine } from './CopyButton.tsx'
import { PanelSection } from './PanelSection.tsx'
import styles from './sections.module.css'
import type { AssetEdits } from './use-asset-edits.ts'

interface Draft {
  /** null while the key of a new field is being chosen. */
  key: string | null
  isNew: boolean
}

interface FieldsSectionProps {
  asset: AssetAttributes
  edits: AssetEdits
  searchFor: (part: Partial<BrowseQuery>) => string
}

/** Key and value that people attach; a click on a value searches. */
export function FieldsSection({ asset, edits, searchFor }: FieldsSectionProps) {
  const { mayEdit } = useRights()
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
  const add = () => setDraft({ key: null, isNew: true })
  const close = () => setDraft(null)
  return (
    <PanelSection
      title={t.fields}
      name="custom fields"
      count={fields.length}
      action={
        mayEdit && (
          <LinkButton pressedBy="addField" aria-label={t.addField} onClick={add}>
            {t.add}
          </LinkButton>
        )
      }
    >
      {fields.length === 0 && !draft && <p className={styles.none}>{t.none}</p>}
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
              <span className={joinClasses(styles.key, styles.whole)} title={key}>
                {key}
              </span>
              <span className={joinClasses(styles.value, copyLine)}>
                <Link
                  className={styles.whole}
                  title={value}
                  to={searchFor({ fields: [{ key, match: 'is', value }] })}
                >
                  {value}
                </Link>
                <CopyButton label={t.copyValue(key)} value={value} />
              </span>
              {mayEdit && (
                <>
                  <IconButton
                    small
                    label={t.editField(key)}
                    onClick={() => setDraft({ key, isNew: false })}
                  >
                    <Pencil size={14} aria-hidden />
                  </IconButton>
                  <IconButton small label={t.removeField(key)} onClick={() => remove(key)}>
                    <Trash2 size={14} aria-hidden />
                  </IconButton>
                </>
              )}
            </li>
          ),
        )}
      </ul>
      {draft?.isNew && draft.key === null && (
        <div className={styles.editor}>
          <VocabularyPicker
            list="custom_field_keys"
            label={t.chooseKey}
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
          {common.cancel}
        </Button>
        <Button size="small" type="submit" disabled={value.trim() === ''}>
          {common.save}
        </Button>
      </div>
    </form>
  )
}
